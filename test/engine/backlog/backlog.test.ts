import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { Backlog } from '../../../src/engine/backlog/backlog.ts';
import type { ScannedFile } from '../../../src/engine/backlog/file-table.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';

const open = (place: TemporaryFolder, destination = '/to'): Backlog =>
  Backlog.open({ file: place.at('b.db'), sourceRoot: Buffer.from('/from'), destinationRoot: Buffer.from(destination) });

const file = (path: string, rest: Partial<ScannedFile> = {}): ScannedFile => ({
  path: Buffer.from(path, 'latin1'),
  to: undefined,
  kind: 'file',
  size: 10,
  mtimeNs: 1_700_000_000_123_456_789n,
  ctimeNs: 2n,
  birthtimeNs: 3n,
  mode: 0o100644,
  uid: 1,
  gid: 2,
  isSame: false,
  ...rest,
});

function query(place: TemporaryFolder, sql: string): unknown[] {
  const database = new Database(place.at('b.db'), { readonly: true });
  try {
    return database.prepare(sql).raw().all();
  } finally {
    database.close();
  }
}

const synced = { size: 10, mtimeNs: 1_700_000_000_123_456_789n, hash: 'abc', hashName: 'blake3' };

test('what is committed is there after a kill, and what was leased is pending again', () => {
  using place = temporaryFolder();
  {
    using backlog = open(place);
    for (const name of ['a', 'b', 'c']) backlog.files.addScanned(file(name), 1);
    const [first] = backlog.files.lease({ after: 0, limit: 2, run: 1 });
    backlog.files.markSynced(first ?? { id: 0, size: 0 }, synced);
  }
  using backlog = open(place);
  expect(backlog.counters).toMatchObject({ pendingFiles: 2, pendingBytes: 20, syncedFiles: 1, syncedBytes: 10 });
  expect(backlog.files.lease({ after: 0, limit: 10, run: 2 }).map(({ path }) => path.toString())).toEqual(['b', 'c']);
});

test('the hash is kept by a scan that finds the file unchanged and dropped by one that does not', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  backlog.files.addScanned(file('a'), 1);
  backlog.files.addScanned(file('b'), 1);
  for (const item of backlog.files.lease({ after: 0, limit: 2, run: 1 })) backlog.files.markSynced(item, synced);
  backlog.files.addScanned(file('a', { isSame: true }), 2);
  backlog.files.addScanned(file('b', { mtimeNs: 5n }), 2);
  backlog.commit();
  expect(query(place, 'select source_path, hash, status from files order by 1')).toEqual([
    ['/from/a', 'abc', 'synced'],
    ['/from/b', null, 'pending'],
  ]);
});

test('counters say what a count would say, whatever happens to the rows', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  for (let n = 0; n < 20; n += 1) backlog.files.addScanned(file(`f${n}`, { size: n, isSame: n % 3 === 0 }), 1);
  const leased = backlog.files.lease({ after: 0, limit: 9, run: 1 });
  backlog.files.beginScan(2);
  for (let n = 0; n < 20; n += 2) backlog.files.addScanned(file(`f${n}`, { size: n * 2 }), 2);
  for (const [at, item] of leased.entries()) {
    if (at % 3 === 0) backlog.files.markSynced(item, { ...synced, size: 7 });
    else if (at % 3 === 1) backlog.files.forget(item);
    else backlog.files.markFailed(item.id, { error: 'io-error: x', run: 1 });
  }
  backlog.files.forgetUnseen(2, () => false);
  backlog.commit();
  const counted = Object.fromEntries(
    (query(place, 'select status, count(*), sum(size) from files group by 1') as [string, number, number][]).flatMap(
      ([status, files, bytes]) => [
        [`${status}Files`, files],
        [`${status}Bytes`, bytes],
      ],
    ),
  );
  expect(backlog.counters).toMatchObject(counted);
  expect(Object.fromEntries(query(place, 'select name, value from counters') as [string, number][])).toMatchObject(
    counted,
  );
});

test('what was left pending and is moved before the scan comes to it is not moved again, unless it is another file by then', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  for (const path of ['a', 'b', 'c']) backlog.files.addScanned(file(path, { size: 7, mtimeNs: 3n }), 1);
  const leased = backlog.files.lease({ after: 0, limit: 2, run: 2 });
  backlog.files.beginScan(2);
  for (const item of leased) backlog.files.markSynced(item, { ...synced, size: 7, mtimeNs: 3n });
  backlog.files.addScanned(file('a', { size: 7, mtimeNs: 3n }), 2);
  backlog.files.addScanned(file('b', { size: 7, mtimeNs: 4n }), 2);
  backlog.files.addScanned(file('c', { size: 7, mtimeNs: 3n }), 2);
  backlog.commit();
  expect(query(place, 'select source_path, status, hash from files order by 1')).toEqual([
    ['/from/a', 'synced', synced.hash],
    ['/from/b', 'pending', null],
    ['/from/c', 'pending', null],
  ]);
});

test('below a folder that could not be listed nothing is forgotten, and beside it everything unseen is', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  for (const path of ['d/a', 'd/\xff', 'd0', 'd-', 'e']) backlog.files.addScanned(file(path), 1);
  backlog.files.beginScan(2);
  backlog.files.keepBelow(Buffer.from('d'), 2);
  backlog.files.forgetUnseen(2, () => false);
  const left = backlog.files.lease({ after: 0, limit: 9, run: 1 }).map(({ path }) => path.toString('latin1'));
  expect(left).toEqual(['d/a', 'd/\xff']);
});

test('rows of a folder that was found as it was stay, and what is missing beside it goes', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  const key = Buffer.from('key');
  const folder = { path: Buffer.from('d'), mtimeNs: 1n, atimeNs: 1n, isSettled: true, listingKey: key };
  backlog.folders.addScanned(folder, 1);
  for (const path of ['d/a', 'd/b', 'e']) backlog.files.addScanned(file(path), 1);
  expect(backlog.folders.keep(folder.path, Buffer.from('another'), 2)).toBe(false);
  expect(backlog.folders.keep(folder.path, key, 2)).toBe(true);
  backlog.files.beginScan(2);
  backlog.files.keep(2);
  backlog.files.forgetUnseen(2, (path) => backlog.folders.isKept(path, 2));
  expect(backlog.files.lease({ after: 0, limit: 9, run: 1 }).map(({ path }) => path.toString())).toEqual([
    'd/a',
    'd/b',
  ]);
  expect(backlog.files.pendingFolders()).toEqual(new Set(['d']));
  backlog.folders.forgetListing(folder.path);
  expect(backlog.folders.keep(folder.path, key, 3)).toBe(false);
});

test('a file that was given up is not leased again by the same run, and is by the next', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  backlog.files.addScanned(file('a'), 1);
  const [item] = backlog.files.lease({ after: 0, limit: 1, run: 1 });
  backlog.files.markFailed(item?.id ?? 0, { error: 'io-error: x', run: 1 });
  expect(backlog.files.lease({ after: 0, limit: 1, run: 1 })).toEqual([]);
  expect(backlog.files.lease({ after: 0, limit: 1, run: 2 })).toHaveLength(1);
});

test('unsettled folders come children first', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  for (const path of ['', 'a', 'a/b', 'a-b', 'a/\xff', 'z']) {
    backlog.folders.addScanned(
      { path: Buffer.from(path, 'latin1'), mtimeNs: 5n, atimeNs: 6n, isSettled: path === 'z', listingKey: undefined },
      1,
    );
  }
  const paths = backlog.folders.unsettled(10).map(({ path }) => path.toString('latin1'));
  expect(paths).toHaveLength(5);
  for (const [child, parent] of [
    ['a/b', 'a'],
    ['a/\xff', 'a'],
    ['a', ''],
  ] as const) {
    expect(paths.indexOf(child)).toBeLessThan(paths.indexOf(parent));
  }
});

test('a backlog serves one process and one pair of paths', () => {
  using place = temporaryFolder();
  {
    using _backlog = open(place);
    expect(() => open(place)).toThrow(expect.objectContaining({ code: 'state-locked' }));
  }
  expect(() => open(place, '/elsewhere')).toThrow(expect.objectContaining({ code: 'usage' }));
});

test('a file that a scan no longer sees while it is under way is taken from the counters once', () => {
  using place = temporaryFolder();
  {
    using backlog = open(place);
    backlog.files.addScanned(file('old'), 1);
  }
  using backlog = open(place);
  const [leased] = backlog.files.lease({ after: 0, limit: 1, run: 2 });
  backlog.files.addScanned(file('new'), 2);
  backlog.files.forgetUnseen(2, () => false);
  backlog.files.forget(leased ?? { id: 0, size: 0 });
  expect(backlog.counters).toMatchObject({ pendingFiles: 1, pendingBytes: 10, syncedFiles: 0, syncedBytes: 0 });
});

test('unsettled folders come in the same order part by part, also where names are no text', () => {
  using place = temporaryFolder();
  using backlog = open(place);
  for (const path of ['', 'a', 'a/b', 'a/\xff', 'a/\xff/c', 'b'])
    backlog.folders.addScanned(
      { path: Buffer.from(path, 'latin1'), mtimeNs: 1n, atimeNs: 1n, isSettled: false, listingKey: undefined },
      1,
    );
  const all = backlog.folders.unsettled(10);
  const parts: typeof all = [];
  for (let part = backlog.folders.unsettled(2); part.length > 0; part = backlog.folders.unsettled(2, part.at(-1)?.path))
    parts.push(...part);
  expect(all).toHaveLength(6);
  expect(parts).toEqual(all);
});
