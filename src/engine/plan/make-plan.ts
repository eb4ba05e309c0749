/** Scans both sides and says what a run would do (`--dry-run`). Neither side is written to, nor is any state. */
import { Buffer } from 'node:buffer';
import { type FindingKind, mostRenamedShown, noFindings, type Plan, type PlanFinding } from '../../model/plan.ts';
import type { Count } from '../../model/progress.ts';
import type { RateLimit } from '../../model/rate-limit.ts';
import { renames } from '../../model/rename-replacement.ts';
import { asFault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { joinPath } from '../disk/relative-path.ts';
import type { Holes, Source } from '../endpoint/source.ts';
import { namingOf, selectionThere } from '../naming/naming-of.ts';
import type { Naming } from '../naming/new-name.ts';
import { renamedListings } from '../naming/renamed-listings.ts';
import { confirmFew } from '../run/clean-up.ts';
import { noted } from '../run/reasons.ts';
import type { RunOptions } from '../run/run-options.ts';
import { belongs } from '../run/take-part.ts';
import { EntryFilter } from '../scan/entry-filter.ts';
import { kindAt, type Listing, namesOf, sourcesOf } from '../scan/listing.ts';
import { type MergedListing, mergeListings } from '../scan/merge.ts';
import type { Verdict } from '../scan/verdict.ts';
import { Examples } from './examples.ts';
import { NameCheck } from './name-check.ts';
import { estimate, type Pace } from './pace.ts';
import type { PlanTarget } from './plan-target.ts';

export interface MakePlanOptions {
  readonly source: Source;
  readonly target: PlanTarget;
  readonly options: Pick<RunOptions, 'deleteExtras' | 'maxDelete' | 'selection' | 'links' | 'flatten' | 'rename'>;
  /** All of them are kept to. */
  readonly limits: readonly RateLimit[];
  /** Of an earlier run. */
  readonly pace: Pace | undefined;
  /** As they are found. */
  readonly onFinding: (finding: PlanFinding) => void;
  readonly signal: AbortSignal;
}

/** Throws `source-missing`, and what reading either side meets. */
export async function makePlan(options: MakePlanOptions): Promise<Plan> {
  const startedAt = performance.now();
  const { source, target, signal } = options;
  const { selection } = options.options;
  const nowMs = Date.now();
  using holes = source.openHoles();
  const planner = new Planner(options, holes);
  const scanned = source.scan({ selection, nowMs, withDetails: false, isComparedWithNothing: false, signal });
  const naming = namingOf(options.options);
  const merged = mergeListings({
    source: naming === undefined ? scanned : planner.renamed(scanned, naming),
    destination: target.scan({ selection: selectionThere(options.options), nowMs, signal }),
    grainNs: target.facts.mtimeGrainNs,
    links: options.options.links,
  });
  const filter = selection && new EntryFilter(selection, nowMs);
  for await (const part of merged) await planner.take(part, filter);
  return { ...planner.plan(), durationMs: performance.now() - startedAt };
}

const nothing = () => ({ files: 0, bytes: 0 });

class Planner {
  readonly #options: MakePlanOptions;
  readonly #names: NameCheck;
  readonly #holes: Holes;
  readonly #source = nothing();
  readonly #destination = nothing();
  readonly #copy = nothing();
  readonly #changed = nothing();
  readonly #skip = nothing();
  readonly #extra = nothing();
  readonly #examples = new Examples();
  readonly #findings: Plan['findings'] = noFindings();
  #makeFolders = 0;
  readonly #renamed = { files: 0, first: [] as { readonly from: string; readonly to: string }[] };
  /** Of what is to be copied. */
  #holeBytes = 0;

  constructor(options: MakePlanOptions, holes: Holes) {
    this.#options = options;
    this.#holes = holes;
    const { target, signal } = options;
    this.#makeFolders = target.facts.isMissing ? 1 : 0;
    this.#names = new NameCheck({ target, signal, onFinding: (finding) => this.#find(finding) });
  }

  async take(part: MergedListing, filter: EntryFilter | undefined): Promise<void> {
    this.#destination.files += part.destinationFiles;
    this.#destination.bytes += part.destinationBytes;
    for (const { folder, problem } of part.destinationProblems) this.#unreadable(folder, problem.message);
    if (this.#options.source.onlyName === undefined) {
      for (const extra of part.extras) {
        if (extra.kind === 'folder' || !belongs(extra, this.#options.options.links, filter)) continue;
        count(this.#extra, extra.size);
        this.#examples.note('extra', () => extra.path);
      }
    }
    if (part.source === undefined) return;
    for (const index of part.changed)
      if (part.verdicts[index] === 'copy') count(this.#changed, part.source.sizes[index] ?? 0);
    await this.#takeSource(part.source, part);
  }

  /** What has no place, and what is left out, is told of as it is called at the source. */
  renamed(listings: AsyncIterable<Listing>, naming: Naming): AsyncIterable<Listing> {
    return renamedListings({
      listings,
      naming,
      beside: undefined,
      links: this.#options.options.links,
      onListing: (listing) => this.#takeFolder(listing),
      onLeftOut: (kind, path) => this.#blocked(kind === 'other' ? 'not-regular' : 'link-skipped', path),
      onUnnamed: ({ path, size, fault }) => {
        count(this.#source, size);
        const finding = fault.code === 'name-clash' ? 'name-clash' : 'rename-refused';
        this.#find({ finding, paths: [shownName(path)], isCertain: true, message: fault.message });
      },
    });
  }

  plan(): Omit<Plan, 'durationMs'> {
    const { options, source, target, limits, pace } = this.#options;
    const { caseHandling, normalForms, freeBytes } = target.facts;
    const neededBytes = this.#copy.bytes - this.#holeBytes;
    const refusal = this.#refusal();
    const range = estimate({ files: this.#copy.files, bytes: neededBytes }, { pace, limits });
    return {
      source: this.#source,
      destination: this.#destination,
      copy: this.#copy,
      changed: this.#changed,
      skip: this.#skip,
      makeFolders: this.#makeFolders,
      ...(source.onlyName === undefined && { extra: this.#extra }),
      ...(options.deleteExtras && { remove: this.#removed }),
      ...(refusal !== undefined && { refusal }),
      ...(renames(options) && { renamed: this.#renamed }),
      examples: this.#examples.found,
      findings: this.#findings,
      target: { caseHandling, normalForms, freeBytes, neededBytes, hasRoom: neededBytes <= freeBytes },
      ...(range !== undefined && { estimate: range }),
    };
  }

  async #takeSource(listing: Listing, { verdicts, changed }: MergedListing): Promise<void> {
    const folder = Buffer.from(listing.folder);
    if (listing.isFirstPart) this.#names.startFolder();
    this.#takeFolder(listing);
    const sources = sourcesOf(listing);
    const names = namesOf(listing);
    const replaced = new Set(changed);
    await this.#names.lookAtLengths(
      folder,
      names.filter((_, index) => !isLeftOut(verdicts[index])),
    );
    for (const [index, name] of names.entries()) {
      const size = kindAt(listing, index) === 'folder' ? undefined : (listing.sizes[index] as number);
      const verdict = verdicts[index];
      if (!isLeftOut(verdict)) this.#names.look(folder, name);
      const there = joinPath(folder, name);
      const path = size === undefined ? there : (sources?.[index] ?? there);
      if (size !== undefined && sources !== undefined) this.#noteNames(path, there);
      if (size !== undefined && !isLeftOut(verdict)) count(this.#source, size);
      if (verdict === 'make') this.#makeFolders += 1;
      else if (verdict === 'copy') {
        this.#toCopy(path, size ?? 0);
        this.#examples.note(replaced.has(index) ? 'changed' : 'new', () => path);
      } else if (verdict === 'same' && size !== undefined) {
        count(this.#skip, size);
        this.#examples.note('same', () => path);
      } else if (verdict === 'clash' || isLeftOut(verdict)) this.#blocked(verdict, there);
    }
  }

  #takeFolder(listing: Listing): void {
    if (listing.problem !== undefined) this.#unreadable(Buffer.from(listing.folder), listing.problem.message);
    const { source, options } = this.#options;
    const hidden = options.selection?.hidden;
    for (const { path, reason } of hidden === undefined ? [] : source.hiddenIn(listing, hidden)) {
      const message = reason.message;
      this.#find({ finding: 'partial-dir-skipped', paths: [shownName(path)], isCertain: true, message });
    }
  }

  #noteNames(path: Buffer, there: Buffer): void {
    if (path.equals(there)) return;
    this.#renamed.files += 1;
    if (this.#renamed.first.length < mostRenamedShown)
      this.#renamed.first.push({ from: shownName(path), to: shownName(there) });
  }

  #toCopy(path: Buffer, size: number): void {
    count(this.#copy, size);
    this.#holeBytes += Math.min(size, this.#holes.bytesOf(path, size));
  }

  #unreadable(folder: Buffer, message: string): void {
    this.#find({ finding: 'unreadable', paths: [shownName(folder)], isCertain: true, message });
  }

  #blocked(verdict: 'clash' | LeftOutVerdict, path: Buffer): void {
    const shown = shownName(path);
    const [finding, message] = {
      'clash': ['in-the-way', `${shown} is a folder on one side only, and stays as it is`],
      'not-regular': ['not-regular', `${shown} is a socket, pipe or device, and is not copied`],
      'link-skipped': ['link-skipped', `${shown} is a symbolic link, and is not copied`],
    }[verdict] as [FindingKind, string];
    this.#find({ finding, paths: [shown], isCertain: true, message });
  }

  #find(finding: PlanFinding): void {
    this.#findings[finding.finding] = (this.#findings[finding.finding] ?? 0) + 1;
    this.#options.onFinding(finding);
  }

  /** A single file has nothing beside it that would be removed. */
  get #removed(): Count {
    const { options, source } = this.#options;
    return options.deleteExtras && source.onlyName === undefined ? this.#extra : nothing();
  }

  #refusal(): Plan['refusal'] {
    try {
      confirmFew(this.#removed.files, this.#source.files, this.#options.options.maxDelete);
      return undefined;
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      return noted({ code, message });
    }
  }
}

type LeftOutVerdict = 'not-regular' | 'link-skipped';

function isLeftOut(verdict: Verdict | undefined): verdict is LeftOutVerdict {
  return verdict === 'not-regular' || verdict === 'link-skipped';
}

function count(to: { files: number; bytes: number }, bytes: number): void {
  to.files += 1;
  to.bytes += bytes;
}
