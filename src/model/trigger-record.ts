/** Templates and triggers as the hub shows them. */
import { z } from 'zod';
import { TransferId } from '../runtime/identifier.ts';
import { QueueStanding } from './object-queue.ts';
import { Template } from './template.ts';
import { FaultNote } from './transfer-state.ts';
import { Trigger } from './trigger.ts';
import { WatchStanding } from './watch.ts';

export const TemplateRecord = z.object({ template: Template, declaredBy: z.string() });
export type TemplateRecord = z.infer<typeof TemplateRecord>;

/** What came of the last time that a trigger had something to do. Times in milliseconds since 1970. */
export const TriggerRun = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('started'), at: z.number(), transfers: z.array(TransferId).min(1) }),
  z.object({ kind: z.literal('refused'), at: z.number(), reason: FaultNote }),
  z.object({ kind: z.literal('skipped'), at: z.number(), why: z.string() }),
]);
export type TriggerRun = z.infer<typeof TriggerRun>;

export const TriggerRecord = z.object({
  trigger: Trigger,
  declaredBy: z.string(),
  /** Of a schedule that is enabled: the next five times. */
  nextRuns: z.array(z.number()),
  /** Of a watched folder, as its node says it; absent before it has. */
  watched: WatchStanding.optional(),
  /** When files settled in its folder last. */
  settledAt: z.number().optional(),
  /** The latest time at which it was due and could not start: it does once its run before has ended. */
  waitingDue: z.number().optional(),
  /** Of a queue, as its node says it; absent while that is away. */
  queue: QueueStanding.optional(),
  /** Absent before the first. */
  lastRun: TriggerRun.optional(),
  /** Of what it has started last: how that has ended, `running`, or `cancelled`. */
  lastResult: z.enum(['running', 'success', 'partial', 'failure', 'cancelled']).optional(),
});
export type TriggerRecord = z.infer<typeof TriggerRecord>;
