import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { spoilUnfinished } from '../../harness/partial-file.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../tree.ts';
import { auditLines, run, start } from './run.ts';

const mebibyte = 1024 * 1024;

test('with --verify a tree arrives as it is, and what is read back is not read at the end of all', async () => {
  using place = temporaryFolder();
  const large = Object.fromEntries(Array.from({ length: 6 }, (_, n) => [`large${n}`, Buffer.alloc(1_500_000, n + 1)]));
  makeTree(place.at('source'), { ...large, 'a/b': 'small', 'a/empty': '', 'a/link': { link: 'b' } });
  spreadTimes(place.at('source'));
  const phases: string[] = [];
  const onEvent = (event: RunEvent) => {
    if (event.kind === 'phase') phases.push(event.phase);
  };
  const summary = await run(place, { verify: true, blockSizeBytes: 524_288, onEvent });
  expect(summary).toMatchObject({ copied: { files: 9 }, failed: { files: 0 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
  expect(phases[0]).toBe('scanning');
  expect(phases.at(-1)).toBe('verifying');
});

test('a file that the disk spoils is written again, and only then done', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { large: Buffer.alloc(3 * mebibyte, 'x') });
  await using running = start(place, { verify: true, retries: 1, bwlimit: 4 * mebibyte, blockSizeBytes: 65_536 });
  await spoilUnfinished(place.at('destination'));
  expect(await running.ended).toMatchObject({ copied: { files: 1 }, failed: { files: 0 } });
  expect(readFileSync(place.at('destination/large')).equals(Buffer.alloc(3 * mebibyte, 'x'))).toBe(true);
  expect(readdirSync(place.at('destination'))).toEqual(['large']);
});

test('a file that stays spoilt fails by name, and the old version stays', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { large: Buffer.alloc(3 * mebibyte, 'x'), small: 'small' });
  makeTree(place.at('destination'), { large: 'old' });
  const events: RunEvent[] = [];
  await using running = start(place, {
    verify: true,
    retries: 0,
    bwlimit: 4 * mebibyte,
    blockSizeBytes: 65_536,
    onEvent: (event) => events.push(event),
  });
  await spoilUnfinished(place.at('destination'));
  expect(await running.ended).toMatchObject({ copied: { files: 1 }, failed: { files: 1 } });
  expect(events).toContainEqual({
    kind: 'file-failed',
    path: 'large',
    reason: expect.objectContaining({ code: 'digest-mismatch' }),
    isPending: true,
  });
  expect(readFileSync(place.at('destination/large'), 'utf8')).toBe('old');
  expect(readdirSync(place.at('destination')).sort()).toEqual(['large', 'small']);
  expect(auditLines(place).find(({ error }) => error !== null)).toMatchObject({
    event: 'failed',
    error: { code: 'digest-mismatch' },
  });
});

test('without --verify nobody looks', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { large: Buffer.alloc(3 * mebibyte, 'x') });
  await using running = start(place, { bwlimit: 4 * mebibyte, blockSizeBytes: 65_536 });
  await spoilUnfinished(place.at('destination'));
  expect(await running.ended).toMatchObject({ copied: { files: 1 } });
  expect(readFileSync(place.at('destination/large')).subarray(0, 2).toString()).toBe('?x');
});

test('a run that is stopped while files are read back publishes none of them and leaves nothing behind', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { large: Buffer.alloc(64 * mebibyte, 'x') });
  const running = start(place, {
    verify: true,
    onEvent: (event) => {
      if (event.kind !== 'progress') return;
      if (event.progress.files.some(({ state }) => state === 'verifying')) void running[Symbol.asyncDispose]();
    },
  });
  const end = await running.ended.then(
    () => 'whole',
    () => 'stopped',
  );
  const left = readdirSync(place.at('destination'));
  expect(left).toEqual(end === 'whole' ? ['large'] : []);
  await running[Symbol.asyncDispose]();
});
