/** Scans both sides and says what a run would do (`--dry-run`). Neither side is written to, nor is any state. */
import { Buffer } from 'node:buffer';
import type { RateLimit } from '../../model/rate-limit.ts';
import { asFault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { joinPath } from '../disk/relative-path.ts';
import { confirmFew } from '../run/clean-up.ts';
import type { RunOptions } from '../run/run-options.ts';
import { confirmSource } from '../run/run-transfer.ts';
import { noted } from '../run/scan-phase.ts';
import { EntryFilter } from '../scan/entry-filter.ts';
import { kindAt, type Listing, namesOf } from '../scan/listing.ts';
import { type MergedListing, mergeListings } from '../scan/merge.ts';
import { scanTree } from '../scan/scan-tree.ts';
import { NameCheck } from './name-check.ts';
import { estimate, type Pace } from './pace.ts';
import { type FindingKind, findingKinds, type Plan, type PlanFinding } from './plan.ts';
import { TargetProbe } from './target-probe.ts';

export interface MakePlanOptions {
  /** Absolute. */
  readonly sourceRoot: Buffer;
  readonly onlyName: Buffer | undefined;
  /** Absolute; need not exist. */
  readonly destinationRoot: string;
  readonly options: Pick<RunOptions, 'deleteExtras' | 'maxDelete' | 'selection'>;
  readonly bwlimit: RateLimit | undefined;
  /** Of an earlier run. */
  readonly pace: Pace | undefined;
  /** As they are found. */
  readonly onFinding: (finding: PlanFinding) => void;
  readonly signal: AbortSignal;
}

/** Throws `source-missing`, and what opening the destination, or the folder that would hold it, meets. */
export async function makePlan(options: MakePlanOptions): Promise<Plan> {
  const startedAt = performance.now();
  confirmSource({ sourceRoot: options.sourceRoot, sourceAccess: options.sourceRoot });
  using target = TargetProbe.open(options.destinationRoot);
  const planner = new Planner(options, target);
  const nowMs = Date.now();
  const merged = mergeListings({
    source: scanSource(options, nowMs),
    destination: scanDestination(options, target, nowMs),
    grainNs: target.mtimeGrainNs,
  });
  const filter = options.options.selection && new EntryFilter(options.options.selection, nowMs);
  for await (const part of merged) planner.take(part, filter);
  return { ...planner.plan(), durationMs: performance.now() - startedAt };
}

function scanSource({ sourceRoot, onlyName, options, signal }: MakePlanOptions, nowMs: number): AsyncIterable<Listing> {
  const filter = options.selection && { selection: options.selection, nowMs, isListed: false };
  return scanTree({ root: sourceRoot, onlyName, withDetails: false, filter, leftovers: undefined, signal });
}

async function* scanDestination(
  { destinationRoot, options, signal }: MakePlanOptions,
  target: TargetProbe,
  nowMs: number,
): AsyncGenerator<Listing, void> {
  if (target.isMissing) return;
  const filter = options.selection && { selection: options.selection, nowMs, isListed: true };
  const root = Buffer.from(destinationRoot);
  yield* scanTree({ root, onlyName: undefined, withDetails: false, filter, leftovers: undefined, signal });
}

const nothing = () => ({ files: 0, bytes: 0 });

class Planner {
  readonly #options: MakePlanOptions;
  readonly #target: TargetProbe;
  readonly #names: NameCheck;
  readonly #source = nothing();
  readonly #destination = nothing();
  readonly #copy = nothing();
  readonly #skip = nothing();
  readonly #remove = nothing();
  readonly #findings = Object.fromEntries(findingKinds.map((kind) => [kind, 0])) as Record<FindingKind, number>;
  #makeFolders = 0;

  constructor(options: MakePlanOptions, target: TargetProbe) {
    this.#options = options;
    this.#target = target;
    this.#makeFolders = target.isMissing ? 1 : 0;
    this.#names = new NameCheck(target, (finding) => this.#find(finding));
  }

  take(part: MergedListing, filter: EntryFilter | undefined): void {
    this.#destination.files += part.destinationFiles;
    this.#destination.bytes += part.destinationBytes;
    if (this.#options.options.deleteExtras && this.#options.onlyName === undefined) {
      for (const extra of part.extras) {
        if (extra.kind !== 'folder' && filter?.omits(extra.path, extra) !== true) count(this.#remove, extra.size);
      }
    }
    if (part.source !== undefined) this.#takeSource(part.source, part.verdicts);
  }

  plan(): Omit<Plan, 'durationMs'> {
    const { options, bwlimit, pace } = this.#options;
    const { caseHandling, normalForms, freeBytes } = this.#target;
    const neededBytes = this.#copy.bytes;
    return {
      source: this.#source,
      destination: this.#destination,
      copy: this.#copy,
      skip: this.#skip,
      makeFolders: this.#makeFolders,
      remove: options.deleteExtras ? this.#remove : undefined,
      refusal: this.#refusal(),
      findings: this.#findings,
      target: { caseHandling, normalForms, freeBytes, neededBytes, hasRoom: neededBytes <= freeBytes },
      estimate: estimate(this.#copy, { pace, bwlimit }),
    };
  }

  #takeSource(listing: Listing, verdicts: MergedListing['verdicts']): void {
    const folder = Buffer.from(listing.folder);
    if (listing.isFirstPart) this.#names.startFolder();
    if (listing.problem !== undefined) {
      const path = shownName(folder);
      this.#find({ finding: 'unreadable', paths: [path], isCertain: true, message: listing.problem.message });
    }
    for (const [index, name] of namesOf(listing).entries()) {
      const size = kindAt(listing, index) === 'folder' ? undefined : (listing.sizes[index] as number);
      const verdict = verdicts[index];
      if (verdict !== 'not-regular') this.#names.look(folder, name);
      if (size !== undefined && verdict !== 'not-regular') count(this.#source, size);
      if (verdict === 'make') this.#makeFolders += 1;
      else if (verdict === 'copy') count(this.#copy, size ?? 0);
      else if (verdict === 'same' && size !== undefined) count(this.#skip, size);
      else if (verdict === 'clash' || verdict === 'not-regular') this.#blocked(verdict, joinPath(folder, name));
    }
  }

  #blocked(verdict: 'clash' | 'not-regular', path: Buffer): void {
    const shown = shownName(path);
    const common = { paths: [shown], isCertain: true };
    this.#find(
      verdict === 'clash'
        ? { ...common, finding: 'in-the-way', message: `${shown} is a folder on one side only, and stays as it is` }
        : { ...common, finding: 'not-regular', message: `${shown} is a socket, pipe or device, and is not copied` },
    );
  }

  #find(finding: PlanFinding): void {
    this.#findings[finding.finding] += 1;
    this.#options.onFinding(finding);
  }

  #refusal(): Plan['refusal'] {
    try {
      confirmFew(this.#remove.files, this.#source.files, this.#options.options.maxDelete);
      return undefined;
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      return noted({ code, message });
    }
  }
}

function count(to: { files: number; bytes: number }, bytes: number): void {
  to.files += 1;
  to.bytes += bytes;
}
