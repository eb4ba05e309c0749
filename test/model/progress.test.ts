import { expect, test } from 'vitest';
import { bytesMoved } from '../../src/model/moved-bytes.ts';
import { someProgress } from '../harness/scripted-node.ts';

const file = (state: 'sending' | 'done', doneBytes: number, sizeBytes: number) => ({
  path: 'a',
  state,
  doneBytes,
  sizeBytes,
  rate: 1,
});

test.each([
  { note: 'nothing is under way', files: [], done: 500, total: 2000 },
  // 300 of the 500 belong to a file whose 1000 are still among the 1500 to go.
  { note: 'a file is under way', files: [file('sending', 300, 1000)], done: 500, total: 1700 },
  { note: 'a file is just done', files: [file('done', 300, 300)], done: 500, total: 2000 },
])('the total does not grow with what is moved while $note', ({ files, done, total }) => {
  expect(bytesMoved({ ...someProgress(500, 1500), files })).toEqual({ done, total });
});
