/** One page of a folder on a node, or of a place in a connection, as a browser shows it. */
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

export const folderOrders = ['name', 'size', 'modified'] as const;
export const FolderOrder = z.enum(folderOrders);
export type FolderOrder = z.infer<typeof FolderOrder>;

/** Which entries of a folder, and in which order: folders always come first. */
export const FolderLook = z.object({
  /** Words that a name has (name-filter.ts). */
  filter: z.string().min(1).max(500).optional(),
  /** Absent is by name. */
  order: FolderOrder.optional(),
  /** The greatest first. */
  isReversed: z.boolean().optional(),
});
export type FolderLook = z.infer<typeof FolderLook>;

export const maxFolderPage = 1000;

/** Which page of it. */
export const FolderWish = FolderLook.extend({
  offset: z.int().nonnegative(),
  limit: z.int().min(1).max(maxFolderPage),
  /** What was read a moment ago will do, unless the folder has changed since: for who turns pages. */
  isRecentEnough: z.boolean().optional(),
});
export type FolderWish = z.infer<typeof FolderWish>;

export const FolderPage = z.object({
  path: z.string(),
  /** Folders first, then by name, unless something else was wished. */
  entries: z.array(FolderEntry).max(maxFolderPage),
  /** That the filter leaves. */
  total: z.int(),
  isReadOnly: z.boolean(),
  freeBytes: z.number().optional(),
  totalBytes: z.number().optional(),
  /**
   * The wish that was kept to. Absent, where a filter or an order was wished, from a node of 0.1.0, which passes over it and
   * answers with everything by name.
   */
  look: FolderLook.optional(),
  /** Without the filter. */
  unfiltered: z.int().optional(),
});
export type FolderPage = z.infer<typeof FolderPage>;

/** `/` of a node lists its roots, `/` of a connection what a node may open there: each as a folder with its full path as its name. */
export const rootsPath = '/';

/** Without what is not said. */
export function lookOf({ filter, order, isReversed }: FolderLook): FolderLook {
  return {
    ...(filter !== undefined && { filter }),
    ...(order !== undefined && { order }),
    ...(isReversed === true && { isReversed }),
  };
}
