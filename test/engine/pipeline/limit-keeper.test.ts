import { expect, test } from 'vitest';
import { LimitKeeper } from '../../../src/engine/pipeline/limit-keeper.ts';
import { RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { parseLimit } from '../../../src/model/rate-limit.ts';
import type { Clock } from '../../../src/runtime/clock.ts';

/** Time passes when a test says so. */
class HandClock implements Clock {
  #now: number;
  #wake = Promise.withResolvers<void>();
  /** What was slept for last. */
  asleepMs: number | undefined;

  constructor(wall: string) {
    this.#now = Temporal.PlainDateTime.from(wall).toZonedDateTime(Temporal.Now.timeZoneId()).epochMilliseconds;
  }

  now = (): number => this.#now;

  sleep = (ms: number, signal: AbortSignal): Promise<void> => {
    this.asleepMs = ms;
    signal.addEventListener('abort', () => this.#wake.reject(signal.reason), { once: true });
    return this.#wake.promise;
  };

  /** Everything that this wakes has gone to sleep again when it resolves. */
  async pass(ms: number): Promise<void> {
    this.#now += ms;
    this.asleepMs = undefined;
    const { resolve } = this.#wake;
    this.#wake = Promise.withResolvers();
    resolve();
    await new Promise((done) => setImmediate(done));
  }
}

const second = 1000;
const mebibyte = 1024 ** 2;

test('a timetable is in force from the beginning and changes at its times', async () => {
  const clock = new HandClock('2026-11-20T17:59:58.500');
  using keeper = new LimitKeeper({ limit: parseLimit('08:00,20M 18:00,off Sat-Sun,5M'), clock });
  const limiter = new RateLimiter(keeper.memory);
  expect(limiter.bytesPerSecond).toBe(20 * mebibyte);
  await clock.pass(second);
  expect(limiter.bytesPerSecond).toBe(20 * mebibyte);
  expect(clock.asleepMs).toBe(500);
  await clock.pass(500);
  expect(limiter.bytesPerSecond).toBeUndefined();
});

test('a clock that is set is noticed within a second', async () => {
  const clock = new HandClock('2026-11-20T09:00');
  using keeper = new LimitKeeper({ limit: parseLimit('08:00,20M 18:00,off'), clock });
  expect(clock.asleepMs).toBe(second);
  await clock.pass(12 * 3600 * second);
  expect(new RateLimiter(keeper.memory).bytesPerSecond).toBeUndefined();
});

test('a rate in the place of a timetable ends the timetable', async () => {
  const clock = new HandClock('2026-11-20T17:59:59');
  using keeper = new LimitKeeper({ limit: parseLimit('08:00,20M 18:00,off'), clock });
  keeper.limit = 1000;
  await clock.pass(2 * second);
  expect(clock.asleepMs).toBeUndefined();
  expect(new RateLimiter(keeper.memory).bytesPerSecond).toBe(1000);
});

test('a timetable that never changes is not looked at again', () => {
  const clock = new HandClock('2026-11-20T09:00');
  using keeper = new LimitKeeper({ limit: parseLimit('Mon-Sun,1M'), clock });
  expect(new RateLimiter(keeper.memory).bytesPerSecond).toBe(mebibyte);
  expect(clock.asleepMs).toBeUndefined();
});
