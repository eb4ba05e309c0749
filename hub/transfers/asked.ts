/** What somebody asked of a transfer, and whether it has come about. */
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';
import type { Asked } from './transfer-store.ts';

export function hasArrived(what: Asked, state: TransferState): boolean {
  switch (what) {
    case 'pause':
      return state.kind === 'paused' || isEnded(state);
    case 'resume':
      return state.kind !== 'paused' && state.kind !== 'waiting';
    case 'cancel':
      return isEnded(state);
    default:
      return what satisfies never;
  }
}
