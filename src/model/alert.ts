/** What needs a person now, as the hub finds it, and what somebody has said to it. */
import { z } from 'zod';
import { TransferId } from '../runtime/identifier.ts';

/** What it is about. */
export const AlertPlace = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('transfer'), transfer: TransferId }),
  z.object({ kind: z.literal('node'), name: z.string() }),
  z.object({ kind: z.literal('trigger'), name: z.string(), trigger: z.enum(['schedule', 'watch', 'sqs', 'after']) }),
  z.object({ kind: z.literal('member'), of: z.enum(['users', 'nodes']), name: z.string() }),
]);
export type AlertPlace = z.infer<typeof AlertPlace>;

/** Times in milliseconds since 1970; `by` is `user:ana`. */
export const AlertAnswer = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('acknowledged'), by: z.string(), at: z.number() }),
  /** Without `until` for as long as it says the same. */
  z.object({ kind: z.literal('snoozed'), by: z.string(), at: z.number(), until: z.number().optional() }),
]);
export type AlertAnswer = z.infer<typeof AlertAnswer>;

export const Alert = z.object({
  /** The same for as long as it is about the same: `node/sin-relay-05/DOWN`. */
  id: z.string().max(300),
  isCritical: z.boolean(),
  about: z.string(),
  text: z.string(),
  /** Since when, where that is known. */
  at: z.number().optional(),
  place: AlertPlace,
  /** Absent while it is open. */
  answer: AlertAnswer.optional(),
});
export type Alert = z.infer<typeof Alert>;

export const mostAlerts = 500;

/** Open ones first, of them the critical; `total`, `open` and `critical` (open ones) count those that are left out, too. */
export const AlertList = z.object({
  alerts: z.array(Alert).max(mostAlerts),
  total: z.int(),
  open: z.int(),
  critical: z.int(),
});
export type AlertList = z.infer<typeof AlertList>;

const mostSnoozeMs = 30 * 24 * 3_600_000;

export const AlertWish = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('acknowledge') }),
  /** Without `forMs` until it says something else. */
  z.object({ kind: z.literal('snooze'), forMs: z.int().min(1000).max(mostSnoozeMs).optional() }),
  /** As if nobody had said anything. */
  z.object({ kind: z.literal('reopen') }),
]);
export type AlertWish = z.infer<typeof AlertWish>;
