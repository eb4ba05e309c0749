/** One row of a transfer's backlog as it is shown. */
import { z } from 'zod';
import { PathName } from './path-name.ts';

export const TransferFile = z.object({
  /** Relative to the source of the transfer. */
  path: PathName,
  sizeBytes: z.number(),
  /** `noted`: nothing failed, and yet there is something to know. */
  status: z.enum(['pending', 'synced', 'failed', 'noted']),
  hash: z.string().optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type TransferFile = z.infer<typeof TransferFile>;

export const TransferFilePage = z.object({ files: z.array(TransferFile).max(1000), total: z.number() });
export type TransferFilePage = z.infer<typeof TransferFilePage>;
