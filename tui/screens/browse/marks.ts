/**
 * What is marked in a pane, folder by folder: some entries, or all but some. Marks know entries by their names, so that they
 * outlive a look at another folder, a refresh and a lost link. Pure.
 */
import type { FolderEntry } from '../../../src/model/folder-listing.ts';
import { type Place, placeText } from '../../store/place.ts';
import { entryId } from './folder-row.ts';

export interface FolderMarks {
  readonly place: Place;
  readonly isAllBut: boolean;
  /** By `entryId`: those that are marked, or those that are not. */
  readonly entries: ReadonlyMap<string, FolderEntry>;
  /** Entries of the folder when all of it was marked. */
  readonly folderCount: number;
}

/** By `placeText`; a folder without marks is not there. */
export type Marks = ReadonlyMap<string, FolderMarks>;

export const noMarks: Marks = new Map();

export function isMarked(marks: Marks, place: Place, { name }: FolderEntry): boolean {
  const folder = marks.get(placeText(place));
  return folder !== undefined && folder.entries.has(entryId(name)) !== folder.isAllBut;
}

/** `turned`: what is marked is marked no more, and the other way round. */
export function withEntries(
  marks: Marks,
  place: Place,
  { entries, how }: { readonly entries: readonly FolderEntry[]; readonly how: 'marked' | 'turned' },
): Marks {
  const folder = marks.get(placeText(place)) ?? { place, isAllBut: false, entries: new Map(), folderCount: 0 };
  const listed = new Map(folder.entries);
  for (const entry of entries) {
    const id = entryId(entry.name);
    const isListed = how === 'turned' ? !listed.has(id) : !folder.isAllBut;
    if (isListed) listed.set(id, entry);
    else listed.delete(id);
  }
  return withFolder(marks, { ...folder, entries: listed });
}

export function withAll(marks: Marks, place: Place, folderCount: number): Marks {
  return withFolder(marks, { place, isAllBut: true, entries: new Map(), folderCount });
}

export function inverted(marks: Marks, place: Place, folderCount: number): Marks {
  const folder = marks.get(placeText(place));
  if (folder === undefined) return withAll(marks, place, folderCount);
  return withFolder(marks, { ...folder, isAllBut: !folder.isAllBut, folderCount });
}

export function countMarked(marks: Marks): number {
  return [...marks.values()].reduce((sum, folder) => sum + countIn(folder), 0);
}

/** Of a folder that has changed since, what was there then. */
export function countIn({ isAllBut, entries, folderCount }: FolderMarks): number {
  return isAllBut ? Math.max(0, folderCount - entries.size) : entries.size;
}

function withFolder(marks: Marks, folder: FolderMarks): Marks {
  const changed = new Map(marks);
  if (folder.isAllBut || folder.entries.size > 0) changed.set(placeText(folder.place), folder);
  else changed.delete(placeText(folder.place));
  return changed;
}
