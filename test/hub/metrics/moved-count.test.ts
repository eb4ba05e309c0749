import { expect, test } from 'vitest';
import { MovedCount } from '../../../hub/metrics/moved-count.ts';
import { transferId } from '../../../src/runtime/identifier.ts';

const hubBegan = 1000;
const count = (bytes: number) => ({ files: bytes / 10, bytes });
/** A progress of the run that started at `run`, with what it and those it goes on from have copied. */
type Said = readonly [run: number, bytes: number];

const cases: readonly {
  readonly note: string;
  readonly createdAt?: number;
  readonly said: readonly Said[];
  /** In the totals; undefined when it ended without any. */
  readonly end?: number;
  readonly moved: number;
}[] = [
  {
    note: 'a run is what its last progress says',
    said: [
      [1, 0],
      [1, 50],
      [1, 100],
    ],
    moved: 100,
  },
  { note: 'the totals have what no progress said', said: [[1, 50]], end: 120, moved: 120 },
  { note: 'a short one of which no progress was heard', said: [], end: 70, moved: 70 },
  {
    note: 'a dip is no progress and is not counted again',
    said: [
      [1, 100],
      [1, 80],
      [1, 110],
    ],
    moved: 110,
  },
  {
    note: 'a run that goes on counts those before it',
    said: [
      [1, 100],
      [2, 100],
      [2, 150],
    ],
    moved: 150,
  },
  {
    note: 'a run that begins anew counts on top',
    said: [
      [1, 100],
      [2, 0],
      [2, 30],
    ],
    moved: 130,
  },
  { note: 'one that ended without totals is what was heard', said: [[1, 40]], moved: 40 },
  {
    note: 'of an older one only what is heard from now on',
    createdAt: 5,
    said: [
      [1, 900],
      [1, 950],
    ],
    end: 1000,
    moved: 100,
  },
  { note: 'an older one that is heard of no more', createdAt: 5, said: [], end: 1000, moved: 0 },
];

test.each(cases)('what has moved: $note', ({ createdAt = 2000, said, end, moved }) => {
  const sum = { files: 0, bytes: 0 };
  const add = ({ files, bytes }: typeof sum) => {
    expect(Math.min(files, bytes)).toBeGreaterThanOrEqual(0);
    sum.files += files;
    sum.bytes += bytes;
  };
  const transfer = { id: transferId(1), createdAt };
  const counter = new MovedCount(hubBegan);
  for (const [startedAt, bytes] of said) add(counter.hear(transfer, { startedAt, copiedInAll: count(bytes) }));
  const none = count(0);
  const totals = { copied: none, skipped: none, failed: none, deleted: none, durationMs: 1 };
  add(counter.end(transfer, end === undefined ? undefined : { ...totals, copiedInAll: count(end) }));
  expect(sum).toEqual(count(moved));
});
