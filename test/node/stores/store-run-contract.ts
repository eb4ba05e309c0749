/** What transfers from, to and between stores must do, whatever the store is. */
import { Buffer } from 'node:buffer';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../node/stores/open-store.ts';
import { parseRename } from '../../../src/model/rename-rule.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { makeTree, readTree, spreadTimes } from '../../engine/tree.ts';
import { type ContractOptions, type StoreServer, usually } from './store-contract.ts';
import { storeRun } from './store-run.ts';

const tree = {
  'a.txt': 'a',
  'a/b.txt': 'b',
  'a/c/d': 'deep',
  'a-b': 'sorts before a/b in a bucket',
  'empty': '',
  [Buffer.from('ünï 📽/+%20').toString('latin1')]: 'odd',
  'large': 'x'.repeat(9 * 1024 * 1024),
  'z/1': '1',
};

const hasRun = (summary: { copied: { files: number }; skipped: { files: number }; deleted: { files: number } }) => [
  summary.copied.files,
  summary.skipped.files,
  summary.deleted.files,
];

/** Folders of a store have no times, and those of its files may be coarser than a disk's, or be none (0). */
const filesIn = (root: string, grainNs: bigint) =>
  Object.entries(readTree(root)).flatMap(([path, entry]) =>
    entry.kind === 'file'
      ? [[path, { ...entry, mtimeNs: grainNs === 0n ? 0n : (entry.mtimeNs / grainNs) * grainNs }]]
      : [],
  );

export function storeRunContract(
  kind: string,
  start: () => Promise<StoreServer>,
  { keepsTimes, files: many }: ContractOptions = usually,
): void {
  describe(`transfers with ${kind}`, () => {
    test('a tree goes there and comes back as it was, and a second run has nothing to do', async () => {
      await using server = await start();
      using place = temporaryFolder();
      makeTree(place.at('source'), tree);
      spreadTimes(place.at('source'));
      const there = server.setting('backup');
      const up = { from: place.at('source'), to: there, backlog: place.at('up') };
      const down = { from: there, to: place.at('back'), backlog: place.at('down') };
      const files = Object.keys(tree).length;
      expect(hasRun(await storeRun(up))).toEqual([files, 0, 0]);
      expect(hasRun(await storeRun(down))).toEqual([files, 0, 0]);
      await using store = await openStore(there);
      const grains = keepsTimes ? ([1n, store.traits.mtimeGrainNs] as const) : ([0n, 0n] as const);
      expect(filesIn(place.at('back'), grains[0])).toEqual(filesIn(place.at('source'), grains[1]));
      expect(hasRun(await storeRun(down))).toEqual([0, files, 0]);
      // What may have changed is moved: never is one left out that has. (Its times are spread over years.)
      expect(hasRun(await storeRun(up))).toEqual(keepsTimes ? [0, files, 0] : [files, 0, 0]);
    });

    test('files get the paths that rules make there, and others when they come back', async () => {
      await using server = await start();
      using place = temporaryFolder();
      makeTree(place.at('source'), { 'b/1.txt': 'b', 'a/2.txt': 'a', 'a/deep/1.txt': 'second' });
      const there = server.setting('backup');
      const up = { from: place.at('source'), to: there, backlog: place.at('up'), flatten: true };
      const down = {
        from: there,
        to: place.at('back'),
        backlog: place.at('down'),
        rename: [parseRename('s#^#{ext}/#')],
      };
      const first = await storeRun(up);
      expect([...hasRun(first), first.failed.files]).toEqual([2, 0, 0, 1]);
      if (keepsTimes) expect(hasRun(await storeRun(up))).toEqual([0, 2, 0]);
      expect(hasRun(await storeRun(down))).toEqual([2, 0, 0]);
      expect(readFileSync(place.at('back/.txt/1.txt'), 'utf8')).toBe('second');
      expect(readFileSync(place.at('back/.txt/2.txt'), 'utf8')).toBe('a');
    });

    test('what changed is moved again, and a mirror removes what the source has no more', async () => {
      await using server = await start();
      using place = temporaryFolder();
      makeTree(place.at('source'), { 'keep': '1', 'change': '2', 'gone': '3', 'folder/gone': '4', 'sub/stays': '5' });
      const there = server.setting('backup');
      const up = { from: place.at('source'), to: there, backlog: place.at('up'), deleteExtras: true };
      const down = { from: there, to: place.at('back'), backlog: place.at('down'), deleteExtras: true };
      await storeRun(up);
      await storeRun(down);
      writeFileSync(place.at('source/change'), 'changed');
      rmSync(place.at('source/gone'));
      rmSync(place.at('source/folder'), { recursive: true });
      const [again, back] = [await storeRun(up), await storeRun(down)];
      if (keepsTimes)
        expect([hasRun(again), hasRun(back)]).toEqual([
          [1, 2, 2],
          [1, 2, 2],
        ]);
      expect([again.deleted.files, back.deleted.files]).toEqual([2, 2]);
      const left = { 'change': 'changed', 'keep': '1', 'sub/stays': '5' };
      for (const [path, content] of Object.entries(left))
        expect(readFileSync(place.at(`back/${path}`), 'utf8')).toBe(content);
      expect(Object.keys(readTree(place.at('back'))).filter((path) => path.includes('gone'))).toEqual([]);
    });

    test('one file is one file, from a place in the store to another', async () => {
      await using server = await start();
      using place = temporaryFolder();
      makeTree(place.at('source'), { 'in/one': 'one', 'in/two': 'two' });
      await storeRun({ from: place.at('source'), to: server.setting('first'), backlog: place.at('up') });
      const over = { from: server.setting('first/in/one'), to: server.setting('second'), backlog: place.at('over') };
      expect(hasRun(await storeRun(over))).toEqual([1, 0, 0]);
      await storeRun({ from: server.setting('second'), to: place.at('back'), backlog: place.at('down') });
      expect(readFileSync(place.at('back/one'), 'utf8')).toBe('one');
      expect(Object.keys(readTree(place.at('back')))).toEqual(['one']);
    });

    test('what was stopped goes on where it was, and every file arrives', async () => {
      await using server = await start();
      using place = temporaryFolder();
      const files = Object.fromEntries(
        Array.from({ length: many }, (_, index) => [`f${index}`, `${index}`.repeat(500)]),
      );
      makeTree(place.at('source'), files);
      const there = server.setting('backup');
      const up = { from: place.at('source'), to: there, backlog: place.at('up') };
      const stop = new AbortController();
      const stopped = storeRun({
        ...up,
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind === 'progress' && event.progress.copied.files > 0) stop.abort(new Error('stopped'));
        },
        bwlimit: 40_000,
      });
      await expect(stopped).rejects.toThrow('stopped');
      await storeRun(up);
      await storeRun({ from: there, to: place.at('back'), backlog: place.at('down'), verify: true });
      for (const [path, content] of Object.entries(files))
        expect(readFileSync(place.at(`back/${path}`), 'utf8')).toBe(content);
    });
  });
}
