import { expect, test } from 'vitest';
import type { Progress } from '../../src/model/progress.ts';
import { progressLine } from '../../src/sync/progress-line.ts';

const progress = (given: Partial<Progress>): Progress => ({
  source: { files: 10, bytes: 10e6 },
  destination: { files: 0, bytes: 0 },
  isScanning: false,
  pending: { files: 8, bytes: 8e6 },
  copied: { files: 2, bytes: 2e6 },
  copiedInAll: { files: 2, bytes: 2e6 },
  skipped: { files: 0, bytes: 0 },
  failed: { files: 0, bytes: 0 },
  deleted: { files: 0, bytes: 0 },
  rate: 1e6,
  filesRate: 1,
  files: [],
  startedAt: 0,
  at: 0,
  ...given,
});

const head = '2.0 MB of 10.0 MB  2 of 10 files  1.0 MB/s';
const growing = '2.0 MB of 10.0 MB+  2 of 10+ files  1.0 MB/s';

test.each([
  { of: 'an estimate', given: { etaSeconds: 480 }, line: `${head}  08:00 left` },
  {
    of: 'two that differ',
    given: { etaSeconds: 600, etaRange: { fromSeconds: 480, toSeconds: 600 } },
    line: `${head}  08:00 to 10:00 left`,
  },
  { of: 'none', given: {}, line: `${head}  time left not known` },
  {
    of: 'a scan that runs',
    given: { isScanning: true, etaRange: { fromSeconds: 480 } },
    line: `${growing}  scanning  at least 08:00 left`,
  },
  { of: 'a scan that has begun', given: { isScanning: true }, line: `${growing}  scanning  time left not known yet` },
  {
    of: 'a run that was interrupted before',
    given: { etaSeconds: 480, copiedInAll: { files: 5, bytes: 5e6 } },
    line: `${head}  08:00 left  in all 5.0 MB, 5 files`,
  },
  {
    of: 'nothing left',
    given: { pending: { files: 0, bytes: 0 }, failed: { files: 1, bytes: 1 } },
    line: '2.0 MB of 2.0 MB  2 of 2 files  1.0 MB/s  1 failed',
  },
])('of $of the line says no more than is known', ({ given, line }) => {
  expect(progressLine(progress(given))).toBe(line);
});
