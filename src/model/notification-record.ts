/** A notification as the hub shows it: what is still to be delivered, and what came of the last deliveries. */
import { z } from 'zod';
import { NotificationSubject } from './notification.ts';
import { FaultNote } from './transfer-state.ts';

/** What could not be delivered, the last time. Times in milliseconds since 1970. */
export const FailedDelivery = z.object({
  at: z.number(),
  reason: FaultNote,
  /** Of this event in a row. */
  attempt: z.int().positive(),
  /** Absent of one that was given up. */
  nextAttemptAt: z.number().optional(),
});
export type FailedDelivery = z.infer<typeof FailedDelivery>;

export const NotificationRecord = z.object({
  /** Without its URL, which may open something. */
  notification: NotificationSubject,
  declaredBy: z.string(),
  /** `https://host` or mail addresses. */
  target: z.string(),
  /** Events that are still to be delivered. */
  owed: z.int(),
  /** When the oldest of them came. */
  owedSince: z.number().optional(),
  /** Events that were given up, since it was declared. */
  lost: z.int(),
  lastDeliveredAt: z.number().optional(),
  /** Absent when the last delivery succeeded. */
  failure: FailedDelivery.optional(),
});
export type NotificationRecord = z.infer<typeof NotificationRecord>;
