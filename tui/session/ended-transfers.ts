/**
 * The transfers that ended last. The watched window of active ones says when there is something new: a transfer is in it
 * no longer.
 */
import type { hubToConsole } from '../../src/protocol/console-link.ts';
import type { NoticeBody } from '../../src/protocol/side.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-session.ts';

const shownEnded = 50;

export interface EndedTransfersOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  /** At least one transfer has just ended. */
  readonly onEnded: () => void;
}

export class EndedTransfers {
  readonly #options: EndedTransfersOptions;
  #isWanted = false;
  #active: ReadonlySet<string> = new Set();

  constructor(options: EndedTransfersOptions) {
    this.#options = options;
  }

  want(isWanted: boolean): void {
    const isNew = isWanted && !this.#isWanted;
    this.#isWanted = isWanted;
    if (isNew) void this.#load();
  }

  /** A new link: what was known may have changed meanwhile. */
  forget(): void {
    this.#isWanted = false;
  }

  onUpdate({ transfers }: NoticeBody<typeof hubToConsole, 'update'>): void {
    if (transfers === undefined || !this.#isWanted) return;
    const active = new Set<string>(transfers.transfers.map(({ id }) => id));
    const hasEnded = [...this.#active].some((id) => !active.has(id));
    this.#active = active;
    if (!hasEnded) return;
    void this.#load();
    this.#options.onEnded();
  }

  async #load(): Promise<void> {
    const { request, model } = this.#options;
    try {
      const { transfers } = await request('list-transfers', { filter: 'ended', offset: 0, limit: shownEnded });
      model.update({ ended: transfers });
    } catch {
      // The link went away or the hub was too busy: the next link, or the next transfer that ends, asks again.
    }
  }
}
