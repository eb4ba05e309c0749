import { expect, test } from 'vitest';
import { KeepHistory } from '../../src/model/keep-history.ts';

const day = 24 * 3600_000;

test.each([
  ['400d', 400 * day],
  ['1d', day],
  ['1y2w', 379 * day],
  ['forever', undefined],
])('%s is kept for %s ms', (text, ms) => {
  expect(KeepHistory.parse(text)).toEqual({ text, ms });
});

test.each([['400'], ['0d'], ['1h'], ['never']])('%s is refused with what would be right', (text) => {
  expect(() => KeepHistory.parse(text)).toThrow(/write 90s|the least is 1d, and forever keeps everything/);
});
