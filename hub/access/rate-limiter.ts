/**
 * How often somebody may do something: a bucket each, which holds `burst` and is filled again at `perSecond`. Memory is
 * bounded: who came longest ago is forgotten first, and a bucket that is forgotten is a full one.
 */
import type { Clock } from '../../src/runtime/clock.ts';

export interface RateLimiterOptions {
  readonly burst: number;
  readonly perSecond: number;
  readonly clock: Clock;
}

interface Bucket {
  readonly left: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const maxBuckets = 10_000;

export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: RateLimiterOptions) {
    this.#options = options;
  }

  /** Milliseconds until this one may come again; 0 when it may now, which then counts. */
  take(who: string): number {
    const { burst, perSecond, clock } = this.#options;
    const now = clock.now();
    const { left, at } = this.#buckets.get(who) ?? { left: burst, at: now };
    // A clock that was set back fills nothing.
    const filled = Math.min(burst, left + (Math.max(0, now - at) / 1000) * perSecond);
    // The latest is the last of the map.
    this.#buckets.delete(who);
    this.#buckets.set(who, { left: filled >= 1 ? filled - 1 : filled, at: now });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > maxBuckets && oldest !== undefined) this.#buckets.delete(oldest);
    return filled >= 1 ? 0 : ((1 - filled) / perSecond) * 1000;
  }
}
