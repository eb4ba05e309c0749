import { expect, test } from 'vitest';
import { RateLimiter } from '../../hub/access/rate-limiter.ts';

function limited(options: { readonly burst: number; readonly perSecond: number }) {
  const time = { now: 1_000_000 };
  const clock = { now: () => time.now, sleep: async () => undefined };
  return { limiter: new RateLimiter({ ...options, clock }), time };
}

test('a burst passes, then as many as the rate allows, and who is refused is told for how long', () => {
  const { limiter, time } = limited({ burst: 3, perSecond: 2 });
  expect([1, 2, 3, 4].map(() => limiter.take('ana'))).toEqual([0, 0, 0, 500]);
  time.now += 499;
  expect(limiter.take('ana')).toBeCloseTo(1);
  time.now += 1;
  expect(limiter.take('ana')).toBe(0);
  expect(limiter.take('ana')).toBe(500);
});

test('one does not pay for another, and who was refused a thousand times waits no longer for it', () => {
  const { limiter, time } = limited({ burst: 1, perSecond: 1 });
  limiter.take('eve');
  for (let n = 0; n < 1000; n += 1) limiter.take('eve');
  expect(limiter.take('ana')).toBe(0);
  time.now += 1000;
  expect(limiter.take('eve')).toBe(0);
});

test('a clock that is set back fills no bucket and locks nobody out', () => {
  const { limiter, time } = limited({ burst: 1, perSecond: 1 });
  limiter.take('ana');
  time.now -= 3_600_000;
  expect(limiter.take('ana')).toBe(1000);
  time.now += 1000;
  expect(limiter.take('ana')).toBe(0);
});

test('many strangers leave the bucket of whoever came last', () => {
  const { limiter } = limited({ burst: 1, perSecond: 1 });
  for (let n = 0; n < 20_000; n += 1) limiter.take(`stranger ${n}`);
  expect(limiter.take('stranger 19999')).toBe(1000);
  expect(limiter.take('stranger 0')).toBe(0);
});
