/** A stored transfer in its next state, with the times and totals that come with it. */
import type { TransferTotals } from '../../src/model/transfer.ts';
import { isEnded, runningPhases, type TransferState } from '../../src/model/transfer-state.ts';
import type { StoredTransfer } from './transfer-store.ts';

export interface Move {
  readonly transfer: StoredTransfer;
  readonly state: TransferState;
  /** When it moved, by the clock of who says so; milliseconds since 1970. */
  readonly at: number;
  readonly totals: TransferTotals | undefined;
}

export function moved({ transfer, state, at, totals }: Move): StoredTransfer {
  // The clock of its node may be behind ours.
  const time = Math.max(at, transfer.createdAt);
  const isRunning = (runningPhases as readonly string[]).includes(state.kind);
  const { asked, ...rest } = transfer;
  return {
    ...rest,
    // Nothing is left to be asked of a transfer that has ended.
    ...(asked !== undefined && !isEnded(state) && { asked }),
    state,
    ...(isRunning && transfer.startedAt === undefined && { startedAt: time }),
    ...(isEnded(state) && { endedAt: time }),
    ...(totals !== undefined && { totals }),
  };
}
