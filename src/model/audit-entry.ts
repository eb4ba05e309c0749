/** One line of the hub's audit trail: who did what to what, with what result. */
import { z } from 'zod';

export const AuditEntry = z.object({
  number: z.int(),
  at: z.number(),
  /** `user:ana`, `node:fs1` or `hub`. */
  who: z.string(),
  /** `transfer.start`, `node.join`, `token.use`, … */
  action: z.string(),
  object: z.string(),
  result: z.enum(['ok', 'denied', 'failed']),
  detail: z.string(),
  /** SHA-256 over the previous row's hash and this row: a changed or removed row breaks the chain. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
