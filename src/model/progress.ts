/** Where a transfer stands at one instant. Bytes, files, milliseconds since 1970; rates in bytes a second. */
import { z } from 'zod';
import { Bottleneck } from './bottleneck.ts';
import { PathName } from './path-name.ts';
import { Reach } from './reach.ts';

export const FileProgress = z.object({
  path: PathName,
  sizeBytes: z.number(),
  /** Moved; of a file that is being verified, read back so far. */
  doneBytes: z.number(),
  rate: z.number(),
  /** `sending` while its bytes move, `verifying` while they are read back, `done` in the moments after. */
  state: z.enum(['sending', 'verifying', 'done']),
});
export type FileProgress = z.infer<typeof FileProgress>;

export const Count = z.object({ files: z.number(), bytes: z.number() });
export type Count = z.infer<typeof Count>;

export const TimeRange = z.object({ fromSeconds: z.number(), toSeconds: z.number().optional() });
export type TimeRange = z.infer<typeof TimeRange>;

export const Progress = z.object({
  /** What the scan of each side has seen so far. */
  source: Count,
  destination: Count,
  isScanning: z.boolean(),
  /** Everything the backlog still holds as pending; grows while the scan runs. */
  pending: Count,
  /** Moved since this run began, including the part of files that is under way. */
  copied: Count,
  /** The same with the runs before this one that were interrupted. */
  copiedInAll: Count,
  skipped: Count,
  failed: Count,
  deleted: Count,
  /** Smoothed over about five seconds. */
  rate: z.number(),
  filesRate: z.number(),
  /** Seconds until the backlog is empty, undefined while nothing can be said. */
  etaSeconds: z.number().optional(),
  /**
   * Given when one number would say too much: the last half minute and the last minutes differ by a quarter; or, without
   * `toSeconds`, the scan still runs and what it will find is not in it.
   */
  etaRange: TimeRange.optional(),
  /** Files under way, largest remaining first, and the ones just done; a few at most. */
  files: z.array(FileProgress).max(32),
  /** What it waits for most, once something was seen; a part that a later version names is passed over. */
  bottleneck: Bottleneck.optional().catch(undefined),
  /** Between two nodes: how they are connected. */
  reach: Reach.optional(),
  /** Connections to the other node that carry its blocks. */
  streams: z.number().optional(),
  startedAt: z.number(),
  at: z.number(),
});
export type Progress = z.infer<typeof Progress>;
