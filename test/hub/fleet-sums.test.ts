import { expect, test } from 'vitest';
import { sumUp } from '../../hub/consoles/fleet-sums.ts';
import type { Glance } from '../../hub/transfers/live-progress.ts';

const pending = { files: 1, bytes: 1 };
const runs = (left: Pick<NonNullable<Glance['progress']>, 'etaSeconds' | 'etaRange'>): Glance => ({
  source: { node: 'fs1', path: '/a' },
  destination: { node: 'fs2', path: '/b' },
  state: { kind: 'transferring' },
  progress: { pending, rate: 1, ...left },
});

test.each([
  { of: 'transfers that can each say one number', given: [{ etaSeconds: 60 }, { etaSeconds: 90 }], range: undefined },
  {
    of: 'one that can say a range, the longest of both ends',
    given: [{ etaSeconds: 90 }, { etaSeconds: 80, etaRange: { fromSeconds: 60, toSeconds: 120 } }],
    range: { fromSeconds: 90, toSeconds: 120 },
  },
  {
    of: 'one that is still scanning, no end',
    given: [{ etaSeconds: 90 }, { etaRange: { fromSeconds: 100 } }],
    range: { fromSeconds: 100 },
  },
  { of: 'one that can say nothing, no end', given: [{ etaSeconds: 90 }, {}], range: { fromSeconds: 90 } },
  { of: 'none that can say anything', given: [{}, {}], range: undefined },
])('the range for the fleet is, with $of', ({ given, range }) => {
  expect(sumUp(given.map(runs)).etaRange).toEqual(range);
});
