/** How much lies below a folder: real trees, real threads. */
import { randomUUID } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measureStore } from '../../../node/measures/measure-store.ts';
import { Measures } from '../../../node/measures/measures.ts';
import { openRoots } from '../../../node/roots.ts';
import type { Store } from '../../../node/stores/store.ts';
import type { FolderSizeWish } from '../../../src/model/folder-size.ts';
import type { Fault } from '../../../src/runtime/fault.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';
import { makeTree } from '../../engine/tree.ts';
import { noStores } from '../../harness/no-stores.ts';
import { until } from '../../harness/until.ts';

const whole = (): FolderSizeWish => ({ measure: randomUUID(), entries: [], isAllBut: true });

function measuresOf(folder: TemporaryFolder): Measures {
  return new Measures({
    node: 'fs1',
    roots: openRoots([{ path: folder.path, isReadOnly: false }]),
    stores: noStores,
  });
}

/** Asks again until it is counted, as a console does. */
async function counted(measures: Measures, path: string, wish: FolderSizeWish) {
  for (;;) {
    const size = await measures.folder({ path, ...wish });
    if (size.isDone) return size;
  }
}

test('files, bytes and folders below a folder are counted, and what a link leads to is not', async () => {
  using folder = temporaryFolder();
  makeTree(folder.path, { 'in/a': 'aa', 'in/b/c': 'cccc', 'in/b/d/e': 'e', 'in/empty/': '', 'beside/x': 'xxxxx' });
  symlinkSync(folder.at('beside'), folder.at('in/link'));
  await using measures = measuresOf(folder);
  const none = { unreadable: 0, isDone: true };
  expect(await counted(measures, folder.at('in'), whole())).toEqual({ files: 3, bytes: 7, folders: 3, ...none });
  const some = { ...whole(), entries: ['b'], isAllBut: false };
  expect(await counted(measures, folder.at('in'), some)).toEqual({ files: 2, bytes: 5, folders: 2, ...none });
  const others = { ...whole(), entries: ['b'] };
  expect(await counted(measures, folder.at('in'), others)).toEqual({ files: 1, bytes: 2, folders: 1, ...none });
});

test('a folder that is not there, or not offered, is refused with the reason', async () => {
  using folder = temporaryFolder();
  await using measures = measuresOf(folder);
  await expect(counted(measures, folder.at('gone'), whole())).rejects.toMatchObject({ code: 'not-found' });
  await expect(counted(measures, '/etc', whole())).rejects.toMatchObject({ code: 'outside-root' });
});

test('a store is counted by what it lists, until it is stopped', async () => {
  const listings: Readonly<Record<string, readonly unknown[]>> = {
    '': [
      { name: 'a', kind: 'file', size: 5, mtimeNs: 0n },
      { name: 'sub', kind: 'folder', size: 0, mtimeNs: 0n },
      { name: 'tmp', kind: 'folder', size: 0, mtimeNs: 0n },
    ],
    sub: [{ name: 'b', kind: 'file', size: 7, mtimeNs: 0n }],
    tmp: [{ name: 'c', kind: 'file', size: 100, mtimeNs: 0n }],
  };
  const store = {
    traits: { hasFolders: true },
    async *list(folder: string) {
      yield listings[folder];
    },
    [Symbol.asyncDispose]: async () => {},
  } as unknown as Store;
  const all = measureStore({ open: async () => store, entries: new Set(['tmp']), isAllBut: true });
  await all.ended;
  expect(all.size()).toEqual({ files: 2, bytes: 12, folders: 1, unreadable: 0, isDone: true });
  const stuck = measureStore({
    open: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    entries: new Set(),
    isAllBut: true,
  });
  stuck.stop();
  await stuck.ended;
  expect(stuck.size().isDone).toBe(false);
});

test('no more than two are counted at once, and one that nobody wants any more makes room', async () => {
  using folder = temporaryFolder();
  const deep = Array.from({ length: 3000 }, (_, index) => [`d${index % 50}/f${index}`, '']);
  makeTree(folder.path, Object.fromEntries(deep));
  await using measures = measuresOf(folder);
  const wishes = [whole(), whole(), whole()];
  // Not awaited: two have begun when the third is asked for.
  const [first, second, third] = wishes.map((wish) => measures.folder({ path: folder.path, ...wish }));
  await expect(third).rejects.toMatchObject({ code: 'node-busy' });
  for (const wish of wishes.slice(0, 2)) await measures.folder({ path: folder.path, ...wish, isEnough: true });
  await Promise.all([first, second]);
  const next = await until(() =>
    counted(measures, folder.path, whole()).catch((thrown: Fault) => {
      if (thrown.code !== 'node-busy') throw thrown;
    }),
  );
  expect(next).toMatchObject({ files: 3000, folders: 50 });
});
