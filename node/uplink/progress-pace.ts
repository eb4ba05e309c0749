/**
 * How often the hub wants to hear of progress. After every change of it the next word comes at any time of the new interval:
 * a thousand nodes that are told the same at the same moment must not go on telling at the same moment.
 */
import { usualProgressMs } from '../../src/protocol/node-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';

export class ProgressPace {
  readonly #clock: Clock;
  #everyMs = usualProgressMs;
  #change = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** For a hub that has not said anything of it. */
  reset(): void {
    this.#everyMs = usualProgressMs;
  }

  set(everyMs: number): void {
    this.#everyMs = everyMs;
    this.#change.abort();
    this.#change = new AbortController();
  }

  /** Resolves when it is time to tell again; rejects with the signal's reason. */
  async next(signal: AbortSignal): Promise<void> {
    for (let waitMs = this.#everyMs; ; waitMs = Math.random() * this.#everyMs) {
      const { signal: change } = this.#change;
      try {
        return await this.#clock.sleep(waitMs, AbortSignal.any([signal, change]));
      } catch (thrown) {
        signal.throwIfAborted();
        if (!change.aborted) throw thrown;
      }
    }
  }
}
