/** A transfer that has ended and is started again keeps its id: what tells its starts apart, and what each begins with. */
import type { TransferState } from '../../src/model/transfer-state.ts';
import type { StoredTransfer } from './transfer-store.ts';

/** Milliseconds since 1970. To a node it is the `createdAt` of the order. */
export function startedAnewAt({ createdAt, retriedAt }: Pick<StoredTransfer, 'createdAt' | 'retriedAt'>): number {
  return retriedAt ?? createdAt;
}

/** Its end, its times, its totals and its findings are those of what comes now. */
export function startedAnew(transfer: StoredTransfer, state: TransferState, now: number): StoredTransfer {
  return {
    ...transfer,
    state,
    // Later than before, also where the clock was set back.
    retriedAt: Math.max(now, startedAnewAt(transfer) + 1),
    startAt: undefined,
    orderedAt: undefined,
    startedAt: undefined,
    endedAt: undefined,
    totals: undefined,
    findings: undefined,
  };
}
