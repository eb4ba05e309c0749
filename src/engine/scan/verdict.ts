/** What is to be done about one entry of the source. */
import type { EntryKind } from '../disk/file-status.ts';
import { kindAt, type Listing } from './listing.ts';

/**
 * - `copy`: missing at the destination, or different in size or mtime;
 * - `same`: nothing to do (a folder is `same` when there is one);
 * - `make`: a folder that is missing;
 * - `clash`: a folder on one side and no folder on the other;
 * - `not-regular`: a socket, pipe or device;
 * - `link-skipped`: a symbolic link, where links are left out.
 */
export type Verdict = 'copy' | 'same' | 'make' | 'clash' | 'not-regular' | 'link-skipped';

/** The destination has nothing of its name. */
export function verdictAlone(kind: EntryKind): Verdict {
  if (kind === 'folder') return 'make';
  return kind === 'other' ? 'not-regular' : 'copy';
}

export interface EntryPair {
  readonly source: Listing;
  readonly index: number;
  readonly destination: Listing;
  /** Of the entry of the same name. */
  readonly otherIndex: number;
  /** The coarser granularity of the two file systems' mtimes. */
  readonly grainNs: bigint;
}

export function verdictOfPair({ source, index, destination, otherIndex, grainNs }: EntryPair): Verdict {
  const [kind, otherKind] = [kindAt(source, index), kindAt(destination, otherIndex)];
  if (kind === 'other') return 'not-regular';
  if ((kind === 'folder') !== (otherKind === 'folder')) return 'clash';
  if (kind === 'folder') return 'same';
  const isSame =
    kind === otherKind &&
    source.sizes[index] === destination.sizes[otherIndex] &&
    isSameTime(source.mtimes[index] as bigint, destination.mtimes[otherIndex] as bigint, grainNs);
  return isSame ? 'same' : 'copy';
}

/** Equal to the grain: a coarse file system cuts off what it cannot keep. */
export function isSameTime(left: bigint, right: bigint, grainNs: bigint): boolean {
  return left === right || floorDivide(left, grainNs) === floorDivide(right, grainNs);
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value < 0n && quotient * by !== value ? quotient - 1n : quotient;
}
