/** A clock that stands still until a test moves it. */
import type { Clock } from '../../../../src/runtime/clock.ts';
import { until } from '../../../harness/until.ts';

export class HandClock implements Clock {
  #now = Date.UTC(2026, 10, 21);
  readonly #sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

  now(): number {
    return this.#now;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const sleeper = { at: this.#now + ms, wake: resolve };
    const stop = (): void => reject(signal.reason as Error);
    this.#sleepers.add(sleeper);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await promise;
    } finally {
      signal.removeEventListener('abort', stop);
      this.#sleepers.delete(sleeper);
    }
  }

  /** Who slept until then has been woken when it returns, but has not gone on yet. */
  moveOn(ms: number): void {
    this.#now += ms;
    for (const sleeper of this.#sleepers) {
      if (sleeper.at > this.#now) continue;
      this.#sleepers.delete(sleeper);
      sleeper.wake();
    }
  }

  /** Resolves when somebody sleeps. */
  async isSlept(): Promise<void> {
    await until(() => this.#sleepers.size > 0);
  }
}
