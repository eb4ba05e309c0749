/** How one transfer, or all of a fan-out together, have ended. */
import type { TransferState } from './transfer-state.ts';
import { isEnded } from './transfer-state.ts';
import type { Outcome } from './trigger.ts';

/**
 * Of a fan-out the worst; a part that was cancelled among others is a part that is missing. `cancelled` is where nothing
 * was let come to its end: that is somebody's decision, and no outcome.
 */
export function outcomeOf(states: readonly TransferState[]): Outcome | 'running' | 'cancelled' {
  const kinds = states.map(({ kind }) => kind);
  if (!states.every(isEnded)) return 'running';
  if (kinds.every((kind) => kind === 'cancelled')) return 'cancelled';
  if (kinds.includes('failed')) return 'failure';
  return kinds.every((kind) => kind === 'completed') ? 'success' : 'partial';
}
