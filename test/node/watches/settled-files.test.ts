import { expect, it } from 'vitest';
import { hasNews, settledKey } from '../../../node/watches/settled-files.ts';
import { settledBy } from '../../../src/engine/scan/settled.ts';

const files = (...marks: bigint[]): BigUint64Array => BigUint64Array.from(marks);

it.each([
  { name: 'nothing was there, and nothing is', after: [], before: [], isNews: false },
  { name: 'a first file', after: [5n], before: [], isNews: true },
  { name: 'one before all others', after: [1n, 5n], before: [5n], isNews: true },
  { name: 'one after all others', after: [5n, 9n], before: [5n], isNews: true },
  { name: 'the same', after: [5n, 9n], before: [5n, 9n], isNews: false },
  { name: 'one has gone', after: [9n], before: [5n, 9n], isNews: false },
  { name: 'one has gone and another has come', after: [6n, 9n], before: [5n, 9n], isNews: true },
])('only what was not there before, or not the same, is news: $name', ({ after, before, isNews }) => {
  expect(hasNews(files(...after), files(...before))).toBe(isNews);
});

it('nothing at all has the key that a watch begins with', () => {
  expect(settledKey(files())).toBe('');
  expect(settledKey(files(1n))).not.toBe(settledKey(files(2n)));
});

it('a file has settled when nothing of it was changed for so long, and a time far ahead of the clock says nothing', () => {
  const nowMs = 1_700_000_000_000;
  const isSettled = settledBy(nowMs, 5);
  const ago = (seconds: number): bigint => BigInt(nowMs - seconds * 1000) * 1_000_000n;
  expect([5, 5000].map((seconds) => isSettled(ago(seconds)))).toEqual([true, true]);
  expect([4.9, 0, -59].map((seconds) => isSettled(ago(seconds)))).toEqual([false, false, false]);
  expect(isSettled(ago(-3600))).toBe(true);
});
