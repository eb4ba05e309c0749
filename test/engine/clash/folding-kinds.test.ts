import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeTree } from '../tree.ts';
import { failuresOf, foldingPlace, listOf, summaryOf } from './folding-place.ts';

const [composed, decomposed] = ['\u00e9.txt', 'e\u0301.txt'];
const latin1 = (name: string) => Buffer.from(name).toString('latin1');

test('two normal forms of a name are two files, and a destination that folds them holds one', async () => {
  using at = foldingPlace({ foldsCase: false });
  makeTree(at.source, { [latin1(composed)]: composed, [latin1(decomposed)]: decomposed, README: 'a', readme: 'b' });
  let kept: string | undefined;
  for (const copied of [3, 0]) {
    const ended = await at.sync();
    kept ??= listOf(at.destination).includes(latin1(composed)) ? composed : decomposed;
    const left = kept === composed ? decomposed : composed;
    expect(failuresOf(ended)).toMatchObject([{ path: left, code: 'name-clash' }]);
    expect(summaryOf(ended).copied.files).toBe(copied);
    expect(listOf(at.destination)).toEqual(['README', latin1(kept), 'readme'].sort());
    expect(readFileSync(join(at.destination, kept), 'utf8')).toBe(kept);
  }
});

test('a name whose normal form was changed at the source is changed at the destination', async () => {
  using at = foldingPlace({ foldsCase: false });
  makeTree(at.source, { [latin1(composed)]: 'text' });
  await at.sync();
  renameSync(join(at.source, composed), join(at.source, decomposed));
  expect((await at.sync('--delete-extras', '--max-delete', '0')).code).toBe(0);
  expect(listOf(at.destination)).toEqual([latin1(decomposed)]);
  expect(readFileSync(join(at.destination, decomposed), 'utf8')).toBe('text');
});

test.each([
  { flags: ['--verify'], canRefuse: false },
  { flags: ['--inplace'], canRefuse: true },
  { flags: ['--partial-dir', '.unfinished'] },
])('with $flags.0 too one of two gets the name, and the next run writes into no other', async ({ flags }) => {
  using at = foldingPlace();
  makeTree(at.source, {
    LARGE: Buffer.alloc(2_000_000, 'a'),
    large: Buffer.alloc(2_000_000, 'b'),
    SMALL: 'a',
    small: 'b',
  });
  for (const copied of [2, 0]) {
    const ended = await at.sync(...flags);
    expect(failuresOf(ended).map(({ code }) => code)).toEqual(['name-clash', 'name-clash']);
    expect(summaryOf(ended)).toMatchObject({ copied: { files: copied }, failed: { files: 2 } });
    const kept = listOf(at.destination);
    expect(kept).toHaveLength(2);
    for (const name of kept)
      expect(readFileSync(join(at.destination, name)).equals(readFileSync(join(at.source, name)))).toBe(true);
  }
});

test('a symbolic link is a name like others', async () => {
  using at = foldingPlace();
  makeTree(at.source, { Link: { link: 'no/where' }, file: 'x' });
  await at.sync();
  renameSync(join(at.source, 'Link'), join(at.source, 'link'));
  makeTree(at.source, { FILE: { link: 'no/where' } });
  expect(failuresOf(await at.sync()).map(({ path }) => path)).toEqual(['FILE']);
  expect(listOf(at.destination)).toEqual(['file', 'link']);
});

test('a folder that folds names in a destination that does not is found out', async () => {
  using at = foldingPlace({ folder: 'folds' });
  makeTree(at.source, { 'A': '1', 'a': '2', 'folds/A': '1', 'folds/a': '2', 'folds/deep/A': '1', 'folds/deep/a': '2' });
  const ended = await at.sync();
  expect(
    failuresOf(ended)
      .map(({ path }) => path.toLowerCase())
      .toSorted(),
  ).toEqual(['folds/a', 'folds/deep/a']);
  const there = listOf(at.destination);
  expect(there.filter((path) => !path.includes('/'))).toEqual(['A', 'a']);
  expect(there.map((path) => path.toLowerCase()).filter((path) => path.endsWith('/a'))).toEqual([
    'folds/a',
    'folds/deep/a',
  ]);
});

test('a name that is too long for the destination is named, and the rest arrives', async () => {
  using at = foldingPlace({ longestName: 143 });
  const long = 'x'.repeat(150);
  makeTree(at.source, {
    [long]: 'x',
    [`${long}.bin`]: Buffer.alloc(3_000_000),
    [`${'d'.repeat(150)}/a`]: 'x',
    'short': 'x',
  });
  const ended = await at.sync();
  expect(ended.code).toBe(1);
  expect(
    failuresOf(ended)
      .map(({ code, path }) => `${code} ${path}`)
      .toSorted(),
  ).toEqual([
    `name-too-long ${'d'.repeat(150)}`,
    `name-too-long ${'d'.repeat(150)}/a`,
    `name-too-long ${long}`,
    `name-too-long ${long}.bin`,
  ]);
  for (const { path, message } of failuresOf(ended)) expect(message).toContain(path);
  expect(listOf(at.destination)).toEqual(['short']);
});
