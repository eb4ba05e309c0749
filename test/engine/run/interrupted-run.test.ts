import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { query, run, start } from './run.ts';

const big = randomBytes(12 * 1024 * 1024 + 17);

test('a stopped run resumes from its backlog without a scan', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': big, 'b.bin': big, c: 'c' });
  const transferring = Promise.withResolvers<void>();
  const stopped = start(place, {
    bwlimit: 4_000_000,
    onEvent: (event) => {
      if (event.kind === 'progress' && !event.progress.isScanning && event.progress.copied.bytes > 0)
        transferring.resolve();
    },
  });
  await transferring.promise;
  stopped.stop(new Fault('interrupted', 'enough'));
  await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
  expect(readdirSync(place.at('destination')).filter((name) => name.endsWith('.partial'))).toEqual([]);
  const events: RunEvent[] = [];
  await run(place, { onEvent: (event) => events.push(event) });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'resuming' }));
  expect(events).not.toContainEqual({ kind: 'phase', phase: 'scanning' });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('what was copied is counted for the run, and in all with the runs before it that were interrupted', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': randomBytes(2_000_000), 'b.bin': big });
  const stopped = start(place, {
    bwlimit: 4_000_000,
    onEvent: (event) =>
      event.kind === 'progress' &&
      event.progress.copied.files === 1 &&
      stopped.stop(new Fault('interrupted', 'enough')),
  });
  await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
  const events: RunEvent[] = [];
  const inAll = { files: 2, bytes: big.length + 2_000_000 };
  expect(await run(place, { onEvent: (event) => events.push(event) })).toMatchObject({
    copied: { files: 1, bytes: big.length },
    copiedInAll: inAll,
  });
  const last = events.findLast(({ kind }) => kind === 'progress');
  expect(last).toMatchObject({ progress: { copied: { files: 1 }, copiedInAll: inAll } });
  writeFileSync(place.at('source/new'), 'n');
  expect(await run(place)).toMatchObject({ copied: { files: 1 }, copiedInAll: { files: 1, bytes: 1 } });
});

test('--rescan scans although the backlog holds work', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': big });
  const stopped = start(place, {
    bwlimit: 1_000_000,
    onEvent: (event) =>
      event.kind === 'phase' && event.phase === 'transferring' && stopped.stop(new Fault('interrupted', 'enough')),
  });
  await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
  makeTree(place.at('source'), { later: 'x' });
  expect(await run(place, { rescan: true })).toMatchObject({ copied: { files: 2 } });
});

test('a second run on the same backlog is refused while the first one works', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': big });
  const scanned = Promise.withResolvers<void>();
  await using first = start(place, { bwlimit: 1_000_000, onEvent: () => scanned.resolve() });
  await scanned.promise;
  await expect(run(place)).rejects.toMatchObject({ code: 'state-locked' });
  first.stop(new Fault('interrupted', 'enough'));
  await expect(first.ended).rejects.toMatchObject({ code: 'interrupted' });
});

test('leftovers of a killed run are removed by the next scan, and those of another backlog are left alone', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  await run(place);
  const [{ key }] = query(place, "select value as key from facts where name = 'temporaryKey'") as [{ key: string }];
  const ours = temporaryNames(key)(Buffer.from('gone')).toString('latin1', 0, 36);
  const theirs = temporaryNames('another')(Buffer.from('gone')).toString('latin1', 0, 36);
  for (const name of [ours, theirs]) writeFileSync(place.at('destination', name), 'half');
  await run(place);
  expect(readdirSync(place.at('destination')).sort()).toEqual([theirs, 'a']);
  expect(readFileSync(place.at('destination/a'), 'utf8')).toBe('a');
});

test('a destination that was replaced since the scan is scanned again before anything is called done', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  await run(place);
  writeFileSync(place.at('source', 'big'), Buffer.alloc(40 * 1024 * 1024));
  let isStopped = false;
  const first = start(place, {
    bwlimit: 1024 * 1024,
    onEvent: (event) => {
      if (isStopped || event.kind !== 'progress' || event.progress.isScanning || event.progress.copied.bytes === 0)
        return;
      isStopped = true;
      first.stop(new Fault('interrupted', 'stopped by the test'));
    },
  });
  await expect(first.ended).rejects.toMatchObject({ code: 'interrupted' });
  expect(readdirSync(place.at('destination'))).toEqual(['a']);
  renameSync(place.at('destination'), place.at('elsewhere'));
  await run(place);
  expect(readdirSync(place.at('destination')).sort()).toEqual(['a', 'big']);
});

test('what was pending and is something else by now is not called a failure', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': big, became: { link: 'nowhere' }, gone: 'x', 'was/file': 'y' });
  const stopped = start(place, {
    bwlimit: 1_000_000,
    onEvent: (event) =>
      event.kind === 'phase' && event.phase === 'transferring' && stopped.stop(new Fault('interrupted', 'enough')),
  });
  await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
  rmSync(place.at('destination'), { recursive: true });
  for (const name of ['became', 'gone', 'was']) rmSync(place.at('source', name), { recursive: true });
  makeTree(place.at('source'), { 'became/folder': 'z', 'was': 'a file' });
  expect(await run(place, { rescan: true, retries: 0 })).toMatchObject({ failed: { files: 0 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});
