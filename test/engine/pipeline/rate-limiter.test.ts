import { expect, test } from 'vitest';
import { createLimiter, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';

const never = () => false;

test('a limit is kept to across two users of the same memory', async () => {
  const memory = createLimiter(1_000_000);
  const users = [new RateLimiter(memory), new RateLimiter(memory)];
  const start = performance.now();
  await Promise.all(
    users.map(async (user) => {
      for (let block = 0; block < 5; block += 1) await user.waitAsync(20_000, new AbortController().signal);
    }),
  );
  // 200 kB at 1 MB/s; the last block may still be flowing.
  expect(performance.now() - start).toBeGreaterThanOrEqual(175);
});

test('no limit never waits', () => {
  expect(new RateLimiter(createLimiter(undefined)).wait(1e12, never)).toBe(true);
});

test('a stop ends the wait', () => {
  const limiter = new RateLimiter(createLimiter(1));
  limiter.wait(1000, never);
  let asked = 0;
  expect(
    limiter.wait(1000, () => {
      asked += 1;
      return asked > 1;
    }),
  ).toBe(false);
});

test('a wait under an old limit ends when the limit is lifted', async () => {
  const limiter = new RateLimiter(createLimiter(1));
  await limiter.waitAsync(1_000_000, new AbortController().signal);
  const waiting = limiter.waitAsync(1_000_000, new AbortController().signal);
  limiter.bytesPerSecond = undefined;
  await waiting;
});

test('blocks shrink to 50 ms of the limit', () => {
  const limiter = new RateLimiter(createLimiter(1_000_000));
  expect(limiter.blockSize(5_000_000)).toBe(50_000);
  limiter.bytesPerSecond = 1000;
  expect(limiter.blockSize(5_000_000)).toBe(16 * 1024);
  limiter.bytesPerSecond = undefined;
  expect(limiter.blockSize(5_000_000)).toBe(5_000_000);
});
