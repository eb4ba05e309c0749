/**
 * What the hub tells, collected between two ticks. The ticker publishes it twice a second, or as often as is wished, and only while the terminal has
 * taken the last frame: a slow terminal sees fewer pictures, never old ones. Answers to the operator are published at once.
 */
import type { Clock } from '../../src/runtime/clock.ts';
import type { ConsoleStore } from './console-store.ts';
import { type HubData, noHubData } from './hub-data.ts';

export interface HubModelOptions {
  readonly store: ConsoleStore;
  readonly clock: Clock;
  readonly isDrained: () => boolean;
  /** Until the next picture is due, or the signal aborts. */
  readonly wait: (signal: AbortSignal) => Promise<void>;
}

export class HubModel {
  readonly #options: HubModelOptions;
  #data: HubData = noHubData;
  #publishedSecond = 0;

  constructor(options: HubModelOptions) {
    this.#options = options;
  }

  get data(): HubData {
    return this.#data;
  }

  update(change: Partial<HubData>): void {
    this.#data = { ...this.#data, ...change };
  }

  /** What says the same as before keeps its identity. */
  settle(change: Partial<HubData>): void {
    const before = Object.keys(change).map((name) => this.#data[name as keyof HubData]);
    if (JSON.stringify(before) !== JSON.stringify(Object.values(change))) this.update(change);
  }

  publish(): void {
    const now = this.#options.clock.now();
    this.#publishedSecond = Math.floor(now / 1000);
    this.#options.store.publish(this.#data, now);
  }

  /** Publishes until the signal aborts. */
  async tick(signal: AbortSignal): Promise<void> {
    const { clock, store, isDrained, wait } = this.#options;
    while (!signal.aborted) {
      const isNewSecond = Math.floor(clock.now() / 1000) !== this.#publishedSecond;
      if (isDrained() && (isNewSecond || this.#data !== store.state.data)) this.publish();
      await wait(signal);
    }
  }
}
