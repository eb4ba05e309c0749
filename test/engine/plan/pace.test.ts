import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { estimate, latestPace } from '../../../src/engine/plan/pace.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const line = (second: number, size: number, transfer = 'b', event = 'synced') =>
  JSON.stringify({ time: new Date(second * 1000).toISOString(), event, size, transfer });

test('the pace is that of the latest transfer, from its first file to its last', () => {
  using place = temporaryFolder();
  const lines = [line(1, 9, 'a'), line(100, 7), line(101, 5, 'b', 'skipped'), line(102, 20), line(104, 20), 'broken'];
  writeFileSync(place.at('audit.jsonl'), lines.join('\n'));
  expect(latestPace(place.at('audit.jsonl'))).toEqual({ filesPerSecond: 0.5, bytesPerSecond: 10 });
});

test('without a log, or with one that says too little, there is no pace', () => {
  using place = temporaryFolder();
  expect(latestPace(place.at('nowhere'))).toBeUndefined();
  writeFileSync(place.at('audit.jsonl'), `${line(1, 5)}\n`);
  expect(latestPace(place.at('audit.jsonl'))).toBeUndefined();
});

test('the estimate lies between what files and bytes say, and is never below the limit', () => {
  const work = { files: 10, bytes: 1000 };
  const pace = { filesPerSecond: 1, bytesPerSecond: 50 };
  expect(estimate(work, { pace, bwlimit: undefined })).toEqual({ fromSeconds: 10, toSeconds: 20 });
  expect(estimate(work, { pace, bwlimit: 10 })).toEqual({ fromSeconds: 100, toSeconds: 100 });
  expect(estimate(work, { pace: undefined, bwlimit: 100 })).toEqual({ fromSeconds: 10, toSeconds: 10 });
  expect(estimate(work, { pace: undefined, bwlimit: undefined })).toBeUndefined();
});
