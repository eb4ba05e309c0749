/**
 * One folder as a scan saw it, in flat arrays that cross threads for the price of a copy.
 *
 * A scan yields the listings of a tree depth first, the entries of each folder in the order of their name bytes, so two
 * scans can be merged with no more memory than two listings. A folder with very many entries comes in several parts.
 */
import { Buffer } from 'node:buffer';
import type { EntryKind } from '../disk/file-status.ts';
import { entryKinds } from '../disk/file-status.ts';

export interface Listing {
  /** Relative path; empty for the root. */
  readonly folder: Uint8Array;
  readonly isFirstPart: boolean;
  readonly isLastPart: boolean;
  /** Why the folder could not be read, or not all of it. */
  readonly problem: { readonly code: string; readonly message: string } | undefined;
  /** Of the folder itself, before it was read. */
  readonly folderMtimeNs: bigint;
  readonly folderAtimeNs: bigint;
  /** A file system is mounted on the folder; said by the scan of a source. */
  readonly isMountPoint: boolean;
  readonly count: number;
  /** Further entries, which do not belong to the transfer (entry-filter.ts). */
  readonly omitted: number;
  /** Each name ends in a zero byte. */
  readonly names: Uint8Array;
  /**
   * Where the entries have other names than at the source (naming/renamed-listings.ts): their paths there, each ending in a
   * zero byte; of a folder that of a file in it.
   */
  readonly sources?: Uint8Array;
  /** Index into `entryKinds`. */
  readonly kinds: Uint8Array;
  readonly sizes: Float64Array;
  readonly mtimes: BigInt64Array;
  /** The following are filled by the scan of a source only; empty otherwise. */
  readonly ctimes: BigInt64Array;
  readonly birthtimes: BigInt64Array;
  readonly atimes: BigInt64Array;
  readonly modes: Uint16Array;
  readonly uids: Uint32Array;
  readonly gids: Uint32Array;
}

/** The names of a listing, each a view. */
export function namesOf({ names, count }: Listing): Buffer[] {
  return terminatedIn(names, count);
}

/** Their paths at the source, where those are others. */
export function sourcesOf({ sources, count }: Listing): Buffer[] | undefined {
  return sources && terminatedIn(sources, count);
}

function terminatedIn(all: Uint8Array, count: number): Buffer[] {
  const bytes = Buffer.from(all.buffer, all.byteOffset, all.length);
  let at = 0;
  return Array.from({ length: count }, () => {
    const end = bytes.indexOf(0, at);
    const text = bytes.subarray(at, end);
    at = end + 1;
    return text;
  });
}

export function kindAt(listing: Listing, index: number): EntryKind {
  return entryKinds[listing.kinds[index] as number] as EntryKind;
}
