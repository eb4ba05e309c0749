/**
 * What was moved since the hub began, out of figures that each begin anew with a run: adding up what every figure is above
 * the one before, so that the sums never go back, whatever nodes restart, and count nothing twice.
 */
import type { Progress } from '../../src/model/progress.ts';
import type { Transfer, TransferTotals } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';

type Count = Progress['copied'];
type Begun = Pick<Transfer, 'id' | 'createdAt'>;

interface Heard {
  /** By the clock of the node: tells runs apart. */
  readonly runStartedAt: number;
  readonly count: Count;
}

const nothing: Count = { files: 0, bytes: 0 };

export class MovedCount {
  readonly #heard = new Map<TransferId, Heard>();
  readonly #since: number;

  /** Milliseconds since 1970. */
  constructor(since: number) {
    this.#since = since;
  }

  /** What is new in a progress. */
  hear(transfer: Begun, { startedAt, copiedInAll: count }: Pick<Progress, 'startedAt' | 'copiedInAll'>): Count {
    const before = this.#heard.get(transfer.id);
    const isSameRun = before?.runStartedAt === startedAt;
    // A file that ends leaves those under way a moment before it joins those that are done: such a dip is no progress.
    const kept = isSameRun
      ? { files: Math.max(count.files, before.count.files), bytes: Math.max(count.bytes, before.count.bytes) }
      : count;
    this.#heard.set(transfer.id, { runStartedAt: startedAt, count: kept });
    if (before === undefined) return this.#isAllNew(transfer) ? count : nothing;
    // A run that goes on after an interruption has the count of the one before in its own; any other begins at nothing.
    return isSameRun || count.bytes >= before.count.bytes ? above(kept, before.count) : count;
  }

  /** What is new in the totals of a transfer that has ended, which is then forgotten. */
  end(transfer: Begun, totals: TransferTotals | undefined): Count {
    const before = this.#heard.get(transfer.id)?.count ?? (this.#isAllNew(transfer) ? nothing : undefined);
    this.#heard.delete(transfer.id);
    return totals === undefined || before === undefined ? nothing : above(totals.copiedInAll ?? totals.copied, before);
  }

  /** What was moved of an older one before we heard of it belongs to an earlier life of the hub. */
  #isAllNew({ createdAt }: Begun): boolean {
    return createdAt >= this.#since;
  }
}

function above(count: Count, before: Count): Count {
  return { files: Math.max(0, count.files - before.files), bytes: Math.max(0, count.bytes - before.bytes) };
}
