import { existsSync, lstatSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { runOptions } from '../../../src/engine/run/run-options.ts';
import { TransferOptions } from '../../../src/model/transfer-options.ts';
import { until } from '../../harness/until.ts';
import { sync } from '../../sync/sync.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../tree.ts';
import { run, start } from './run.ts';

const mebibyte = 1024 * 1024;

/** As `longhaul sync --partial-dir DIR` asks for it. */
function withDir(place: TemporaryFolder, partialDir: string, more: Partial<TransferOptions> = {}) {
  const { bwlimit, ...wish } = more;
  const roots = [place.at('source'), place.at('destination')];
  return { ...runOptions(TransferOptions.parse({ partialDir, ...wish }), roots), ...(bwlimit && { bwlimit }) };
}

/** The name that an unfinished file of this backlog has. */
function leftoverName(place: TemporaryFolder, of: string): string {
  const [sourceRoot, destinationRoot] = [Buffer.from(place.at('source')), Buffer.from(place.at('destination'))];
  using backlog = Backlog.open({ file: place.at('backlog.db'), sourceRoot, destinationRoot });
  return temporaryNames(backlog.temporaryKey)(Buffer.from(of)).subarray(0, -1).toString();
}

const unfinished = (folder: string): string[] =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.partial')) : [];

test.each([
  { note: 'a name, in the folder of each file', dir: '.unfinished', of: 'destination/a/.unfinished' },
  { note: 'a path, in one folder', dir: 'apart', of: 'apart' },
  { note: 'a path below the destination', dir: 'destination/.apart', of: 'destination/.apart' },
])('unfinished files lie in the folder that is given as $note, which is gone at the end', async ({ dir, of }) => {
  using place = temporaryFolder();
  makeTree(place.at('source'), {
    'a/large': Buffer.alloc(2 * mebibyte, 'x'),
    'a/small': 's',
    'b/small': 's',
    top: 't',
  });
  spreadTimes(place.at('source'));
  const partialDir = dir.startsWith('.') ? dir : place.at(dir);
  const options = withDir(place, partialDir, { bwlimit: 2 * mebibyte, blockSizeBytes: 65_536, deleteExtras: true });
  await using running = start(place, options);
  await until(() => unfinished(place.at(of)).length > 0, { what: 'an unfinished file where it should be' });
  expect(unfinished(place.at('destination/a'))).toEqual([]);
  expect(await running.ended).toMatchObject({ copied: { files: 4 }, failed: { files: 0 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
  expect(existsSync(place.at('apart'))).toBe(false);
  expect(await run(place, withDir(place, partialDir))).toMatchObject({ copied: { files: 0 }, skipped: { files: 4 } });
});

test('a folder that was there before stays, with what others keep in it, and is neither copied nor removed', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/file': 'new', 'a/tmp/never': 'copied', 'tmp/': '' });
  makeTree(place.at('destination'), { 'a/file': 'older', 'a/tmp/theirs': 'kept', 'gone/tmp/': '', extra: 'e' });
  const summary = await run(place, {
    ...withDir(place, 'tmp', { deleteExtras: true }),
    maxDelete: { kind: 'share', share: 1 },
  });
  expect(summary).toMatchObject({ copied: { files: 1 }, deleted: { files: 1 }, failed: { files: 0 } });
  expect(Object.keys(readTree(place.at('destination'))).sort()).toEqual([
    'a',
    'a/file',
    'a/tmp',
    'a/tmp/theirs',
    'gone',
    'gone/tmp',
  ]);
});

test('what a killed run left in the folder is removed by the next one, and the folder with it', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/file': 'new' });
  const [ours, theirs] = [leftoverName(place, 'gone'), `.lh-${'x'.repeat(24)}.partial`];
  mkdirSync(place.at('destination/a/.p'), { recursive: true, mode: 0o1700 });
  writeFileSync(place.at('destination/a/.p', ours), 'half');
  await run(place, withDir(place, '.p'));
  expect(readTree(place.at('destination'))).toMatchObject({ 'a/file': { content: 'new' } });
  expect(readdirSync(place.at('destination/a'))).toEqual(['file']);

  mkdirSync(place.at('apart'));
  for (const name of [leftoverName(place, 'gone'), theirs]) writeFileSync(place.at('apart', name), 'half');
  await run(place, withDir(place, place.at('apart')));
  expect(readdirSync(place.at('apart'))).toEqual([theirs]);
});

test('one file as the source leaves no folder behind', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { one: '1', two: '2' });
  await run(place, { ...withDir(place, '.p'), onlyName: 'one' });
  expect(readdirSync(place.at('destination'))).toEqual(['one']);
});

test('files of one name in many folders do not meet in one folder', async () => {
  using place = temporaryFolder();
  const paths = Array.from({ length: 60 }, (_, n) => `f${n}/name`);
  makeTree(place.at('source'), Object.fromEntries(paths.map((path) => [path, path])));
  spreadTimes(place.at('source'));
  expect(await run(place, withDir(place, place.at('apart'), { verify: true }))).toMatchObject({ failed: { files: 0 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('a file in the place of the folder fails those that would lie in it, by name', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/file': 'new', 'b/file': 'new' });
  makeTree(place.at('destination'), { 'a/.p': 'a file' });
  const failed: string[] = [];
  const summary = await run(place, {
    ...withDir(place, '.p', { retries: 0 }),
    onEvent: (event) => {
      if (event.kind === 'file-failed') failed.push(`${event.path} ${event.reason.code}`);
    },
  });
  expect(summary).toMatchObject({ copied: { files: 1 }, failed: { files: 1 } });
  expect(failed).toEqual(['a/file not-a-directory']);
});

test.each([
  { note: 'on another file system', dir: '/dev/shm', says: /another file system/ },
  { note: 'below a folder that is not there', dir: '/nowhere/to/be', says: /\/nowhere\/to does not exist; make it/ },
])('a folder $note is wrong usage, and nothing is copied', async ({ dir, says }) => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { file: 'new' });
  const { code, stderr } = await sync(place, ['--partial-dir', dir, 'source', 'destination']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(says) });
  expect(existsSync(place.at('destination/file'))).toBe(false);
});

test('the times of the destination folder are those of the source, whatever came and went in it', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/file': 'new' });
  utimesSync(place.at('source/a'), 1000, 1000);
  await run(place, withDir(place, '.p'));
  expect(lstatSync(join(place.at('destination'), 'a')).mtimeMs).toBe(1_000_000);
});

test.each([
  { note: 'a name', dir: 'tmp', told: ['a/tmp', 'tmp'] },
  { note: 'a path in the source', dir: 'source/a/tmp', told: ['a/tmp'] },
])('folders of the source that are left out because $note is given are named', async ({ dir, told }) => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/tmp/file': 'x', 'tmp/file': 'x', 'b/file': 'x' });
  const found: string[] = [];
  const options = withDir(place, dir === 'tmp' ? dir : place.at(dir));
  await run(place, {
    ...options,
    onEvent: (event) =>
      event.kind === 'finding' && event.reason.code === 'partial-dir-skipped' && found.push(event.path),
  });
  expect(found.sort()).toEqual(told);
});

test('a folder for unfinished files that we made in the source is no finding', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { file: 'x' });
  const found: string[] = [];
  const options = withDir(place, place.at('source/unfinished'));
  await run(place, { ...options, onEvent: (event) => event.kind === 'finding' && found.push(event.path) });
  expect(found).toEqual([]);
});
