/**
 * The transfers that ended last. The watched window of active ones says when there is something new, as a transfer is in it
 * no longer; one that began and ended between two windows is found by looking every few seconds.
 */
import type { hubToConsole } from '../../src/protocol/console-link.ts';
import type { NoticeBody } from '../../src/protocol/side.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { HubModel } from '../store/hub-model.ts';
import type { HubRequest } from './hub-request.ts';

const shownEnded = 50;
const lookEveryMs = 3000;

export interface EndedTransfersOptions {
  readonly request: HubRequest;
  readonly model: HubModel;
  readonly clock: Clock;
  /** At least one transfer has just ended. */
  readonly onEnded: () => void;
}

export class EndedTransfers {
  readonly #options: EndedTransfersOptions;
  #isWanted = false;
  #active: ReadonlySet<string> = new Set();
  #lookedAt = 0;

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

  refresh(): void {
    if (this.#isWanted && this.#options.clock.now() - this.#lookedAt >= lookEveryMs) void this.#load();
  }

  onUpdate({ transfers }: NoticeBody<typeof hubToConsole, 'update'>): void {
    if (transfers?.filter !== 'active' || !this.#isWanted) return;
    const active = new Set<string>(transfers.transfers.map(({ id }) => id));
    const hasEnded = [...this.#active].some((id) => !active.has(id));
    this.#active = active;
    if (hasEnded) void this.#load();
  }

  async #load(): Promise<void> {
    const { request, model, clock, onEnded } = this.#options;
    this.#lookedAt = clock.now();
    try {
      const { transfers } = await request('list-transfers', { filter: 'ended', offset: 0, limit: shownEnded });
      const known = new Set<string>(model.data.ended.map(({ id }) => id));
      const isNew = transfers.some(({ id }) => !known.has(id));
      if (!isNew) return;
      model.update({ ended: transfers });
      onEnded();
    } catch {
      // The link went away or the hub was too busy: the next link, or the next look, asks again.
    }
  }
}
