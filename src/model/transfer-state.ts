/**
 * The states of a transfer (INTERFACE.md, "Words") and the only moves between them. `paused` and `waiting` remember
 * nothing of the phase they interrupt: the run starts again from its backlog and finds its phase by itself.
 */
import { z } from 'zod';

export const runningPhases = ['scanning', 'transferring', 'verifying', 'cleaning'] as const;
export const endStates = ['completed', 'completed-with-errors', 'failed', 'cancelled'] as const;

export const FaultNote = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() });
/** A failure as it is shown and stored. */
export type FaultNote = z.infer<typeof FaultNote>;

/** Why it does not begin yet, as the hub or its node knows it when it is asked. */
export const QueueReason = z.object({
  /** `start-time`, `node-away`, `node-full`, `peer-full` or `hub-full`; there may be more one day. */
  code: z.string(),
  message: z.string(),
  /** Among those that wait for the same node, from 1. */
  place: z.int().positive().optional(),
  /** For `start-time`: milliseconds since 1970. */
  startsAt: z.number().optional(),
});
export type QueueReason = z.infer<typeof QueueReason>;

export const TransferState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued'), reason: QueueReason.optional() }),
  z.object({ kind: z.enum(runningPhases) }),
  z.object({ kind: z.literal('paused') }),
  z.object({
    kind: z.literal('waiting'),
    reason: FaultNote,
    /** Milliseconds since 1970. */
    nextAttemptAt: z.number(),
    attempt: z.int().positive(),
  }),
  z.object({ kind: z.literal('completed') }),
  z.object({ kind: z.literal('completed-with-errors'), failedFiles: z.int() }),
  z.object({ kind: z.literal('failed'), reason: FaultNote }),
  z.object({ kind: z.literal('cancelled') }),
]);
export type TransferState = z.infer<typeof TransferState>;
/** Why it waits, until when, and how often it has waited in a row. */
export type Wait = Omit<Extract<TransferState, { readonly kind: 'waiting' }>, 'kind'>;
export type RunningPhase = (typeof runningPhases)[number];

export type TransferEvent =
  | { readonly kind: 'phase'; readonly phase: RunningPhase }
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** Its node starts it again from the backlog, as after a restart of the node. */
  | { readonly kind: 'queue'; readonly reason?: QueueReason }
  | { readonly kind: 'wait'; readonly reason: FaultNote; readonly nextAttemptAt: number; readonly attempt: number }
  | { readonly kind: 'complete'; readonly failedFiles: number }
  | { readonly kind: 'fail'; readonly reason: FaultNote }
  | { readonly kind: 'cancel' }
  /** Somebody starts it again after its end. */
  | { readonly kind: 'retry' };

export function isEnded(state: TransferState): boolean {
  return (endStates as readonly string[]).includes(state.kind);
}

/** The next state, or undefined when the event is not possible in this state. */
export function nextTransferState(state: TransferState, event: TransferEvent): TransferState | undefined {
  if (event.kind === 'retry') return isEnded(state) ? { kind: 'queued' } : undefined;
  if (isEnded(state)) return undefined;
  switch (event.kind) {
    case 'phase':
      return state.kind === 'paused' ? undefined : { kind: event.phase };
    case 'pause':
      return state.kind === 'paused' ? undefined : { kind: 'paused' };
    case 'resume':
      return state.kind === 'paused' || state.kind === 'waiting' ? { kind: 'queued' } : undefined;
    case 'queue':
      if (state.kind === 'paused') return undefined;
      return { kind: 'queued', ...(event.reason !== undefined && { reason: event.reason }) };
    case 'wait':
      return state.kind === 'paused'
        ? undefined
        : { kind: 'waiting', reason: event.reason, nextAttemptAt: event.nextAttemptAt, attempt: event.attempt };
    case 'complete':
      return event.failedFiles === 0
        ? { kind: 'completed' }
        : { kind: 'completed-with-errors', failedFiles: event.failedFiles };
    case 'fail':
      return { kind: 'failed', reason: event.reason };
    case 'cancel':
      return { kind: 'cancelled' };
    default:
      return event satisfies never;
  }
}
