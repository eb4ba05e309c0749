/** Which of many entries are wished for, in which order: as places in a listing that has the folders first, both by name. */
import type { FolderLook } from '../../src/model/folder-listing.ts';
import { nameFilter } from '../../src/model/name-filter.ts';

export interface OrderedEntries {
  readonly count: number;
  /** How many of the first are folders. */
  readonly folders: number;
  /** In small letters. */
  lowerCaseName(index: number): string;
  sizeBytes(index: number): number;
  modifiedAt(index: number): number;
}

export function arranged(entries: OrderedEntries, { filter, order, isReversed = false }: FolderLook): Uint32Array {
  let places = Uint32Array.from({ length: entries.count }, (_, index) => index);
  if (filter !== undefined) {
    const matches = nameFilter(filter);
    places = places.filter((index) => matches(entries.lowerCaseName(index)));
  }
  const firstOther = places.findIndex((index) => index >= entries.folders);
  const folders = places.subarray(0, firstOther === -1 ? places.length : firstOther);
  const others = places.subarray(folders.length);
  if (order === 'size') others.sort((one, other) => entries.sizeBytes(one) - entries.sizeBytes(other) || one - other);
  if (order === 'modified')
    for (const part of [folders, others])
      part.sort((one, other) => entries.modifiedAt(one) - entries.modifiedAt(other) || one - other);
  // Folders have no size of their own: by size they stay by name.
  if (isReversed && order !== 'size') folders.reverse();
  if (isReversed) others.reverse();
  return places;
}
