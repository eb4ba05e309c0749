/** One part of a listing while it is filled, entry by entry. */
import { Buffer } from 'node:buffer';
import { asFault } from '../../runtime/fault.ts';
import { entryKinds, type FileStatus, type StatusFields } from '../disk/file-status.ts';
import { joinPath } from '../disk/relative-path.ts';
import type { EntryFilter } from './entry-filter.ts';
import type { Listing } from './listing.ts';

/** What does not belong to the transfer is not listed, or (`isListed`) listed and not opened. */
export interface WalkFilter {
  readonly entries: EntryFilter;
  readonly isListed: boolean;
}

export interface ListingPartOptions {
  readonly path: Buffer;
  /** Most entries. */
  readonly room: number;
  readonly withDetails: boolean;
  readonly filter: WalkFilter | undefined;
  /** Of a file that the filter takes, whether it does not belong to the transfer because it is being written. */
  readonly isWritten?: ((name: string, ctimeNs: bigint) => boolean) | undefined;
}

/** What a listing says of the folder itself. */
export type FolderStatus = Pick<FileStatus, 'mtimeNs' | 'atimeNs' | 'isMountPoint'>;
export const unseen: FolderStatus = { mtimeNs: 0n, atimeNs: 0n, isMountPoint: false };

export class ListingPart {
  /** Paths of the folders among the entries. */
  readonly foldersBelow: Buffer[] = [];
  readonly #options: ListingPartOptions;
  readonly #columns;
  readonly #kept: string[] = [];
  #omitted = 0;
  #problem: Listing['problem'];

  constructor(options: ListingPartOptions) {
    const { room, withDetails } = options;
    const detailRoom = withDetails ? room : 0;
    this.#options = options;
    this.#columns = {
      kinds: new Uint8Array(room),
      sizes: new Float64Array(room),
      mtimes: new BigInt64Array(room),
      ctimes: new BigInt64Array(detailRoom),
      birthtimes: new BigInt64Array(detailRoom),
      atimes: new BigInt64Array(detailRoom),
      modes: new Uint16Array(detailRoom),
      uids: new Uint32Array(detailRoom),
      gids: new Uint32Array(detailRoom),
    };
  }

  /** One entry, in the order of names. */
  add(name: string, status: StatusFields): void {
    const { path, withDetails, filter, isWritten } = this.#options;
    const kind = status.kind();
    const isOmitted =
      filter?.entries.below(path).omits({
        name,
        kind,
        size: status.size(),
        mtimeNs: status.mtimeNs(),
        ctimeNs: withDetails ? status.ctimeNs() : undefined,
      }) === true;
    if ((isOmitted && filter?.isListed !== true) || (kind === 'file' && isWritten?.(name, status.ctimeNs()) === true)) {
      this.#omitted += 1;
      return;
    }
    const index = this.#kept.push(name) - 1;
    this.#columns.kinds[index] = entryKinds.indexOf(kind);
    this.#columns.sizes[index] = status.size();
    this.#columns.mtimes[index] = status.mtimeNs();
    if (withDetails) this.#addDetails(index, status);
    if (kind === 'folder' && !isOmitted) this.foldersBelow.push(joinPath(path, Buffer.from(name, 'latin1')));
  }

  /** Something about an entry could not be read: the listing is not complete. */
  fail(thrown: unknown): void {
    const { code, message } = asFault(thrown);
    this.#problem ??= { code, message };
  }

  listing(position: Pick<Listing, 'isFirstPart' | 'isLastPart'> & FolderStatus): Listing {
    const { isFirstPart, isLastPart, mtimeNs, atimeNs, isMountPoint } = position;
    const count = this.#kept.length;
    const { kinds, sizes, mtimes, ctimes, birthtimes, atimes, modes, uids, gids } = this.#columns;
    // There was room for every name of the folder, and some are not listed.
    return {
      folder: this.#options.path,
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

  #addDetails(index: number, status: StatusFields): void {
    const { ctimes, birthtimes, atimes, modes, uids, gids } = this.#columns;
    ctimes[index] = status.ctimeNs();
    birthtimes[index] = status.birthtimeNs();
    atimes[index] = status.atimeNs();
    modes[index] = status.mode();
    uids[index] = status.uid();
    gids[index] = status.gid();
  }
}
