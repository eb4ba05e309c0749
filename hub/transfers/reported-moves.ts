/** From the state that the hub has to the one that the owner reports, in legal moves: the owner's word wins. */
import { isEnded, nextTransferState, type TransferEvent, type TransferState } from '../../src/model/transfer-state.ts';

/** The state after the report; undefined when nothing changes, because it says the same or the transfer has ended. */
export function afterReport(current: TransferState, reported: TransferState): TransferState | undefined {
  if (isEnded(current) || JSON.stringify(current) === JSON.stringify(reported)) return undefined;
  const event = eventFor(reported);
  // The owner went on from a pause, and what it said of that was merged with what it says now.
  const start =
    current.kind === 'paused' && !isEnded(reported) ? nextTransferState(current, { kind: 'resume' }) : current;
  if (start === undefined || JSON.stringify(start) === JSON.stringify(reported)) return start;
  return nextTransferState(start, event);
}

function eventFor(state: TransferState): TransferEvent {
  switch (state.kind) {
    case 'queued':
      return { kind: 'queue', ...(state.reason !== undefined && { reason: state.reason }) };
    case 'paused':
      return { kind: 'pause' };
    case 'waiting':
      return { kind: 'wait', reason: state.reason, nextAttemptAt: state.nextAttemptAt, attempt: state.attempt };
    case 'completed':
      return { kind: 'complete', failedFiles: 0 };
    case 'completed-with-errors':
      return { kind: 'complete', failedFiles: state.failedFiles };
    case 'failed':
      return { kind: 'fail', reason: state.reason };
    case 'cancelled':
      return { kind: 'cancel' };
    default:
      return { kind: 'phase', phase: state.kind };
  }
}
