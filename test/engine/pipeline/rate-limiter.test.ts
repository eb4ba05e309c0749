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

test('time lost to a user that comes late is caught up with, three hundredths at a time', async () => {
  const limiter = new RateLimiter(createLimiter(1_000_000));
  limiter.wait(10_000, never);
  const start = performance.now();
  // Nobody asks for 100 ms: 15 are made up for at once, the others while the next 500 kB flow.
  await new Promise((resolve) => setTimeout(resolve, 110));
  for (let block = 0; block < 50; block += 1) limiter.wait(10_000, never);
  // The last of these blocks is still flowing.
  expect(performance.now() - start).toBeGreaterThanOrEqual(110 - 15 + 490 / 1.03 - 5);
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

test('blocks shrink to 15 ms of the limit', () => {
  const limiter = new RateLimiter(createLimiter(1_000_000));
  expect(limiter.blockSize(5_000_000)).toBe(15_000);
  limiter.bytesPerSecond = 1000;
  expect(limiter.blockSize(5_000_000)).toBe(4 * 1024);
  limiter.bytesPerSecond = undefined;
  expect(limiter.blockSize(5_000_000)).toBe(5_000_000);
});
