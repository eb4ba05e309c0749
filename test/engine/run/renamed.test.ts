/** `--flatten` and `--rename`: other paths at the destination than at the source. */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { parseRename } from '../../../src/model/rename-rule.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree } from '../tree.ts';
import { auditLines, query, run, runHere, start } from './run.ts';

const rules = (...texts: string[]) => ({ rename: texts.map(parseRename) });
const files = (root: string) =>
  Object.fromEntries(
    Object.entries(readTree(root)).flatMap(([path, { kind, content }]) => (kind === 'folder' ? [] : [[path, content]])),
  );

test('files arrive under the paths that rules make, with their times, and are skipped the next time', async () => {
  using place = temporaryFolder();
  const big = 'x'.repeat(3 * 1024 * 1024);
  makeTree(place.at('source'), {
    'z/b.jpeg': 'b',
    'a/z.jpeg': big,
    'a/\xff': 'bytes',
    'm': 'm',
    'link': { link: 'm' },
  });
  const options = rules('s/^(.*)\\.jpeg$/photos-$1.jpg/');
  expect(await run(place, options)).toMatchObject({ copied: { files: 5 }, failed: { files: 0 } });
  expect(files(place.at('destination'))).toEqual({
    'photos-z/b.jpg': 'b',
    'photos-a/z.jpg': big,
    'a/\xff': 'bytes',
    'm': 'm',
    'link': 'm',
  });
  const [there, here] = [readTree(place.at('destination')), readTree(place.at('source'))];
  expect(there['photos-z/b.jpg']?.mtimeNs).toBe(here['z/b.jpeg']?.mtimeNs);
  expect(await run(place, options)).toMatchObject({ copied: { files: 0 }, skipped: { files: 5 } });
  writeFileSync(place.at('source/z/b.jpeg'), 'new');
  expect(await run(place, options)).toMatchObject({ copied: { files: 1 }, skipped: { files: 4 } });
  expect(files(place.at('destination'))['photos-z/b.jpg']).toBe('new');
});

test('backlog and audit log say where a file was and where it is', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/b': 'b' });
  await run(place, { flatten: true, ...rules('s/b/c/') });
  const places = { source: place.at('source/a/b'), destination: place.at('destination/c') };
  expect(query(place, 'select source_path as source, dest_path as destination, status from files')).toEqual([
    { ...places, status: 'synced' },
  ]);
  await run(place, { flatten: true, ...rules('s/b/c/') });
  expect(auditLines(place)).toMatchObject([
    { event: 'synced', ...places },
    { event: 'skipped', ...places },
  ]);
});

test('of two files for one place the first has it, and the other is a failure with its name, each time', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/x': 'first', 'b/x': 'second', 'c/y': 'y' });
  const events: RunEvent[] = [];
  const once = () => run(place, { flatten: true, onEvent: (event) => events.push(event) });
  expect(await once()).toMatchObject({ copied: { files: 2 }, failed: { files: 1, bytes: 6 } });
  expect(await once()).toMatchObject({ copied: { files: 0 }, skipped: { files: 2 }, failed: { files: 1 } });
  expect(files(place.at('destination'))).toEqual({ x: 'first', y: 'y' });
  const failure = {
    kind: 'file-failed',
    path: 'b/x',
    reason: { code: 'name-clash', message: 'b/x would be x, whose place a/x has' },
  };
  expect(events.filter(({ kind }) => kind === 'file-failed')).toMatchObject([failure, failure]);
});

test('a file and a folder cannot have one place either, whichever comes first', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'file', 'b/x': 'below', 'c/x': 'below', 'd/x': 'file' });
  const options = rules('s/^b/a/', 's#^c/x#f/g/x#', 's#^d/x$#f/g#');
  expect(await run(place, options)).toMatchObject({ copied: { files: 2 }, failed: { files: 2 } });
  expect(files(place.at('destination'))).toEqual({ a: 'file', 'f/g/x': 'below' });
});

test('a path that leads out of the destination is refused by name, and all others arrive', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', c: 'c' });
  const options = rules('s#^a$#../a#', 's#^b$#/etc/b#');
  expect(await run(place, options)).toMatchObject({ copied: { files: 1 }, failed: { files: 2 } });
  expect(auditLines(place).filter(({ event }) => event === 'failed')).toMatchObject([
    { source: place.at('source/a'), error: { code: 'rename-refused' } },
    { source: place.at('source/b'), error: { code: 'rename-refused' } },
  ]);
  expect(readdirSync(place.path).sort()).toEqual([
    'audit.jsonl',
    'backlog.db',
    'backlog.db.lock',
    'destination',
    'source',
  ]);
});

test('folders are those that the paths need, and keep the times that they have', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/b/c': 'c', 'empty/': '' });
  utimesSync(place.at('source'), 1000, 1000);
  mkdirSync(place.at('destination/kept'), { recursive: true });
  utimesSync(place.at('destination/kept'), 5000, 5000);
  await run(place, rules('s#^a/b/#x/#'));
  const tree = readTree(place.at('destination'));
  expect(Object.keys(tree).sort()).toEqual(['kept', 'x', 'x/c']);
  expect(tree['kept']?.mtimeNs).toBe(5_000_000_000_000n);
});

test('rules choose files by their names at the source, not by those at the destination', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'in/a.txt': 'a', 'in/b.tmp': 'b', 'tmp/c.txt': 'c' });
  const selection = {
    rules: [
      { kind: 'exclude' as const, pattern: '/tmp/' },
      { kind: 'exclude' as const, pattern: '*.tmp' },
    ],
  };
  const options = { selection, ...rules('s#^in/#tmp/#', 's/txt$/tmp/') };
  expect(await run(place, options)).toMatchObject({ copied: { files: 1 } });
  expect(files(place.at('destination'))).toEqual({ 'tmp/a.tmp': 'a' });
  expect(await run(place, options)).toMatchObject({ copied: { files: 0 }, skipped: { files: 1 } });
});

test('other rules are another transfer of the same files, and what was copied under former names stays', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b' });
  await run(place, rules('s/a/x/'));
  expect(await run(place, rules('s/a/y/'))).toMatchObject({ copied: { files: 1 }, skipped: { files: 1 } });
  expect(await run(place)).toMatchObject({ copied: { files: 1 }, skipped: { files: 1 } });
  expect(files(place.at('destination'))).toEqual({ a: 'a', b: 'b', x: 'a', y: 'a' });
});

test('a name that goes by the day of a file follows it', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a' });
  const options = rules('s#^#{date}/#');
  utimesSync(place.at('source/a'), 0, 0);
  await run(place, options);
  utimesSync(place.at('source/a'), 86_400, 86_400);
  expect(await run(place, options)).toMatchObject({ copied: { files: 1 } });
  expect(files(place.at('destination'))).toEqual({ '1970-01-01/a': 'a', '1970-01-02/a': 'a' });
  expect(await run(place, options)).toMatchObject({ copied: { files: 0 }, skipped: { files: 1 } });
});

test('links and special files are left out under the names that they have at the source', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a/file': 'x' });
  symlinkSync('file', place.at('source/a/link'));
  const summary = await run(place, { links: 'skip', flatten: true });
  expect(summary).toMatchObject({ copied: { files: 1 }, failed: { files: 0 }, leftOut: { links: 1, special: 0 } });
  expect(auditLines(place)).toContainEqual(
    expect.objectContaining({
      source: place.at('source/a/link'),
      error: expect.objectContaining({ code: 'link-skipped' }),
    }),
  );
});

test('a stopped run resumes under the same names without a scan; one that had left files without a place names them again', async () => {
  using place = temporaryFolder();
  const big = 'x'.repeat(6_000_000);
  makeTree(place.at('source'), { 'a/1': big, 'a/2': big, 'b/3': big });
  const stopAndResume = async (options: Parameters<typeof start>[1]): Promise<RunEvent[]> => {
    const transferring = Promise.withResolvers<void>();
    const stopped = start(place, {
      ...options,
      bwlimit: 4_000_000,
      onEvent: (event) => {
        if (event.kind === 'progress' && !event.progress.isScanning && event.progress.copied.files > 0)
          transferring.resolve();
      },
    });
    await transferring.promise;
    stopped.stop(new Fault('interrupted', 'enough'));
    await expect(stopped.ended).rejects.toMatchObject({ code: 'interrupted' });
    const events: RunEvent[] = [];
    await run(place, { ...options, onEvent: (event) => events.push(event) });
    return events;
  };
  const scanning = { kind: 'phase', phase: 'scanning' };
  const events = await stopAndResume({ flatten: true, ...rules('s/^/n/') });
  expect(events).toContainEqual(expect.objectContaining({ kind: 'resuming' }));
  expect(events).not.toContainEqual(scanning);
  expect(files(place.at('destination'))).toEqual({ n1: big, n2: big, n3: big });
  rmSync(place.at('destination'), { recursive: true });
  makeTree(place.at('source'), { 'c/1': 'late' });
  const again = await stopAndResume({ flatten: true });
  expect(again).toContainEqual(scanning);
  expect(again).toContainEqual(expect.objectContaining({ kind: 'file-failed', path: 'c/1' }));
});

test('a folder of more files than fit into one part of a listing arrives whole, and is the same the next time', async () => {
  using place = temporaryFolder();
  const names = Array.from({ length: 4100 }, (_, at) => `${at % 7}/${at}`);
  makeTree(place.at('source'), Object.fromEntries(names.map((name) => [name, ''])));
  expect(await runHere(place, { flatten: true })).toMatchObject({ copied: { files: 4100 } });
  expect(readdirSync(place.at('destination')).length).toBe(4100);
  expect(await runHere(place, { flatten: true })).toMatchObject({ skipped: { files: 4100 }, copied: { files: 0 } });
  expect(existsSync(place.at('destination/0'))).toBe(true);
});
