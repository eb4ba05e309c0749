import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { estimate, latestPace } from '../../../src/engine/plan/pace.ts';
import { parseTimetable } from '../../../src/model/timetable.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const line = (second: number, size: number, transfer = 'b', event = 'synced') =>
  JSON.stringify({ time: new Date(second * 1000).toISOString(), event, size, transfer });

test('the pace is that of the latest transfer, from its first file to its last', () => {
  using place = temporaryFolder();
  const lines = [line(1, 9, 'a'), line(100, 7), line(101, 5, 'b', 'skipped'), line(102, 20), line(104, 20), 'broken'];
  writeFileSync(place.at('audit.jsonl'), lines.join('\n'));
  expect(latestPace(place.at('audit.jsonl'))).toEqual({ filesPerSecond: 0.5, bytesPerSecond: 10 });
});

test('where several pairs share a log, the pace is that of a transfer of this pair', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('audit.jsonl'), [line(1, 9), line(3, 20), line(4, 1, 'c'), line(9, 1, 'c')].join('\n'));
  const isOfPair = (transfer: string) => transfer === 'b';
  expect(latestPace(place.at('audit.jsonl'), isOfPair)).toEqual({ filesPerSecond: 0.5, bytesPerSecond: 10 });
});

test('without a log, or with one that says too little, there is no pace', () => {
  using place = temporaryFolder();
  expect(latestPace(place.at('nowhere'))).toBeUndefined();
  writeFileSync(place.at('audit.jsonl'), `${line(1, 5)}\n`);
  expect(latestPace(place.at('audit.jsonl'))).toBeUndefined();
});

test('the estimate lies between what files and bytes say, and is never below a limit', () => {
  const work = { files: 10, bytes: 1000 };
  const pace = { filesPerSecond: 1, bytesPerSecond: 50 };
  expect(estimate(work, { pace, limits: [] })).toEqual({ fromSeconds: 10, toSeconds: 20 });
  expect(estimate(work, { pace, limits: [10] })).toEqual({ fromSeconds: 100, toSeconds: 100 });
  expect(estimate(work, { pace: undefined, limits: [100, 2000] })).toEqual({ fromSeconds: 10, toSeconds: 10 });
  expect(estimate(work, { pace: undefined, limits: [] })).toBeUndefined();
  expect(estimate(work, { pace, limits: [100, parseTimetable('08:00,20M')] })).toBeUndefined();
});
