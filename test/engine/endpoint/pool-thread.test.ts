import { mkdirSync, readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { LaneItem, Outcomes } from '../../../src/engine/endpoint/item.ts';
import { PoolThread } from '../../../src/engine/endpoint/pool-thread.ts';
import { createLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../tree.ts';

const item = (id: number, path: string, kind: LaneItem['kind'] = 'file'): LaneItem => ({
  id,
  path: Buffer.from(path),
  kind,
  size: 3,
});

/** Copies from `source` to `destination` and resolves when all items came back. */
async function copy(place: TemporaryFolder, items: readonly LaneItem[], bwlimit?: number) {
  const all = { synced: [] as Outcomes['synced'][number][], failed: [] as Outcomes['failed'][number][], large: 0 };
  const ended = Promise.withResolvers<void>();
  const look = () => {
    if (all.synced.length + all.failed.length + all.large === items.length) ended.resolve();
  };
  await using thread = new PoolThread({
    sourceRoot: Buffer.from(place.at('source')),
    room: undefined,
    destinationRoot: Buffer.from(place.at('destination')),
    temporaryKey: 'key',
    checksum: 'sha256',
    verify: true,
    limiters: [createLimiter(bwlimit)],
    onOutcomes: ({ synced, failed }) => {
      all.synced.push(...synced);
      all.failed.push(...failed);
    },
    onRoom: look,
    onLarge: (large) => {
      all.large += large.length;
    },
    onLost: (thrown) => ended.reject(thrown),
  });
  thread.add(items);
  await ended.promise;
  expect(thread.length).toBe(0);
  return { ...all, writtenBytes: thread.meter.writtenBytes };
}

function place(): TemporaryFolder {
  const folder = temporaryFolder();
  mkdirSync(folder.at('source'));
  mkdirSync(folder.at('destination'));
  return folder;
}

test('many files of many folders arrive with content, times and digests, and leave nothing else behind', async () => {
  using folder = place();
  const paths = Array.from({ length: 300 }, (_, index) => `d${index % 7}/e${index % 3}/f${index}`);
  makeTree(folder.at('source'), Object.fromEntries(paths.map((path) => [path, path])));
  spreadTimes(folder.at('source'));
  const { synced, failed, writtenBytes } = await copy(
    folder,
    paths.map((path, id) => item(id, path)),
  );
  expect(failed).toEqual([]);
  expect(synced.map(({ id }) => id).toSorted((a, b) => a - b)).toEqual(paths.map((_, id) => id));
  expect(synced.every(({ digest }) => digest.length === 32)).toBe(true);
  expect(writtenBytes).toBe(paths.join('').length);
  const files = (root: string) => Object.entries(readTree(root)).filter(([, { kind }]) => kind === 'file');
  expect(files(folder.at('destination'))).toEqual(files(folder.at('source')));
});

test('what fails says on which side, and the others go on', async () => {
  using folder = place();
  makeTree(folder.at('source'), { 'here': 'new', 'taken/inside': 'new', 'sub/here': 'new', 'out/file': 'new' });
  makeTree(folder.at('outside'), { file: 'old' });
  writeFileSync(folder.at('destination', 'taken'), 'a file');
  symlinkSync(folder.at('outside'), folder.at('destination', 'out'));
  const { synced, failed } = await copy(folder, [
    item(1, 'gone'),
    item(2, 'taken/inside'),
    item(3, 'here'),
    item(4, 'sub/here'),
    item(5, 'out/file'),
    item(6, '../outside/file'),
  ]);
  expect(synced.map(({ id }) => id).toSorted()).toEqual([3, 4]);
  const seen = failed.map(({ id, code, side }) => ({ id, code, side })).toSorted((a, b) => a.id - b.id);
  expect(seen).toEqual([
    { id: 1, code: 'not-found', side: 'source' },
    { id: 2, code: 'not-a-directory', side: 'destination' },
    { id: 5, code: 'symlink-in-path', side: 'destination' },
    { id: 6, code: 'outside-root', side: 'source' },
  ]);
  expect(readTree(folder.at('outside'))['file']?.content).toBe('old');
});

test('links are copied as what they say, and a link in the place of a target is replaced', async () => {
  using folder = place();
  makeTree(folder.at('source'), { link: { link: '../elsewhere' }, file: 'new' });
  makeTree(folder.at('outside'), { file: 'old' });
  symlinkSync(folder.at('outside', 'file'), folder.at('destination', 'file'));
  const { synced } = await copy(folder, [item(1, 'link', 'link'), item(2, 'file')]);
  expect(synced).toHaveLength(2);
  const arrived = readTree(folder.at('destination'));
  expect([arrived['link']?.content, arrived['file']?.content]).toEqual(['../elsewhere', 'new']);
  expect(readTree(folder.at('outside'))['file']?.content).toBe('old');
});

test('a file that became a large one or has holes comes back, and is not copied', async () => {
  using folder = place();
  makeTree(folder.at('source'), { grown: Buffer.alloc(1024 * 1024 + 1), small: 'abc' });
  writeFileSync(folder.at('source', 'hole'), '');
  truncateSync(folder.at('source', 'hole'), 100_000);
  const items = ['grown', 'hole', 'small'].map((name, id) => item(id, name));
  const { synced, large } = await copy(folder, items);
  expect([synced.map(({ id }) => id), large]).toEqual([[2], 2]);
  expect(readdirSync(folder.at('destination'))).toEqual(['small']);
});

test('letting go in the midst leaves whole files and no temporary ones', async () => {
  using folder = place();
  const paths = Array.from({ length: 500 }, (_, index) => `f${index}`);
  makeTree(folder.at('source'), Object.fromEntries(paths.map((path) => [path, 'abc'])));
  const begun = Promise.withResolvers<void>();
  const thread = new PoolThread({
    sourceRoot: Buffer.from(folder.at('source')),
    room: undefined,
    destinationRoot: Buffer.from(folder.at('destination')),
    temporaryKey: 'key',
    checksum: 'none',
    verify: false,
    limiters: [createLimiter(600)],
    onOutcomes: () => begun.resolve(),
    onRoom: () => {},
    onLarge: () => {},
    onLost: (thrown) => begun.reject(thrown),
  });
  thread.add(paths.map((path, id) => item(id, path)));
  await begun.promise;
  await thread[Symbol.asyncDispose]();
  const left = Object.entries(readTree(folder.at('destination')));
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(paths.length);
  expect(left.every(([name, { content }]) => name.startsWith('f') && content === 'abc')).toBe(true);
  rmSync(folder.at('source'), { recursive: true });
});
