/** Where the destination's stream of listings stands while the source's is walked beside it. */
import { Buffer } from 'node:buffer';
import { type EntryKind, entryKinds } from '../disk/file-status.ts';
import { comparePaths, joinPath } from '../disk/relative-path.ts';
import { kindAt, type Listing, namesOf } from './listing.ts';
import { isSameContent } from './same-content.ts';
import { type Verdict, verdictOfPair } from './verdict.ts';

export interface Extra {
  readonly path: Buffer;
  readonly kind: EntryKind;
  readonly size: number;
  readonly mtimeNs: bigint;
}

export interface FolderProblem {
  readonly folder: Buffer;
  readonly problem: NonNullable<Listing['problem']>;
}

/** Seen at the destination since the last time that somebody asked. */
export interface DestinationNews {
  readonly destinationFiles: number;
  readonly destinationBytes: number;
  /** Folders that could not be read, or not all of them. */
  readonly destinationProblems: readonly FolderProblem[];
}

const folderKind = entryKinds.indexOf('folder');

export class DestinationCursor implements AsyncDisposable {
  readonly #listings: AsyncIterator<Listing>;
  /** Folders whose content at the destination must stay, because one side of it is unknown or the source's is of another kind. */
  readonly #protected = new Set<string>();
  #listing: Listing | undefined;
  #folder = Buffer.alloc(0);
  /** Made when they are looked at: a folder that holds the same needs none. */
  #names: Buffer[] | undefined;
  #index = 0;
  /** The listing that was asked for ahead. */
  #ahead: Promise<IteratorResult<Listing>> | undefined;
  #isStarted = false;
  #files = 0;
  #bytes = 0;
  #problems: FolderProblem[] = [];

  constructor(listings: AsyncIterable<Listing>) {
    this.#listings = listings[Symbol.asyncIterator]();
  }

  /** Asks for the first listing, and does not wait: both sides look at the same time. */
  begin(): void {
    this.#ahead = this.#listings.next();
    // Thrown where it is wanted; nobody may come to that.
    this.#ahead.catch(() => {});
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

  /** What is to be done about an entry of the source that has the name of the current one. */
  judge(source: Listing, index: number, grainNs: bigint): Verdict {
    const destination = this.#listing as Listing;
    return verdictOfPair({ source, index, destination, otherIndex: this.#index, grainNs });
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

  takeNews(): DestinationNews {
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
    const ahead = this.#ahead ?? this.#listings.next();
    this.#ahead = undefined;
    const { value, done } = await ahead;
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
