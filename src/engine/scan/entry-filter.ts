/**
 * A selection (src/model/selection.ts), compiled. A folder is looked at once, and its entries are then held against the
 * rules that stand before the one that decided about the folder.
 */
import { Buffer } from 'node:buffer';
import type { Rule } from '../../model/selection.ts';
import { matchText } from '../../runtime/names.ts';
import type { EntryKind } from '../disk/file-status.ts';
import { splitPath } from '../disk/relative-path.ts';
import { compilePattern, type Pattern } from './pattern.ts';
import type { HiddenFolders, ScanSelection } from './scan-selection.ts';
import { settledBy } from './settled.ts';

export interface FilteredEntry {
  /** A byte string: one character a byte (latin1). */
  readonly name: string;
  readonly kind: EntryKind;
  readonly size: number;
  readonly mtimeNs: bigint;
  /** Known of a source only. */
  readonly ctimeNs?: bigint | undefined;
}

/** The entries of one folder. */
export interface FolderFilter {
  /** Whether it does not belong to the transfer; of a folder, whether nothing in it can. */
  omits(entry: FilteredEntry): boolean;
}

interface CompiledRule extends Pattern {
  readonly isInclude: boolean;
}

const nothingDecided = Number.POSITIVE_INFINITY;

export class EntryFilter {
  readonly #rules: readonly CompiledRule[];
  readonly #takesUnmatched: boolean;
  readonly #bounds: Bounds;
  readonly #isSettled: (ctimeNs: bigint) => boolean;
  readonly #hidden: HiddenFolders | undefined;
  #latest: { readonly folder: string; readonly filter: FolderFilter } | undefined;

  /** Throws `usage` for a pattern that means nothing. Ages are counted from `nowMs`. */
  constructor(selection: ScanSelection, nowMs: number) {
    this.#hidden = selection.hidden;
    this.#rules = selection.rules.map((rule: Rule) => ({
      ...compilePattern(rule.pattern),
      isInclude: rule.kind === 'include',
    }));
    this.#takesUnmatched = this.#rules.length === 0 || this.#rules.some(({ isInclude }) => !isInclude);
    this.#bounds = boundsOf(selection, nowMs);
    const { settleSeconds } = selection;
    this.#isSettled = settleSeconds === undefined ? () => true : settledBy(nowMs, settleSeconds);
  }

  /** A filter for the entries of a folder, which need not belong to the transfer itself. */
  below(folder: Buffer): FolderFilter {
    const key = folder.toString('latin1');
    if (this.#latest?.folder !== key) this.#latest = { folder: key, filter: this.#filterOf(folder) };
    return this.#latest.filter;
  }

  /** The same for one entry, wherever it lies. */
  omits(path: Buffer, entry: Omit<FilteredEntry, 'name'>): boolean {
    const { folder, name } = splitPath(path);
    return this.below(folder).omits({ ...entry, name: name.toString('latin1') });
  }

  #filterOf(folder: Buffer): FolderFilter {
    const above = folder.length === 0 ? '' : matchText(folder);
    if (this.#isHidden(above)) return { omits: () => true };
    const inherited = this.#decidedAbove(above);
    return {
      omits: ({ name: byteName, kind, size, mtimeNs, ctimeNs }) => {
        const name = textOf(byteName);
        const path = above === '' ? name : `${above}/${name}`;
        const isFolder = kind === 'folder';
        if (isFolder && this.#isHidden(path)) return true;
        const rule = this.#firstMatch({ name, path, isFolder }, inherited);
        if (isFolder) return !this.#takes(rule) && !this.#mayTakeBelow(path, rule);
        if (ctimeNs !== undefined && !this.#isSettled(ctimeNs)) return true;
        return !this.#takes(rule) || !isWithin(this.#bounds, kind, size, mtimeNs);
      },
    };
  }

  #isHidden(folder: string): boolean {
    return liesHidden(folder, this.#hidden);
  }

  /** The first rule that matches a folder or one that holds it. */
  #decidedAbove(folder: string): number {
    if (folder === '') return nothingDecided;
    let rule = nothingDecided;
    for (let at = folder.indexOf('/'); ; at = folder.indexOf('/', at + 1)) {
      const path = at < 0 ? folder : folder.slice(0, at);
      rule = this.#firstMatch({ name: path.slice(path.lastIndexOf('/') + 1), path, isFolder: true }, rule);
      if (at < 0) return rule;
    }
  }

  /** Before rule number `before`, or that. */
  #firstMatch(entry: { readonly name: string; readonly path: string; readonly isFolder: boolean }, before: number) {
    const end = Math.min(before, this.#rules.length);
    for (let index = 0; index < end; index += 1) if (this.#rules[index]?.matches(entry) === true) return index;
    return before;
  }

  #takes(rule: number): boolean {
    return this.#rules[rule]?.isInclude ?? this.#takesUnmatched;
  }

  #mayTakeBelow(folder: string, rule: number): boolean {
    return this.#rules.some(
      ({ isInclude, mayMatchBelow }, index) => isInclude && index < rule && mayMatchBelow(folder),
    );
  }
}

/** Of a path as text, or of a folder that holds it. */
export function liesHidden(path: string, hidden: HiddenFolders | undefined): boolean {
  if (hidden === undefined) return false;
  const { name, paths } = hidden;
  if (name !== undefined && path.split('/').includes(name)) return true;
  return paths.some((each) => path === each || path.startsWith(`${each}/`));
}

function textOf(byteName: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: every ASCII name, whatever is in it
  return /^[\x00-\x7f]*$/.test(byteName) ? byteName : matchText(Buffer.from(byteName, 'latin1'));
}

interface Bounds {
  readonly minSize: number;
  readonly maxSize: number;
  readonly oldestNs: bigint | undefined;
  readonly youngestNs: bigint | undefined;
}

function boundsOf({ minSizeBytes, maxSizeBytes, minAgeSeconds, maxAgeSeconds }: ScanSelection, nowMs: number): Bounds {
  const ago = (seconds: number | undefined) =>
    seconds === undefined ? undefined : BigInt(Math.round(nowMs - seconds * 1000)) * 1_000_000n;
  return {
    minSize: minSizeBytes ?? 0,
    maxSize: maxSizeBytes ?? Number.POSITIVE_INFINITY,
    oldestNs: ago(maxAgeSeconds),
    youngestNs: ago(minAgeSeconds),
  };
}

/** A link has an age, and no size that says anything. */
function isWithin(bounds: Bounds, kind: EntryKind, size: number, mtimeNs: bigint): boolean {
  if (kind === 'file' && (size < bounds.minSize || size > bounds.maxSize)) return false;
  const { oldestNs, youngestNs } = bounds;
  return (oldestNs === undefined || mtimeNs >= oldestNs) && (youngestNs === undefined || mtimeNs <= youngestNs);
}
