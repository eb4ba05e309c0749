import { readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTree } from '../tree.ts';
import { failuresOf, foldingPlace, listOf, summaryOf } from './folding-place.ts';

const kinds = [
  { name: 'as on ext4', wish: {} },
  { name: 'as on FAT behind FUSE', wish: { keepsOldSpelling: false, canRefuse: false } },
];
const mebibytes = (count: number, text: string) => Buffer.alloc(count * 1024 * 1024, text);

test.each(kinds)(
  'of two names that are one at the destination one arrives and stays, and the other is named each time ($name)',
  async ({ wish }) => {
    using at = foldingPlace(wish);
    makeTree(at.source, { README: 'of README', other: 'x', readme: 'of readme' });
    let kept: string | undefined;
    for (const copied of [2, 0]) {
      const ended = await at.sync();
      kept ??= listOf(at.destination)[0] ?? '';
      const left = kept === 'README' ? 'readme' : 'README';
      expect(ended.code).toBe(1);
      expect(failuresOf(ended)).toEqual([
        {
          path: left,
          code: 'name-clash',
          message: `${left} and ${kept} are one name at the destination`,
          hint: 'Rename one of them at the source, or change the rules of --rename.',
        },
      ]);
      expect(summaryOf(ended)).toMatchObject({ copied: { files: copied }, failed: { files: 1 } });
      expect(listOf(at.destination).sort()).toEqual([kept, 'other'].sort());
      expect(readFileSync(join(at.destination, kept), 'utf8')).toBe(`of ${kept}`);
    }
  },
);

test('what is there is not replaced by another name that comes later, however large, and a run that ends with it ends well', async () => {
  using at = foldingPlace();
  makeTree(at.source, { 'Large.bin': mebibytes(3, 'first'), 'small': 'first' });
  expect((await at.sync()).code).toBe(0);
  makeTree(at.source, { 'LARGE.BIN': mebibytes(4, 'later'), 'SMALL': 'later' });
  const ended = await at.sync();
  expect(ended.code).toBe(1);
  expect(
    failuresOf(ended)
      .map(({ code, path }) => [code, path])
      .toSorted(),
  ).toEqual([
    ['name-clash', 'LARGE.BIN'],
    ['name-clash', 'SMALL'],
  ]);
  expect(listOf(at.destination)).toEqual(['Large.bin', 'small']);
  expect(readFileSync(join(at.destination, 'Large.bin')).equals(mebibytes(3, 'first'))).toBe(true);
  expect(readFileSync(join(at.destination, 'small'), 'utf8')).toBe('first');
  rmSync(join(at.source, 'LARGE.BIN'));
  rmSync(join(at.source, 'SMALL'));
  expect(summaryOf(await at.sync())).toMatchObject({
    copied: { files: 0 },
    skipped: { files: 2 },
    failed: { files: 0 },
  });
});

test.each(kinds)(
  'a name whose case was changed at the source is changed at the destination, and nothing is removed ($name)',
  async ({ wish }) => {
    using at = foldingPlace(wish);
    makeTree(at.source, { 'README': 'text', 'Large.bin': mebibytes(2, 'x'), 'gone': 'x' });
    await at.sync();
    for (const [from, to] of [
      ['README', 'readme'],
      ['Large.bin', 'LARGE.bin'],
    ] as const)
      renameSync(join(at.source, from), join(at.source, to));
    rmSync(join(at.source, 'gone'));
    const ended = await at.sync('--delete-extras', '--max-delete', '1');
    expect(failuresOf(ended)).toEqual([]);
    expect(summaryOf(ended)).toMatchObject({ deleted: { files: 1 }, failed: { files: 0 } });
    expect(listOf(at.destination)).toEqual(['LARGE.bin', 'readme']);
    expect(readFileSync(join(at.destination, 'readme'), 'utf8')).toBe('text');
    expect(summaryOf(await at.sync('--delete-extras'))).toMatchObject({ copied: { files: 0 }, deleted: { files: 0 } });
  },
);

test.each([
  { was: 'Dir', is: 'dir' },
  { was: 'dir', is: 'Dir' },
])('a folder $was that is $is now is renamed with what is in it, and nothing is removed', async ({ was, is }) => {
  using at = foldingPlace();
  makeTree(at.source, { [`${was}/a`]: 'a', [`${was}/below/b`]: 'b', [`${was}/Empty/`]: '', 'z': 'z' });
  await at.sync();
  renameSync(join(at.source, was), join(at.source, is));
  renameSync(join(at.source, is, 'Empty'), join(at.source, is, 'empty'));
  const ended = await at.sync('--delete-extras', '--max-delete', '0');
  expect([ended.code, failuresOf(ended)]).toEqual([0, []]);
  expect(listOf(at.destination)).toEqual(listOf(at.source));
  expect(readFileSync(join(at.destination, is, 'below/b'), 'utf8')).toBe('b');
  const again = await at.sync('--delete-extras', '--max-delete', '0');
  expect([again.code, summaryOf(again).copied.files]).toEqual([0, 0]);
});

test.each(kinds)(
  'two folders that are one at the destination are not mixed: each file of one is named ($name)',
  async ({ wish }) => {
    using at = foldingPlace(wish);
    const in2 = (folder: string) => ({ [`${folder}/a`]: folder, [`${folder}/b/c`]: folder });
    makeTree(at.source, { ...in2('Dir'), ...in2('dir'), z: 'z' });
    let kept: string | undefined;
    for (const copied of [3, 0]) {
      const ended = await at.sync('--delete-extras');
      kept ??= listOf(at.destination).includes('Dir/') ? 'Dir' : 'dir';
      const left = kept === 'Dir' ? 'dir' : 'Dir';
      expect(ended.code).toBe(1);
      expect(
        failuresOf(ended)
          .map(({ code, path }) => `${path} ${code}`)
          .toSorted(),
      ).toEqual(['', '/a', '/b', '/b/c'].map((below) => `${left}${below} name-clash`));
      expect(failuresOf(ended).find(({ path }) => path === `${left}/a`)?.message).toBe(
        `${left}/a: ${left} and ${kept} are one name at the destination`,
      );
      expect(summaryOf(ended)).toMatchObject({ copied: { files: copied }, deleted: { files: 0 } });
      expect(listOf(at.destination)).toEqual([...['/', '/a', '/b/', '/b/c'].map((below) => `${kept}${below}`), 'z']);
      expect(readFileSync(join(at.destination, kept, 'a'), 'utf8')).toBe(kept);
    }
  },
);

test('what only the destination has is removed from a folder that folds names, and what the source has is not', async () => {
  using at = foldingPlace();
  makeTree(at.source, { 'a/Kept': 'k', 'b': 'b', 'd': 'd', 'e': 'e' });
  await at.sync();
  makeTree(at.destination, { 'a/Extra': 'x', 'Old/file': 'x' });
  const ended = await at.sync('--delete-extras');
  expect(summaryOf(ended)).toMatchObject({ deleted: { files: 2 }, failed: { files: 0 } });
  expect(listOf(at.destination)).toEqual(['a/', 'a/Kept', 'b', 'd', 'e']);
});

test('what the rules leave out is not written over by another spelling of it', async () => {
  using at = foldingPlace();
  makeTree(at.source, { 'notes.txt': 'of the source' });
  makeTree(at.destination, { 'NOTES.txt': 'of the destination' });
  const ended = await at.sync('--exclude', 'NOTES.txt');
  expect(failuresOf(ended)).toMatchObject([{ path: 'notes.txt', code: 'name-clash' }]);
  expect(readFileSync(join(at.destination, 'NOTES.txt'), 'utf8')).toBe('of the destination');
});
