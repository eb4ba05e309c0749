/** What a notification says: the JSON that a webhook is sent, and what a mail is written from (docs/notifications.md). */
import { z } from 'zod';
import { TransferId } from '../runtime/identifier.ts';
import { NodeName } from './location.ts';
import { StartedBy } from './started-by.ts';
import { TransferTotals } from './transfer.ts';
import { endStates, FaultNote } from './transfer-state.ts';

/** Failed files that are named; all of them are counted. */
export const mostNamedFiles = 20;

export const FailedFileNote = z.object({ path: z.string(), code: z.string(), message: z.string() });
export type FailedFileNote = z.infer<typeof FailedFileNote>;

const ofTransfer = {
  id: TransferId,
  /** The first of those that were started together. */
  fanOut: TransferId.optional(),
  name: z.string(),
  /** `fs1:/srv/a`. */
  from: z.string(),
  to: z.string(),
  createdBy: z.string(),
  startedBy: StartedBy.optional(),
  /** Milliseconds since 1970, as all times here. */
  createdAt: z.number(),
  startedAt: z.number().optional(),
};

const EndedTransfer = z.object({
  ...ofTransfer,
  state: z.enum(endStates),
  /** Why it failed. */
  reason: FaultNote.optional(),
  endedAt: z.number(),
  /** Files and bytes, and how long it took; absent of one that never ran. */
  totals: TransferTotals.optional(),
  /** The first ones by name. */
  failedFiles: z.object({ total: z.int(), first: z.array(FailedFileNote).max(mostNamedFiles) }),
});
export type EndedTransfer = z.infer<typeof EndedTransfer>;

const WaitingTransfer = z.object({
  ...ofTransfer,
  state: z.literal('waiting'),
  reason: FaultNote,
  waitingSince: z.number(),
  nextAttemptAt: z.number(),
});
export type WaitingTransfer = z.infer<typeof WaitingTransfer>;

const common = {
  /** The same at every try, so that a repeat can be told. */
  id: z.uuid(),
  at: z.number(),
  /** Where the hub can be reached: `host:port`. */
  hub: z.string(),
  notification: NodeName,
  /** One line for people. */
  text: z.string(),
};

export const NotificationEvent = z.discriminatedUnion('event', [
  z.object({ ...common, event: z.literal('transfer-ended'), transfer: EndedTransfer }),
  z.object({ ...common, event: z.literal('transfer-waits'), transfer: WaitingTransfer }),
  z.object({ ...common, event: z.literal('test') }),
]);
export type NotificationEvent = z.infer<typeof NotificationEvent>;
