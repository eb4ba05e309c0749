/**
 * Walks a tree depth first and yields its listings in the order of scan/listing.ts, with synchronous calls, relative to
 * open folders: a folder swapped for a link in mid-walk is a problem of that folder, not a way out.
 */
import { Buffer } from 'node:buffer';
import { asFault, Fault } from '../../runtime/fault.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import { type EntryKind, entryKinds, type FileStatus, lastStatus, lookAt, statusOf } from '../disk/file-status.ts';
import { joinPath } from '../disk/relative-path.ts';
import { isTemporaryName } from '../disk/temporary-mark.ts';
import type { EntryFilter } from './entry-filter.ts';
import { readNames } from './folder-reader.ts';
import type { Listing } from './listing.ts';

export interface WalkOptions {
  readonly root: RootDirectory;
  /** Only this entry of the root, and nothing below it; the root's own times are then of no account (0). */
  readonly onlyName: Uint8Array | undefined;
  /** Also what the backlog records of a source: ctime, birth time, atime, mode, owner. */
  readonly withDetails: boolean;
  /** What does not belong to the transfer is not listed, or (`isListed`) listed and not opened. */
  readonly filter: { readonly entries: EntryFilter; readonly isListed: boolean } | undefined;
  /**
   * A temporary file of ours (disk/temporary-mark.ts) was met; it is not listed. The name ends in a zero byte. Answers
   * whether it was removed, which changes the folder's times.
   */
  readonly onTemporary: (folderFd: number, name: Buffer) => boolean;
}

/** Entries in one part of a listing. */
const partLength = 4096;

export function* walkTree(options: WalkOptions): Generator<Listing> {
  if (options.onlyName !== undefined) {
    yield listOne(options, Buffer.from(options.onlyName));
    return;
  }
  const waiting: Buffer[] = [Buffer.alloc(0)];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const below: Buffer[] = [];
    yield* listFolder(options, path, below);
    while (below.length > 0) waiting.push(below.pop() as Buffer);
  }
}

function listOne(options: WalkOptions, name: Buffer): Listing {
  const top = Buffer.alloc(0);
  using folder = options.root.folder(top, { make: false });
  const part = new Part(options, top, [name.toString('latin1')]);
  part.fill(folder.fd, []);
  return part.listing({ ...unseen, isFirstPart: true, isLastPart: true });
}

function* listFolder(options: WalkOptions, path: Buffer, below: Buffer[]): Generator<Listing> {
  let status: FolderStatus = unseen;
  let isFirstPart = true;
  try {
    using folder = options.root.folder(path, { make: false });
    status = statusOf(folder.fd, path);
    const names = readNames(folder.fd, path);
    for (let from = 0; from === 0 || from < names.length; from += partLength) {
      const part = new Part(options, path, names.slice(from, from + partLength));
      if (part.fill(folder.fd, below)) status = statusOf(folder.fd, path);
      yield part.listing({ ...status, isFirstPart, isLastPart: from + partLength >= names.length });
      isFirstPart = false;
    }
  } catch (thrown) {
    if (path.length === 0 || !(thrown instanceof Fault)) throw thrown;
    const { code, message } = asFault(thrown);
    const listing = new Part({ ...options, withDetails: false }, path, []).listing({
      ...status,
      isFirstPart,
      isLastPart: true,
    });
    yield { ...listing, problem: { code, message } };
  }
}

type FolderStatus = Pick<FileStatus, 'mtimeNs' | 'atimeNs' | 'isMountPoint'>;
const unseen: FolderStatus = { mtimeNs: 0n, atimeNs: 0n, isMountPoint: false };

class Part {
  readonly #options: WalkOptions;
  readonly #path: Buffer;
  readonly #names: readonly string[];
  readonly #room: number;
  readonly #detailRoom: number;
  readonly #columns;
  readonly #kept: string[] = [];
  #omitted = 0;
  #problem: Listing['problem'];

  constructor(options: WalkOptions, path: Buffer, names: readonly string[]) {
    this.#options = options;
    this.#path = path;
    this.#names = names;
    this.#room = names.length;
    this.#detailRoom = options.withDetails ? names.length : 0;
    this.#columns = {
      kinds: new Uint8Array(this.#room),
      sizes: new Float64Array(this.#room),
      mtimes: new BigInt64Array(this.#room),
      ctimes: new BigInt64Array(this.#detailRoom),
      birthtimes: new BigInt64Array(this.#detailRoom),
      atimes: new BigInt64Array(this.#detailRoom),
      modes: new Uint16Array(this.#detailRoom),
      uids: new Uint32Array(this.#detailRoom),
      gids: new Uint32Array(this.#detailRoom),
    };
  }

  /** Answers whether a temporary file was removed on the way. */
  fill(fd: number, below: Buffer[]): boolean {
    const bytes = Buffer.from(`${this.#names.join('\0')}\0`, 'latin1');
    let at = 0;
    let isChanged = false;
    for (const name of this.#names) {
      const ended = bytes.subarray(at, at + name.length + 1);
      at += name.length + 1;
      try {
        if (!name.startsWith('.lh-') || !isTemporaryName(ended.subarray(0, -1)))
          this.#addEntry(fd, { name, ended, below });
        else if (this.#options.onTemporary(fd, ended)) isChanged = true;
      } catch (thrown) {
        const { code, message } = asFault(thrown);
        this.#problem ??= { code, message };
      }
    }
    return isChanged;
  }

  listing(position: Pick<Listing, 'isFirstPart' | 'isLastPart'> & FolderStatus): Listing {
    const { isFirstPart, isLastPart, mtimeNs, atimeNs, isMountPoint } = position;
    const count = this.#kept.length;
    const { kinds, sizes, mtimes, ctimes, birthtimes, atimes, modes, uids, gids } = this.#columns;
    // There was room for every name of the folder, and some are not listed.
    return {
      folder: this.#path,
      isFirstPart,
      isLastPart,
      problem: this.#problem,
      folderMtimeNs: mtimeNs,
      folderAtimeNs: atimeNs,
      isMountPoint,
      count,
      omitted: this.#omitted,
      names: Buffer.from(count === 0 ? '' : `${this.#kept.join('\0')}\0`, 'latin1'),
      kinds: kinds.subarray(0, count),
      sizes: sizes.subarray(0, count),
      mtimes: mtimes.subarray(0, count),
      ctimes: ctimes.subarray(0, count),
      birthtimes: birthtimes.subarray(0, count),
      atimes: atimes.subarray(0, count),
      modes: modes.subarray(0, count),
      uids: uids.subarray(0, count),
      gids: gids.subarray(0, count),
    };
  }

  #addEntry(fd: number, { name, ended, below }: { name: string; ended: Buffer; below: Buffer[] }): void {
    // It may be gone since the folder was read.
    if (!lookAt(fd, ended, ended)) return;
    const kind = lastStatus.kind();
    const isOmitted = this.#omits(name, kind);
    if (isOmitted && this.#options.filter?.isListed !== true) {
      this.#omitted += 1;
      return;
    }
    const index = this.#kept.push(name) - 1;
    this.#columns.kinds[index] = entryKinds.indexOf(kind);
    this.#columns.sizes[index] = lastStatus.size();
    this.#columns.mtimes[index] = lastStatus.mtimeNs();
    if (this.#detailRoom > 0) this.#addDetails(index);
    if (kind === 'folder' && !isOmitted) below.push(joinPath(this.#path, Buffer.from(ended.subarray(0, -1))));
  }

  #omits(name: string, kind: EntryKind): boolean {
    const { filter } = this.#options;
    if (filter === undefined) return false;
    const [size, mtimeNs] = [lastStatus.size(), lastStatus.mtimeNs()];
    return filter.entries.below(this.#path).omits({ name, kind, size, mtimeNs });
  }

  #addDetails(index: number): void {
    const { ctimes, birthtimes, atimes, modes, uids, gids } = this.#columns;
    ctimes[index] = lastStatus.ctimeNs();
    birthtimes[index] = lastStatus.birthtimeNs();
    atimes[index] = lastStatus.atimeNs();
    modes[index] = lastStatus.mode();
    uids[index] = lastStatus.uid();
    gids[index] = lastStatus.gid();
  }
}
