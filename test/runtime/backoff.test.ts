import { expect, it } from 'vitest';
import { backoffMs } from '../../src/runtime/backoff.ts';

const rule = { firstMs: 100, maxMs: 5000 };

it('doubles from the first delay up to the cap', () => {
  expect([1, 2, 3, 6, 7, 50].map((attempt) => backoffMs(rule, attempt, 1))).toEqual([100, 200, 400, 3200, 5000, 5000]);
});

it('spreads clients over the second half of each step', () => {
  expect(backoffMs(rule, 3, 0)).toBe(200);
  expect(backoffMs(rule, 3, 0.5)).toBe(300);
});
