import { expect, test } from 'vitest';
import { TransferOptions } from '../../src/model/transfer-options.ts';
import { waysOfWriting } from '../../src/model/ways-of-writing.ts';

test.each([
  { wish: {}, words: [] },
  { wish: { verify: true, inplace: true }, words: ['verified', 'in place'] },
  { wish: { partialDir: '/srv/\n' }, words: ['unfinished in /srv/\\x0a'] },
  {
    wish: { flatten: true, rename: [{ match: 'a/b', to: 'c', ignoresCase: true }] },
    words: ['in one folder', 'renamed s#a/b#c#i'],
  },
])('a transfer with $wish is said to be $words', ({ wish, words }) => {
  expect(waysOfWriting(TransferOptions.parse(wish))).toEqual(words);
});
