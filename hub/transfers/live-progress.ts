/** What nodes last said of the transfers that they run. In memory only: after a restart it is empty until they speak again. */
import type { Progress } from '../../src/model/progress.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { ToldProgress } from './told-progress.ts';

export interface HeardProgress {
  readonly transfer: TransferId;
  readonly createdAt?: number | undefined;
  readonly state: TransferState;
  readonly progress: Progress;
}

/** What is summed up for the whole fleet. */
type Figures = Pick<Progress, 'pending' | 'rate' | 'etaSeconds' | 'etaRange'>;
export type Glance = Pick<Transfer, 'source' | 'destination' | 'state'> & { readonly progress?: Figures };

interface Live {
  /** What the node said with its progress; undefined once a report has said something newer. */
  readonly state: TransferState | undefined;
  readonly figures: Figures;
  /** All of it: where it is to be read, or as it was read. */
  readonly progress: ToldProgress | Progress;
}

export class LiveProgress {
  readonly #live = new Map<TransferId, Live>();
  /** The last notice of each node. */
  readonly #told = new Map<string, ToldProgress>();

  /** `message` is where `heard` was read from. */
  hear(node: string, heard: readonly HeardProgress[], message: Buffer): void {
    const told = new ToldProgress(
      heard.map(({ transfer }) => transfer),
      message,
    );
    for (const { transfer, state, progress } of heard) {
      const { pending, rate, etaSeconds, etaRange } = progress;
      const left = { ...(etaSeconds !== undefined && { etaSeconds }), ...(etaRange !== undefined && { etaRange }) };
      const figures = { pending, rate, ...left };
      this.#live.set(transfer, { state, figures, progress: told });
    }
    const before = this.#told.get(node);
    this.#told.set(node, told);
    if (before !== undefined) this.#letGo(before);
  }

  /** A report has moved the transfer: its state counts until the node says another. */
  moved(id: TransferId): void {
    const live = this.#live.get(id);
    if (live !== undefined) this.#live.set(id, { ...live, state: undefined });
  }

  /** Nothing is known of the rate of what it owns any more; how far that had come stays, with its time. */
  nodeIsAway(node: string, owned: readonly TransferId[]): void {
    for (const id of owned) {
      const live = this.#live.get(id);
      if (live === undefined) continue;
      const { etaSeconds: _, etaRange: __, bottleneck: ___, ...rest } = progressOf(id, live);
      const progress = { ...rest, rate: 0, filesRate: 0, files: [] };
      this.#live.set(id, { ...live, figures: { pending: progress.pending, rate: 0 }, progress });
    }
    this.#told.delete(node);
  }

  forget(id: TransferId): void {
    this.#live.delete(id);
  }

  /** The transfer with what is known of it beyond what is stored. */
  shown(transfer: Transfer): Transfer {
    const { id } = transfer;
    const live = this.#live.get(id);
    return live === undefined
      ? transfer
      : { ...transfer, state: stateOf(transfer, live), progress: progressOf(id, live) };
  }

  /** The same of a few fields, for ten thousand transfers at a time. */
  glance(transfer: Pick<Transfer, 'id' | 'source' | 'destination' | 'state'>): Glance {
    const { id, source, destination } = transfer;
    const live = this.#live.get(id);
    return live === undefined
      ? { source, destination, state: transfer.state }
      : { source, destination, state: stateOf(transfer, live), progress: live.figures };
  }

  /** A notice that is not the last any more is not kept for the sake of those that only it speaks of. */
  #letGo(told: ToldProgress): void {
    for (const id of told.transfers) {
      const live = this.#live.get(id);
      if (live?.progress === told) this.#live.set(id, { ...live, progress: told.of(id) });
    }
  }
}

function progressOf(id: TransferId, { progress }: Live): Progress {
  return progress instanceof ToldProgress ? progress.of(id) : progress;
}

function stateOf({ state }: Pick<Transfer, 'state'>, live: Live): TransferState {
  return live.state !== undefined && !isEnded(live.state) ? live.state : state;
}
