import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Paced, Paces } from '../../../node/data/receive/paces.ts';
import { createLimiter, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';

const limit = 1_000_000;

/** Sends as fast as it is told, or as it wants. */
class Sender implements Paced {
  socketBytes = 0;
  told: (number | undefined)[] = [];
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  pace(bytesPerSecond: number | undefined): void {
    this.told.push(bytesPerSecond);
  }

  sendFor(seconds: number): number {
    const bytes = Math.min(this.#most, this.told.at(-1) ?? limit) * seconds;
    this.socketBytes += bytes;
    return bytes;
  }
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Half a second of sending, and of what the node moves besides. */
function pass(limiter: RateLimiter, senders: readonly Sender[], besides = 0): void {
  const received = senders.reduce((sum, sender) => sum + sender.sendFor(0.5), 0);
  limiter.reserve(Math.round(received + besides * 0.5), 1n);
  vi.advanceTimersByTime(500);
}

test('who comes is told the limit at once, and only again when it is another one', () => {
  const limiter = new RateLimiter(createLimiter(limit));
  const paces = new Paces(limiter);
  const sender = new Sender(5 * limit);
  paces.add(sender);
  for (let half = 0; half < 6; half += 1) pass(limiter, [sender]);
  expect(sender.told).toEqual([limit]);
  limiter.bytesPerSecond = 2 * limit;
  pass(limiter, [sender]);
  limiter.bytesPerSecond = undefined;
  vi.advanceTimersByTime(500);
  expect(sender.told).toEqual([limit, 2 * limit, undefined]);
});

test('a node without a limit tells nobody', () => {
  const limiter = new RateLimiter(createLimiter(undefined));
  const paces = new Paces(limiter);
  const sender = new Sender(limit);
  paces.add(sender);
  vi.advanceTimersByTime(1000);
  expect(sender.told).toEqual([]);
});

test('two share the limit, what one leaves is for the other, and who goes gives back', () => {
  const limiter = new RateLimiter(createLimiter(limit));
  const paces = new Paces(limiter);
  const modest = new Sender(limit / 10);
  const eager = new Sender(5 * limit);
  paces.add(modest);
  paces.add(eager);
  expect([modest.told.at(-1), eager.told.at(-1)]).toEqual([limit / 2, limit / 2]);
  for (let half = 0; half < 4; half += 1) pass(limiter, [modest, eager]);
  const [small = 0, large = 0] = [modest.told.at(-1), eager.told.at(-1)];
  expect(small).toBeGreaterThan(limit / 10);
  expect(large).toBeGreaterThan(limit * 0.75);
  expect(small + large).toBeLessThanOrEqual(limit);
  paces.remove(eager);
  expect(modest.told.at(-1)).toBe(limit);
});

test('what the node sends by itself has a part of its own', () => {
  const limiter = new RateLimiter(createLimiter(limit));
  const paces = new Paces(limiter);
  const sender = new Sender(5 * limit);
  paces.add(sender);
  for (let half = 0; half < 4; half += 1) pass(limiter, [sender], limit / 2);
  expect(sender.told.at(-1)).toBe(limit / 2);
  for (let half = 0; half < 4; half += 1) pass(limiter, [sender]);
  expect(sender.told.at(-1)).toBe(limit);
});
