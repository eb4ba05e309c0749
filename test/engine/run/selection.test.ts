import { readdirSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { Selection } from '../../../src/model/selection.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { slowWriter } from '../../harness/slow-writer.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { auditLines, run, start } from './run.ts';

const excluding = (...patterns: string[]) =>
  Selection.parse({ rules: patterns.map((pattern) => ({ kind: 'exclude', pattern })) });

test('copies what the selection takes and makes nothing of the rest', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), {
    'a.txt': '',
    'a.tmp': '',
    'cache/x': '',
    'b/cache/y': '',
    'b/c.txt': '',
    'caf\xe9.tmp': '',
  });
  await run(place, { selection: excluding('*.tmp', 'cache/') });
  expect(Object.keys(readTree(place.at('destination')))).toEqual(['a.txt', 'b', 'b/c.txt']);
  expect(auditLines(place)).toHaveLength(2);
});

test('--delete-extras leaves what is filtered out alone, and the folders that hold it, whatever the source has', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.txt': '', 'old.tmp': 'x' });
  makeTree(place.at('destination'), {
    'gone.txt': '',
    'mine.tmp': '',
    'old/deep/mine.tmp': '',
    'old/deep/gone.txt': '',
    'old/gone/gone.txt': '',
    'cache/gone.txt': '',
    'with/cache/gone.txt': '',
  });
  const summary = await run(place, {
    deleteExtras: true,
    maxDelete: { kind: 'files', files: 3 },
    selection: excluding('*.tmp', 'cache/'),
  });
  expect(summary).toMatchObject({ deleted: { files: 3 }, failed: { files: 0 } });
  expect(Object.keys(readTree(place.at('destination')))).toEqual([
    'a.txt',
    'cache',
    'cache/gone.txt',
    'mine.tmp',
    'old',
    'old/deep',
    'old/deep/mine.tmp',
    'with',
    'with/cache',
    'with/cache/gone.txt',
  ]);
});

test('a file out of the bounds of size is neither copied nor removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { small: 'x', large: 'x'.repeat(100) });
  makeTree(place.at('destination'), { large: 'x'.repeat(99), larger: 'x'.repeat(200), extra: '' });
  await run(place, {
    deleteExtras: true,
    maxDelete: { kind: 'files', files: 1 },
    selection: Selection.parse({ maxSizeBytes: 50 }),
  });
  const tree = readTree(place.at('destination'));
  expect(Object.keys(tree)).toEqual(['large', 'larger', 'small']);
  expect(tree['large']?.content).toHaveLength(99);
});

test('a source of which nothing is selected any more is not an empty source', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: '', b: '' });
  await run(place);
  expect(await run(place, { selection: excluding('**') })).toMatchObject({
    copied: { files: 0 },
    skipped: { files: 0 },
  });
  expect(readdirSync(place.at('destination'))).toEqual(['a', 'b']);
});

test('pending work of another selection is not resumed: everything is scanned again, and that is said', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': Buffer.alloc(3_000_000), 'b.tmp': 'b' });
  const transferring = Promise.withResolvers<void>();
  const stopped = start(place, {
    bwlimit: 500_000,
    onEvent: (event) => event.kind === 'phase' && event.phase === 'transferring' && transferring.resolve(),
  });
  await transferring.promise;
  stopped.stop(new Fault('interrupted', 'by the test'));
  await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
  const database = new Database(place.at('backlog.db'), { readonly: true });
  expect(database.prepare("select count(*) as n from files where status = 'pending'").get()).not.toEqual({ n: 0 });
  database.close();

  const events: RunEvent[] = [];
  await run(place, { selection: excluding('*.bin'), onEvent: (event) => events.push(event) });
  expect(events).toContainEqual({
    kind: 'rescanning',
    reason: 'filters, --links, --flatten or --rename are not those of the last scan',
  });
  expect(events).toContainEqual({ kind: 'phase', phase: 'scanning' });
  expect(readdirSync(place.at('destination'))).toEqual(['b.tmp']);
});

test('with settleSeconds a file that was just changed is left alone on both sides, whatever its time says', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'growing.mov': 'half of it' });
  makeTree(place.at('destination'), { 'growing.mov': 'the last take' });
  const before = readTree(place.at('destination'));
  const waits = Selection.parse({ settleSeconds: 3600 });
  await run(place, { selection: waits, deleteExtras: true, maxDelete: { kind: 'files', files: 1 } });
  expect(readTree(place.at('destination'))).toEqual(before);
  const summary = await run(place, { selection: Selection.parse({ settleSeconds: 0 }), deleteExtras: true });
  expect(summary).toMatchObject({ copied: { files: 1 } });
});

test('with settleSeconds a file that a program has open for writing is left alone on both sides until it is closed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { whole: 'whole' });
  makeTree(place.at('destination'), { slow: 'the last take' });
  const selection = Selection.parse({ settleSeconds: 0 });
  const mirror = { selection, deleteExtras: true, maxDelete: { kind: 'files', files: 1 } } as const;
  await using writer = await slowWriter(place.at('source/slow'));
  expect(await run(place, mirror)).toMatchObject({ copied: { files: 1 } });
  expect(readFileSync(place.at('destination/slow'), 'utf8')).toBe('the last take');
  await writer.finish();
  expect(await run(place, mirror)).toMatchObject({ copied: { files: 1 } });
  expect(readFileSync(place.at('destination/slow'), 'utf8')).toBe('half and half');
});
