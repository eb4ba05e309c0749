/** What the entries of a folder can be sorted by; folders and files are not kept apart, as the columns do not. */
import type { FolderEntry } from '../../../src/model/folder-listing.ts';
import { shownPath } from '../../../src/model/path-text.ts';
import type { SortKey } from '../../store/sorting.ts';

export const entrySorts: readonly SortKey<FolderEntry>[] = [
  { title: 'NAME', by: ({ name }) => shownPath(name) },
  { title: 'SIZE', by: ({ kind, sizeBytes }) => (kind === 'file' ? sizeBytes : -1) },
  { title: 'MODIFIED', by: ({ modifiedAt }) => modifiedAt },
];
