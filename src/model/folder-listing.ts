/** One page of a folder on a node, as a browser shows it. */
import { z } from 'zod';
import { PathName } from './path-name.ts';

export const FolderEntry = z.object({
  name: PathName,
  kind: z.enum(['file', 'folder', 'link', 'other']),
  sizeBytes: z.number(),
  /** Milliseconds since 1970. */
  modifiedAt: z.number(),
});
export type FolderEntry = z.infer<typeof FolderEntry>;

export const FolderPage = z.object({
  path: z.string(),
  /** Folders first, then by name. */
  entries: z.array(FolderEntry).max(1000),
  total: z.int(),
  isReadOnly: z.boolean(),
  freeBytes: z.number().optional(),
  totalBytes: z.number().optional(),
});
export type FolderPage = z.infer<typeof FolderPage>;

/** `/` of a node lists its roots: each as a folder with its full path as its name. */
export const rootsPath = '/';
export const maxFolderPage = 1000;
