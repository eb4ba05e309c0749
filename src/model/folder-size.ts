/** How much lies below a folder, or below some of its entries: counted while somebody asks again and again. */
import { z } from 'zod';
import { PathName } from './path-name.ts';

/** Names in one question; whoever means more of a folder means all of it but some. */
export const mostMeasured = 1000;

export const FolderSizeWish = z.object({
  /** Chosen by who asks. Who asks again under it is told how far it is; five seconds after the last time it ends. */
  measure: z.uuid(),
  /** Of the folder itself: those that count, or those that do not. */
  entries: z.array(PathName).max(mostMeasured),
  isAllBut: z.boolean(),
  /** It is to end now. */
  isEnough: z.boolean().optional(),
});
export type FolderSizeWish = z.infer<typeof FolderSizeWish>;

export const FolderSize = z.object({
  files: z.number(),
  bytes: z.number(),
  folders: z.number(),
  /** Folders that could not be listed: what is below them is not counted. */
  unreadable: z.number(),
  isDone: z.boolean(),
});
export type FolderSize = z.infer<typeof FolderSize>;
