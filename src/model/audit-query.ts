/** Which lines of the audit trail are asked for: all that is given must hold. */
import { z } from 'zod';
import { AuditEntry } from './audit-entry.ts';

const word = z.string().min(1).max(200);

export const AuditQuery = z.object({
  /** Milliseconds since 1970; from here on. */
  since: z.number().optional(),
  /** `user:ana`, `node:fs1`, `hub`. */
  who: word.optional(),
  /** `transfer.start`, or `transfer.` for every action on transfers. */
  action: word.optional(),
  /** `T-42`, a name. */
  object: word.optional(),
  result: AuditEntry.shape.result.optional(),
  /** Anywhere in the line, in whatever case. */
  text: word.optional(),
  /** Words, none of which is in the line. */
  without: word.optional(),
});
export type AuditQuery = z.infer<typeof AuditQuery>;
