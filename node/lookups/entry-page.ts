/** A page of entries that are all at hand, folders first and by name. */
import { type FolderEntry, type FolderPage, type FolderWish, lookOf } from '../../src/model/folder-listing.ts';
import { shownPath } from '../../src/model/path-text.ts';
import { arranged } from './entry-order.ts';

export function pageOfEntries(
  entries: readonly FolderEntry[],
  { offset, limit, ...wish }: FolderWish,
): Pick<FolderPage, 'entries' | 'total' | 'look' | 'unfiltered'> {
  const firstOther = entries.findIndex(({ kind }) => kind !== 'folder');
  const look = lookOf(wish);
  const places = arranged(
    {
      count: entries.length,
      folders: firstOther === -1 ? entries.length : firstOther,
      lowerCaseName: (index) => shownPath(entries[index]?.name ?? '').toLowerCase(),
      sizeBytes: (index) => entries[index]?.sizeBytes ?? 0,
      modifiedAt: (index) => entries[index]?.modifiedAt ?? 0,
    },
    look,
  );
  const page = places.subarray(offset, offset + limit);
  return {
    entries: Array.from(page).flatMap((index) => entries[index] ?? []),
    total: places.length,
    look,
    unfiltered: entries.length,
  };
}
