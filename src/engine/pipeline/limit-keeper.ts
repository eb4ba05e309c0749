/**
 * Keeps a limiter at what its RATE says now: a timetable's next rate is in force at its time, and within a second where
 * somebody sets the clock of the machine or it wakes from sleep.
 */
import type { RateLimit } from '../../model/rate-limit.ts';
import type { Timetable } from '../../model/timetable.ts';
import { nextChange, rateAt } from '../../model/timetable-rate.ts';
import type { Clock } from '../../runtime/clock.ts';
import { createLimiter, type LimiterMemory, RateLimiter } from './rate-limiter.ts';

export interface LimitKeeperOptions {
  readonly limit: RateLimit | undefined;
  readonly clock: Clock;
}

/** A longer sleep would not notice that the clock was set. */
const longestSleepMs = 1000;

export class LimitKeeper implements Disposable {
  /** For the threads that keep to it. */
  readonly memory: LimiterMemory = createLimiter(undefined);
  readonly #limiter = new RateLimiter(this.memory);
  readonly #clock: Clock;
  #following = new AbortController();

  constructor({ limit, clock }: LimitKeeperOptions) {
    this.#clock = clock;
    this.limit = limit;
  }

  /** In force at once. */
  set limit(limit: RateLimit | undefined) {
    this.#following.abort();
    this.#following = new AbortController();
    if (typeof limit === 'object') void this.#follow(limit, this.#following.signal);
    else this.#apply(limit);
  }

  /** The limit stays at what it is. */
  [Symbol.dispose](): void {
    this.#following.abort();
  }

  async #follow(timetable: Timetable, signal: AbortSignal): Promise<void> {
    const timeZone = Temporal.Now.timeZoneId();
    while (!signal.aborted) {
      const now = this.#clock.now();
      this.#apply(rateAt(timetable, now, timeZone));
      const next = nextChange(timetable, now, timeZone);
      if (next === undefined) return;
      await this.#clock.sleep(Math.min(next.at - now, longestSleepMs), signal).catch(() => undefined);
    }
  }

  #apply(bytesPerSecond: number | undefined): void {
    if (this.#limiter.bytesPerSecond !== bytesPerSecond) this.#limiter.bytesPerSecond = bytesPerSecond;
  }
}
