/**
 * Decides, for every entry of the source, what is to be done, by walking two ordered streams of listings side by side.
 * Needs no more memory than the listings at hand and the list of what must not be cleaned up.
 */
import { Buffer } from 'node:buffer';
import type { LinkPolicy } from '../../model/transfer-options.ts';
import { type EntryKind, entryKinds } from '../disk/file-status.ts';
import { comparePaths, joinPath } from '../disk/relative-path.ts';
import { kindAt, type Listing, namesOf } from './listing.ts';

/**
 * - `copy`: missing at the destination, or different in size or mtime;
 * - `same`: nothing to do (a folder is `same` when there is one);
 * - `make`: a folder that is missing;
 * - `clash`: a folder on one side and no folder on the other;
 * - `not-regular`: a socket, pipe or device;
 * - `link-skipped`: a symbolic link, where links are left out.
 */
export type Verdict = 'copy' | 'same' | 'make' | 'clash' | 'not-regular' | 'link-skipped';

export interface Extra {
  readonly path: Buffer;
  readonly kind: EntryKind;
  readonly size: number;
  readonly mtimeNs: bigint;
}

/** What was found about one listing of the source (or, without one, about folders that only the destination has). */
export interface MergedListing {
  readonly source: Listing | undefined;
  /** One for each entry of `source`. */
  readonly verdicts: readonly Verdict[];
  /** The folder is whole in this listing, and there is nothing to do in it. */
  readonly isSame: boolean;
  /** The folder exists at the destination with the same mtime. */
  readonly isFolderSettled: boolean;
  /** What the destination has and the source has not. */
  readonly extras: readonly Extra[];
  /** Files and bytes seen at the destination since the last. */
  readonly destinationFiles: number;
  readonly destinationBytes: number;
  /** Folders of the destination that could not be read, or not all of them, since the last. */
  readonly destinationProblems: readonly FolderProblem[];
}

export interface FolderProblem {
  readonly folder: Buffer;
  readonly problem: NonNullable<Listing['problem']>;
}

export interface MergeOptions {
  readonly source: AsyncIterable<Listing>;
  readonly destination: AsyncIterable<Listing>;
  /** The coarser granularity of the two file systems' mtimes. */
  readonly grainNs: bigint;
  /** Links that are left out are no extras either, but that is for whoever takes them to know. */
  readonly links: LinkPolicy;
}

export async function* mergeListings({
  source,
  destination,
  grainNs,
  links,
}: MergeOptions): AsyncGenerator<MergedListing, void> {
  await using other = new DestinationCursor(destination);
  for await (const listing of source) {
    const folder = Buffer.from(listing.folder);
    if (listing.isFirstPart) {
      for await (const passed of other.seek(folder)) yield only(passed, other);
    }
    yield await mergePart({ listing, folder, other, grainNs, links });
  }
  for await (const left of other.seek(undefined)) yield only(left, other);
}

function only(extras: readonly Extra[], other: DestinationCursor): MergedListing {
  return { source: undefined, verdicts: [], isSame: false, isFolderSettled: true, extras, ...other.takeNews() };
}

interface PartOptions {
  readonly listing: Listing;
  readonly folder: Buffer;
  readonly other: DestinationCursor;
  readonly grainNs: bigint;
  readonly links: LinkPolicy;
}

async function mergePart({ listing, folder, other, grainNs, links }: PartOptions): Promise<MergedListing> {
  const verdicts: Verdict[] = [];
  const extras: Extra[] = [];
  if (listing.problem !== undefined) other.protect(folder);
  const isFolderSettled = other.isAt(folder) && isSameTime(other.folderMtimeNs, listing.folderMtimeNs, grainNs);
  const leavesOut = (index: number) => links === 'skip' && listing.kinds[index] === linkKind;
  const isAnyLeftOut = links === 'skip' && listing.kinds.subarray(0, listing.count).includes(linkKind);
  if (listing.problem === undefined && !isAnyLeftOut && other.isAt(folder) && other.holdsTheSame(listing)) {
    await other.finishFolder(folder, extras);
    const same = Array.from<Verdict>({ length: listing.count }).fill('same');
    return { source: listing, verdicts: same, isSame: true, isFolderSettled, extras, ...other.takeNews() };
  }
  for (const [index, name] of namesOf(listing).entries()) {
    let order = other.isAt(folder) ? other.compareName(name) : 1;
    while (order < 0 || (order > 0 && other.needsNextPart(folder))) {
      if (order < 0) other.takeExtra(extras);
      if (other.needsNextPart(folder)) await other.nextPart();
      order = other.compareName(name);
    }
    const seen = order === 0 ? other.judge(listing, index, grainNs) : verdictAlone(kindAt(listing, index));
    verdicts.push(leavesOut(index) ? 'link-skipped' : seen);
    if (seen === 'clash') other.protect(joinPath(folder, name));
    if (order === 0) other.advance();
  }
  if (listing.isLastPart) await other.finishFolder(folder, extras);
  return { source: listing, verdicts, isSame: false, isFolderSettled, extras, ...other.takeNews() };
}

function verdictAlone(kind: EntryKind): Verdict {
  if (kind === 'folder') return 'make';
  return kind === 'other' ? 'not-regular' : 'copy';
}

/** Equal to the grain: a coarse file system cuts off what it cannot keep. */
function isSameTime(left: bigint, right: bigint, grainNs: bigint): boolean {
  return left === right || floorDivide(left, grainNs) === floorDivide(right, grainNs);
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient;
}

const folderKind = entryKinds.indexOf('folder');
const linkKind = entryKinds.indexOf('link');
const otherKind = entryKinds.indexOf('other');

/** Whether two folders hold the same names, kinds, sizes and times: what most folders do that were copied before. */
function isSameContent(left: Listing, right: Listing): boolean {
  const { count } = left;
  if (count !== right.count || Buffer.compare(left.names, right.names) !== 0) return false;
  const [leftTimes, rightTimes] = [halves(left.mtimes), halves(right.mtimes)];
  for (let index = 0; index < count; index += 1) {
    const kind = left.kinds[index];
    if (kind !== right.kinds[index] || kind === otherKind) return false;
    if (kind === folderKind) continue;
    if (left.sizes[index] !== right.sizes[index]) return false;
    if (leftTimes[2 * index] !== rightTimes[2 * index]) return false;
    if (leftTimes[2 * index + 1] !== rightTimes[2 * index + 1]) return false;
  }
  return true;
}

/** Reading a bigint costs more than comparing the two numbers it is made of. */
function halves({ buffer, byteOffset, length }: BigInt64Array): Int32Array {
  return new Int32Array(buffer, byteOffset, 2 * length);
}

/** Where the destination's stream stands. */
class DestinationCursor implements AsyncDisposable {
  readonly #listings: AsyncIterator<Listing>;
  /** Folders whose content at the destination must stay, because one side of it is unknown or the source's is of another kind. */
  readonly #protected = new Set<string>();
  #listing: Listing | undefined;
  #folder = Buffer.alloc(0);
  /** Made when they are looked at: a folder that holds the same needs none. */
  #names: Buffer[] | undefined;
  #index = 0;
  #isStarted = false;
  #files = 0;
  #bytes = 0;
  #problems: FolderProblem[] = [];

  constructor(listings: AsyncIterable<Listing>) {
    this.#listings = listings[Symbol.asyncIterator]();
  }

  get folderMtimeNs(): bigint {
    return this.#listing?.folderMtimeNs ?? 0n;
  }

  isAt(folder: Buffer): boolean {
    return this.#listing !== undefined && this.#folder.equals(folder);
  }

  protect(path: Buffer): void {
    this.#protected.add(path.toString('latin1'));
  }

  /** Goes on to a folder, or the next after it; what it passes is extra, listing by listing. Undefined is the end. */
  async *seek(folder: Buffer | undefined): AsyncGenerator<Extra[], void> {
    if (!this.#isStarted) await this.#next();
    while (this.#listing !== undefined && (folder === undefined || comparePaths(this.#folder, folder) < 0)) {
      const passed: Extra[] = [];
      while (this.#index < this.#count) this.takeExtra(passed);
      yield passed;
      await this.#next();
    }
  }

  /** Nothing of the folder was passed yet, and the destination has just what this listing has; then it is passed. */
  holdsTheSame(source: Listing): boolean {
    const listing = this.#listing as Listing;
    const areWhole = [source, listing].every(({ isFirstPart, isLastPart }) => isFirstPart && isLastPart);
    if (!areWhole || listing.problem !== undefined || !isSameContent(source, listing)) return false;
    this.#index = listing.count;
    return true;
  }

  /** Order of the current entry against a name of the same folder; 1 when there is no current entry. */
  compareName(name: Buffer): number {
    const current = this.#nameAt(this.#index);
    return current === undefined ? 1 : current.compare(name);
  }

  needsNextPart(folder: Buffer): boolean {
    return this.isAt(folder) && this.#index >= this.#count && this.#listing?.isLastPart === false;
  }

  async nextPart(): Promise<void> {
    await this.#next();
  }

  judge(source: Listing, index: number, grainNs: bigint): Verdict {
    const listing = this.#listing as Listing;
    const kind = kindAt(source, index);
    const otherKind = kindAt(listing, this.#index);
    if (kind === 'other') return 'not-regular';
    if ((kind === 'folder') !== (otherKind === 'folder')) return 'clash';
    if (kind === 'folder') return 'same';
    const isSame =
      kind === otherKind &&
      source.sizes[index] === listing.sizes[this.#index] &&
      isSameTime(source.mtimes[index] as bigint, listing.mtimes[this.#index] as bigint, grainNs);
    return isSame ? 'same' : 'copy';
  }

  advance(): void {
    this.#index += 1;
  }

  takeExtra(extras: Extra[]): void {
    const listing = this.#listing as Listing;
    if (!this.#isProtected()) {
      extras.push({
        path: joinPath(this.#folder, this.#nameAt(this.#index) as Buffer),
        kind: kindAt(listing, this.#index),
        size: listing.sizes[this.#index] as number,
        mtimeNs: listing.mtimes[this.#index] as bigint,
      });
    }
    this.#index += 1;
  }

  async finishFolder(folder: Buffer, extras: Extra[]): Promise<void> {
    while (this.isAt(folder)) {
      while (this.#index < this.#count) this.takeExtra(extras);
      await this.#next();
    }
  }

  takeNews(): Pick<MergedListing, 'destinationFiles' | 'destinationBytes' | 'destinationProblems'> {
    const news = {
      destinationFiles: this.#files,
      destinationBytes: this.#bytes,
      destinationProblems: this.#problems,
    };
    this.#files = 0;
    this.#bytes = 0;
    this.#problems = [];
    return news;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#listings.return?.();
  }

  async #next(): Promise<void> {
    this.#isStarted = true;
    const { value, done } = await this.#listings.next();
    this.#listing = done === true ? undefined : value;
    this.#index = 0;
    this.#names = undefined;
    this.#folder = Buffer.from(this.#listing?.folder ?? []);
    const problem = this.#listing?.problem;
    if (problem !== undefined) {
      this.#problems.push({ folder: this.#folder, problem });
      this.protect(this.#folder);
    }
    this.#addToCounts();
  }

  get #count(): number {
    return this.#listing?.count ?? 0;
  }

  #nameAt(index: number): Buffer | undefined {
    this.#names ??= this.#listing === undefined ? [] : namesOf(this.#listing);
    return this.#names[index];
  }

  #addToCounts(): void {
    for (let index = 0; index < this.#count; index += 1) {
      if (this.#listing?.kinds[index] === folderKind) continue;
      this.#files += 1;
      this.#bytes += this.#listing?.sizes[index] ?? 0;
    }
  }

  /** Whether the current folder is, or lies in, one that must stay. */
  #isProtected(): boolean {
    if (this.#protected.size === 0) return false;
    const path = this.#folder.toString('latin1');
    if (this.#protected.has('') || this.#protected.has(path)) return true;
    for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      if (this.#protected.has(path.slice(0, at))) return true;
    }
    return false;
  }
}
