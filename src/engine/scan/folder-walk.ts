/**
 * Lists one folder, part by part. Calls block while they are fast; where they take long they go to the thread pool, so that
 * entries, and other folders, are looked at meanwhile. Now and then one is timed again, to see whether that still holds.
 */
import { Buffer } from 'node:buffer';
import { asFault, Fault } from '../../runtime/fault.ts';
import type { CallPace } from '../disk/call-pace.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import {
  type FileStatus,
  lastStatus,
  lookAtInPool,
  lookAtListed,
  statusOf,
  statusOfInPool,
} from '../disk/file-status.ts';
import { poolShare } from '../disk/in-pool.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { PoolSlots } from '../disk/pool-slots.ts';
import { SharedDirectory } from '../disk/shared-directory.ts';
import { isTemporaryName } from '../disk/temporary-mark.ts';
import { readNames, readNamesInPool } from './folder-reader.ts';
import type { Listing } from './listing.ts';
import { type FolderStatus, ListingPart, unseen, type WalkFilter } from './listing-part.ts';
import type { Writers } from './writers.ts';

/** How fast the calls of a walk are; it finds out by itself. */
export interface WalkPaces {
  readonly opening: CallPace;
  readonly looking: CallPace;
}

export interface FolderWalkOptions {
  readonly root: RootDirectory;
  /** Also what the backlog records of a source: ctime, birth time, atime, mode, owner. */
  readonly withDetails: boolean;
  readonly filter: WalkFilter | undefined;
  /** Files that somebody is writing are left out. */
  readonly writers?: Writers | undefined;
  /**
   * A temporary file of ours (disk/temporary-mark.ts) was met; it is not listed. The name ends in a zero byte. Answers
   * whether it was removed, which changes the folder's times.
   */
  readonly onTemporary: (folderFd: number, name: Buffer) => boolean;
  readonly paces: WalkPaces;
}

export interface WalkedPart {
  readonly listing: Listing;
  readonly foldersBelow: readonly Buffer[];
}

/** Entries in one part of a listing. */
const partLength = 4096;
/** Entries looked at between two looks at the clock. */
const looksInStep = 8;
const foldersBetweenTrials = 64;
const openFolders = 128;
/** In the place of the descriptor of a folder that has none yet. */
const beforeOpened = -1;
/** open, status, and at least one getdents64. */
const callsToOpen = 3;
/** Entries whose status is kept until those before them are known. */
const looksAtOnce = 256;
/** Names in memory beyond which no further folder is listed ahead. */
const mostNames = 200_000;

/** What reading the names of a very large folder takes on a fast disk does not count. */
const namesInMs = 1000;

interface Filling {
  readonly entries: readonly string[];
  readonly part: ListingPart;
  readonly isTrial: boolean;
}

interface Entries {
  readonly listed: readonly string[];
  readonly isChanged: boolean;
}

interface OpenedFolder {
  readonly folder: OpenFolder;
  readonly status: FolderStatus;
  readonly names: readonly string[];
}

export class FolderWalk implements Disposable {
  readonly #options: FolderWalkOptions;
  readonly #opening: CallPace;
  readonly #looking: CallPace;
  readonly #slots = new PoolSlots(poolShare());
  #shared: SharedDirectory | undefined;
  #untilTrial = foldersBetweenTrials;
  #names = 0;

  constructor(options: FolderWalkOptions) {
    this.#options = options;
    this.#opening = options.paces.opening;
    this.#looking = options.paces.looking;
  }

  /** It is worth while to have several folders in flight. */
  get isSlow(): boolean {
    return this.#opening.isSlow || this.#looking.isSlow;
  }

  /** Another folder may be listed ahead of its turn. */
  get hasRoom(): boolean {
    return this.#names < mostNames;
  }

  /** What cannot be read is a problem of the listing; only the root throws. */
  async *list(path: Buffer): AsyncGenerator<WalkedPart, void> {
    const { withDetails, filter } = this.#options;
    let status = unseen;
    let isFirstPart = true;
    let held = 0;
    try {
      const isTrial = this.#isTrial();
      const opened = await this.#open(path, isTrial);
      using folder = opened.folder;
      const { names } = opened;
      held = names.length;
      this.#names += held;
      status = opened.status;
      for (let from = 0; from === 0 || from < names.length; from += partLength) {
        const room = Math.min(partLength, names.length - from);
        const part = new ListingPart({ path, room, withDetails, filter, isWritten: this.#isWritten(folder.fd) });
        const entries = this.#entries(folder.fd, names.slice(from, from + partLength), part);
        if (entries.isChanged) status = await this.#statusOf(folder);
        await this.#fill(folder.fd, { entries: entries.listed, part, isTrial });
        const position = { ...status, isFirstPart, isLastPart: from + partLength >= names.length };
        yield { listing: part.listing(position), foldersBelow: part.foldersBelow };
        isFirstPart = false;
      }
    } catch (thrown) {
      if (path.length === 0 || !(thrown instanceof Fault)) throw thrown;
      const { code, message } = asFault(thrown);
      const empty = new ListingPart({ path, room: 0, withDetails: false, filter: undefined });
      const listing = empty.listing({ ...status, isFirstPart, isLastPart: true });
      yield { listing: { ...listing, problem: { code, message } }, foldersBelow: [] };
    } finally {
      this.#names -= held;
    }
  }

  /** One entry of the root alone; the root's own times are then of no account (0). */
  async listOne(name: Buffer): Promise<Listing> {
    const path = Buffer.alloc(0);
    using folder = this.#options.root.folder(path, { make: false });
    const { withDetails, filter } = this.#options;
    const part = new ListingPart({ path, room: 1, withDetails, filter, isWritten: this.#isWritten(folder.fd) });
    const { listed } = this.#entries(folder.fd, [name.toString('latin1')], part);
    await this.#fill(folder.fd, { entries: listed, part, isTrial: true });
    return part.listing({ ...unseen, isFirstPart: true, isLastPart: true });
  }

  /** To be called when nothing is under way any more. */
  [Symbol.dispose](): void {
    this.#shared?.[Symbol.dispose]();
  }

  #isWritten(folder: number): ((name: string, ctimeNs: bigint) => boolean) | undefined {
    const { writers } = this.#options;
    return writers && ((name, ctimeNs) => writers.mayHold(ctimeNs) && writers.hold(folder, name));
  }

  #isTrial(): boolean {
    if (!this.isSlow) return false;
    this.#untilTrial -= 1;
    if (this.#untilTrial > 0) return false;
    this.#untilTrial = foldersBetweenTrials;
    return true;
  }

  async #open(path: Buffer, isTrial: boolean): Promise<OpenedFolder> {
    if (this.#opening.isSlow && !isTrial) return await this.#slots.run(beforeOpened, () => this.#openInPool(path));
    const startedAt = performance.now();
    const folder = this.#options.root.folder(path, { make: false });
    try {
      const status = statusOf(folder.fd, path);
      const names = readNames(folder.fd, path);
      this.#opening.observe(callsToOpen, performance.now() - startedAt - names.length / namesInMs);
      return { folder, status, names };
    } catch (thrown) {
      folder[Symbol.dispose]();
      throw thrown;
    }
  }

  async #openInPool(path: Buffer): Promise<OpenedFolder> {
    this.#shared ??= SharedDirectory.open({
      root: this.#options.root,
      make: false,
      isExact: false,
      capacity: openFolders,
    });
    const folder = await this.#shared.folder(path);
    try {
      const status = await statusOfInPool(folder.fd, path);
      return { folder, status, names: await readNamesInPool(folder.fd, path) };
    } catch (thrown) {
      folder[Symbol.dispose]();
      throw thrown;
    }
  }

  async #statusOf({ fd, path }: OpenFolder): Promise<FileStatus> {
    return this.#opening.isSlow ? await this.#slots.run(fd, () => statusOfInPool(fd, path)) : statusOf(fd, path);
  }

  async #fill(fd: number, { entries, part, isTrial }: Filling): Promise<void> {
    let from = 0;
    if (isTrial && this.#looking.isSlow) {
      this.#lookBlocking(fd, entries.slice(0, 1), part);
      from = 1;
    }
    for (; from < entries.length && !this.#looking.isSlow; from += looksInStep) {
      this.#lookBlocking(fd, entries.slice(from, from + looksInStep), part);
    }
    for (; from < entries.length; from += looksAtOnce) {
      await this.#lookInPool(fd, entries.slice(from, from + looksAtOnce), part);
    }
  }

  /** The names without temporary files, and whether one of those was removed. */
  #entries(fd: number, names: readonly string[], part: ListingPart): Entries {
    const listed: string[] = [];
    let isChanged = false;
    for (const name of names) {
      const bytes = name.startsWith('.lh-') ? Buffer.from(`${name}\0`, 'latin1') : undefined;
      if (bytes === undefined || !isTemporaryName(bytes.subarray(0, -1))) {
        listed.push(name);
        continue;
      }
      try {
        if (this.#options.onTemporary(fd, bytes)) isChanged = true;
      } catch (thrown) {
        part.fail(thrown);
      }
    }
    return { listed, isChanged };
  }

  #lookBlocking(fd: number, entries: readonly string[], part: ListingPart): void {
    const startedAt = performance.now();
    for (const name of entries) {
      try {
        // It may be gone since the folder was read.
        if (lookAtListed(fd, name)) part.add(name, lastStatus);
      } catch (thrown) {
        part.fail(thrown);
      }
    }
    if (entries.length > 0) this.#looking.observe(entries.length, performance.now() - startedAt);
  }

  async #lookInPool(fd: number, entries: readonly string[], part: ListingPart): Promise<void> {
    const looks = await Promise.allSettled(
      entries.map((entry) => {
        const name = Buffer.from(`${entry}\0`, 'latin1');
        return this.#slots.run(fd, () => lookAtInPool(fd, name, name));
      }),
    );
    looks.forEach((look, at) => {
      if (look.status === 'rejected') part.fail(look.reason);
      else if (look.value !== undefined) part.add(entries[at] as string, look.value);
    });
  }
}
