import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { expect, test } from 'vitest';
import type { RunEvent } from '../../../src/engine/run/run-event.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../tree.ts';
import { auditLines, query, run, start } from './run.ts';

const big = randomBytes(12 * 1024 * 1024 + 17);
const utf8 = (text: string) => Buffer.from(text).toString('latin1');

const everything = {
  'big.bin': big,
  'exactly-1M': randomBytes(1024 * 1024),
  'just-over-1M': randomBytes(1024 * 1024 + 1),
  'empty': '',
  'with space': 'a',
  [utf8('ümläut')]: 'b',
  [utf8('漢字/emoji 🎉')]: 'c',
  'new\nline': 'd',
  'invalid\xff/\xfe\xfd': 'e',
  ['long'.repeat(63)]: 'f',
  'a/b/c/d': 'g',
  'a-b': 'h',
  'a b/x': 'i',
  'no files/in here/': '',
  'link': { link: 'a/b' },
  'dangling': { link: '/does/not/exist' },
};

test('copies every kind of name and size with times to the nanosecond, and the second run skips everything', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), everything);
  spreadTimes(place.at('source'));
  const first = await run(place);
  expect(first).toMatchObject({ copied: { files: 15 }, failed: { files: 0 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
  expect(statSync(place.at('destination'), { bigint: true }).mtimeNs).toBe(
    statSync(place.at('source'), { bigint: true }).mtimeNs,
  );
  const second = await run(place);
  expect(second).toMatchObject({ copied: { files: 0 }, skipped: { files: 15 }, failed: { files: 0 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('the backlog and the audit log say what was copied, with its checksum', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'a.bin': big, 'b\xff': 'b' });
  await run(place, { checksum: 'sha256' });
  const expected = createHash('sha256').update(big).digest('hex');
  const rows = query(place, 'select source_path, dest_path, size, hash, status from files order by size desc');
  expect(rows).toMatchObject([
    {
      source_path: place.at('source/a.bin'),
      dest_path: place.at('destination/a.bin'),
      size: big.length,
      hash: expected,
      status: 'synced',
    },
    { source_path: Buffer.from(`${place.at('source')}/b\xff`, 'latin1'), size: 1, status: 'synced' },
  ]);
  const lines = auditLines(place).toSorted((a, b) => (a.source < b.source ? -1 : 1));
  expect(lines).toMatchObject([
    { event: 'synced', source: place.at('source/a.bin'), checksum: expected },
    { event: 'synced', source: `${place.at('source')}/b\\xff` },
  ]);
});

test('a run over a tree where little changed records what did, and skips every other file by name', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), {
    ...everything,
    'same/size': 'old',
    'same/gone': 'x',
    'other/gone': 'y',
    'other/stays "quoted"\t': 'z',
  });
  spreadTimes(place.at('source'));
  await run(place);
  expect(await run(place)).toMatchObject({ copied: { files: 0 }, skipped: { files: 19 } });
  const before = statSync(place.at('source/same/size'), { bigint: true });
  chmodSync(place.at('source/same/size'), 0o600);
  rmSync(place.at('source/same/gone'));
  rmSync(place.at('source/other/gone'));
  writeFileSync(place.at('source/a/new'), 'n');
  const known = auditLines(place).length;
  expect(await run(place)).toMatchObject({ copied: { files: 1 }, skipped: { files: 17 }, failed: { files: 0 } });
  const skipped = auditLines(place)
    .slice(known)
    .filter(({ event }) => event === 'skipped')
    .map(({ source }) => source);
  const rows = query(place, "select source_path, permissions from files where status = 'synced'") as {
    source_path: string | Buffer;
    permissions: string;
  }[];
  const names = rows.map(({ source_path }) => shownName(source_path));
  expect(names.toSorted()).toEqual([...skipped, place.at('source/a/new')].toSorted());
  expect(names.filter((name) => name.endsWith('gone'))).toEqual([]);
  expect(rows.find(({ source_path }) => source_path === place.at('source/same/size'))?.permissions).toMatch(/^0600/);
  expect(statSync(place.at('source/same/size'), { bigint: true }).mtimeNs).toBe(before.mtimeNs);
});

test('a file that is pending in a folder without a change is copied', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'd/a': 'a', 'd/b': 'b' });
  await run(place);
  await run(place);
  writeFileSync(place.at('destination/d/a'), 'spoilt');
  expect(await run(place)).toMatchObject({ copied: { files: 1 }, skipped: { files: 1 } });
  expect(await run(place)).toMatchObject({ copied: { files: 0 }, skipped: { files: 2 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('a file that changed in size or time is copied again, whole, and nothing else is', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', c: 'c' });
  await run(place);
  appendFileSync(place.at('source/a'), 'more');
  utimesSync(place.at('source/b'), 1, 1);
  expect(await run(place)).toMatchObject({ copied: { files: 2 }, skipped: { files: 1 } });
  expect(readTree(place.at('destination'))).toEqual(readTree(place.at('source')));
});

test('permissions are recorded and not applied', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { secret: 'x' });
  chmodSync(place.at('source/secret'), 0o4751);
  await run(place);
  expect(statSync(place.at('destination/secret')).mode & 0o7777).toBe(0o666 & ~process.umask());
  expect(query(place, 'select permissions from files')).toEqual([
    { permissions: expect.stringMatching(/^4751 \d+:\d+$/) },
  ]);
});

test('a file that cannot be published fails alone and is tried again by the next run', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { a: 'a', b: 'b', 'folder/below': 'c' });
  makeTree(place.at('destination'), { 'a/in the way': '', folder: 'a file' });
  const events: RunEvent[] = [];
  expect(await run(place, { onEvent: (event) => events.push(event) })).toMatchObject({
    copied: { files: 1 },
    failed: { files: 3 },
  });
  const failed = events.flatMap((event) => (event.kind === 'file-failed' ? [[event.path, event.reason.code]] : []));
  expect(failed.toSorted()).toEqual([
    ['a', 'is-a-directory'],
    ['folder', 'not-a-directory'],
    ['folder/below', 'not-a-directory'],
  ]);
  rmSync(place.at('destination'), { recursive: true });
  expect(await run(place)).toMatchObject({ copied: { files: 3 }, failed: { files: 0 } });
});

test('one file as the source is copied into the destination folder and nothing around it', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { one: '1', two: '2' });
  makeTree(place.at('destination'), { other: '3' });
  expect(await run(place, { onlyName: 'one' })).toMatchObject({ copied: { files: 1 } });
  expect(readdirSync(place.at('destination')).sort()).toEqual(['one', 'other']);
});

test('a source file that keeps changing is never published half, and is named at the end', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'log.bin': big, calm: 'x' });
  const events: RunEvent[] = [];
  const transfer = start(place, {
    bwlimit: 20_000_000,
    retries: 1,
    onEvent: (event) => {
      events.push(event);
      if (event.kind === 'progress') appendFileSync(place.at('source/log.bin'), 'x');
    },
  });
  expect(await transfer.ended).toMatchObject({ copied: { files: 1 }, failed: { files: 1 } });
  expect(events).toContainEqual({
    kind: 'file-failed',
    path: 'log.bin',
    reason: expect.objectContaining({ code: 'changed-while-read' }),
    isPending: true,
  });
  expect(readdirSync(place.at('destination'))).toEqual(['calm']);
});

test('a missing source stops the run before anything is touched', async () => {
  using place = temporaryFolder();
  await expect(run(place)).rejects.toMatchObject({ code: 'source-missing' });
  expect(readdirSync(place.path)).toEqual([]);
});

test('a folder that is a link at the destination leads nowhere outside, and what belongs into it fails by that name', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'folder/file': 'content', other: 'x' });
  makeTree(place.at('destination'), { folder: { link: place.at('outside') } });
  mkdirSync(place.at('outside'));
  const events: RunEvent[] = [];
  expect(await run(place, { onEvent: (event) => events.push(event) })).toMatchObject({ copied: { files: 1 } });
  expect(readdirSync(place.at('outside'))).toEqual([]);
  const failed = events.flatMap((event) => (event.kind === 'file-failed' ? [[event.path, event.reason.code]] : []));
  expect(failed).toContainEqual(['folder/file', 'symlink-in-path']);
});

test('a limit holds for large and for small files together', async () => {
  using place = temporaryFolder();
  const small = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`small/${n}`, randomBytes(5000)]));
  makeTree(place.at('source'), { ...small, 'large.bin': randomBytes(2_000_000) });
  const startedAt = performance.now();
  await run(place, { bwlimit: 2_500_000 });
  // 2.5 MB at 2.5 MB/s; the last block may start at its turn and take no time here.
  expect(performance.now() - startedAt).toBeGreaterThan(850);
});

test('an empty folder from the first second of 1970 is made like any other', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'old/': '' });
  utimesSync(place.at('source', 'old'), 0, 0);
  await run(place);
  expect(statSync(place.at('destination', 'old')).mtimeMs).toBe(0);
});

test('times beyond what 64 bits of nanoseconds hold stop neither the run nor the file', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { 'later/file': 'x', 'earlier/': '' });
  utimesSync(place.at('source', 'later', 'file'), 12_000_000_000, 12_000_000_000);
  utimesSync(place.at('source', 'later'), 12_000_000_000, 12_000_000_000);
  utimesSync(place.at('source', 'earlier'), -12_000_000_000, -12_000_000_000);
  expect(await run(place)).toMatchObject({ copied: { files: 1 }, failed: { files: 0 } });
  expect(readFileSync(place.at('destination', 'later', 'file'), 'utf8')).toBe('x');
  expect(await run(place)).toMatchObject({ copied: { files: 0 }, skipped: { files: 1 } });
});

test('a path that is longer than a block has room for fails alone', async () => {
  using place = temporaryFolder();
  makeTree(place.at('source'), { short: 'x' });
  const deeper = `mkdir ${'d'.repeat(250)} && cd ${'d'.repeat(250)}`;
  execFileSync('bash', ['-c', `for n in $(seq 35); do ${deeper}; done; echo x > file`], { cwd: place.at('source') });
  expect(await run(place)).toMatchObject({ copied: { files: 1 }, failed: { files: 1 } });
  expect(readFileSync(place.at('destination', 'short'), 'utf8')).toBe('x');
});
