/** What nodes last said of the transfers that they run. In memory only: after a restart it is empty until they speak again. */
import type { Progress } from '../../src/model/progress.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';

export interface HeardProgress {
  readonly transfer: TransferId;
  readonly createdAt?: number | undefined;
  readonly state: TransferState;
  readonly progress: Progress;
}

/** What of a transfer is summed up for the whole fleet. */
export type Glance = Pick<Transfer, 'source' | 'destination' | 'state' | 'progress'>;

interface Live {
  /** What the node said with its progress; undefined once a report has said something newer. */
  readonly state: TransferState | undefined;
  readonly progress: Progress;
}

export class LiveProgress {
  readonly #live = new Map<TransferId, Live>();

  hear({ transfer, state, progress }: HeardProgress): void {
    this.#live.set(transfer, { state, progress });
  }

  /** A report has moved the transfer: its state counts until the node says another. */
  moved(id: TransferId): void {
    const live = this.#live.get(id);
    if (live !== undefined) this.#live.set(id, { ...live, state: undefined });
  }

  /** Nothing is known of its rate any more; how far it had come stays, with its time. */
  nodeIsAway(id: TransferId): void {
    const live = this.#live.get(id);
    if (live === undefined) return;
    const { etaSeconds: _, etaRange: __, ...progress } = live.progress;
    this.#live.set(id, { ...live, progress: { ...progress, rate: 0, filesRate: 0, files: [] } });
  }

  forget(id: TransferId): void {
    this.#live.delete(id);
  }

  /** The transfer with what is known of it beyond what is stored. */
  shown(transfer: Transfer): Transfer {
    const live = this.#live.get(transfer.id);
    return live === undefined ? transfer : { ...transfer, state: stateOf(transfer, live), progress: live.progress };
  }

  /** The same of a few fields, for ten thousand transfers at a time. */
  glance(transfer: Pick<Transfer, 'id' | 'source' | 'destination' | 'state'>): Glance {
    const { id, source, destination } = transfer;
    const live = this.#live.get(id);
    return live === undefined
      ? { source, destination, state: transfer.state }
      : { source, destination, state: stateOf(transfer, live), progress: live.progress };
  }
}

function stateOf({ state }: Pick<Transfer, 'state'>, live: Live): TransferState {
  return live.state !== undefined && !isEnded(live.state) ? live.state : state;
}
