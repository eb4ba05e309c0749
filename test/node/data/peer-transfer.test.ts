import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRename } from '../../../src/model/rename-rule.ts';
import { makeTree, readTree } from '../../engine/tree.ts';
import { inventory, makeSampleTree } from '../../harness/sample-tree.ts';
import { until } from '../../harness/until.ts';
import { twoNodes } from './two-nodes.ts';

const mebibyte = 1024 * 1024;

test('a tree arrives as it is: names that are no text, empty folders, links, times to the nanosecond', async () => {
  await using nodes = await twoNodes();
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 300, largeFiles: [3 * mebibyte, 17 * mebibyte + 5] });
  const outcome = await nodes.send();
  expect(outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
});

test('the second time everything is skipped, and the connection carries listings only', async () => {
  await using nodes = await twoNodes();
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 50, largeFiles: [3 * mebibyte] });
  await nodes.send();
  const outcome = await nodes.send({ transfer: 'T-2' });
  expect(outcome).toMatchObject({ kind: 'completed', totals: { copied: { files: 0 } } });
  const last = await until(() => nodes.received.find(({ transfer, isOver }) => transfer === 'T-2' && isOver));
  expect(last).toMatchObject({ files: 0, bytes: 0, from: 'fs1' });
  expect(last.socketBytes).toBeLessThan(100_000);
});

test('a file of 300 MB goes through a ring of a few slots', async () => {
  await using nodes = await twoNodes();
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 0, largeFiles: [300_000_000] });
  expect(await nodes.send()).toMatchObject({ kind: 'completed' });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
  const last = await until(() => nodes.received.find(({ isOver }) => isOver));
  expect(last.bytes).toBeGreaterThanOrEqual(300_000_000);
  expect(last.socketBytes).toBeGreaterThan(300_000_000);
});

test('both nodes keep their own record of each file', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/a.txt`, 'text');
  await nodes.send();
  const [here] = nodes.auditOf('fs1');
  const [there] = nodes.auditOf('fs2');
  expect(here).toMatchObject({
    event: 'synced',
    source: `${nodes.source}/a.txt`,
    transfer: 'T-1',
    algorithm: 'blake3',
  });
  expect(there).toMatchObject({
    event: 'synced',
    source: `fs1:${nodes.source}/a.txt`,
    destination: `fs2:${nodes.target}/a.txt`,
  });
  expect(there?.['checksum']).toBe(here?.['checksum']);
});

test('one file can be the source', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/a.txt`, 'text');
  writeFileSync(`${nodes.source}/b.txt`, 'text');
  expect(await nodes.send({ from: `${nodes.source}/a.txt` })).toMatchObject({ kind: 'completed' });
  expect(readdirSync(nodes.target)).toEqual(['a.txt']);
});

test('a file that the source has lost is removed when the grant says so', async () => {
  await using nodes = await twoNodes();
  for (const name of ['a', 'b', 'c']) writeFileSync(`${nodes.source}/${name}`, name);
  await nodes.send();
  rmSync(`${nodes.source}/b`);
  const options = { deleteExtras: true };
  const refused = await nodes.authority.grant({
    transfer: 'T-2',
    source: `fs1:${nodes.source}`,
    destination: `fs2:${nodes.target}`,
  });
  const before = await nodes.start({ transfer: 'T-2', options, grant: refused });
  await before.outcome;
  expect(before.failed).toEqual([{ path: 'b', code: 'refused' }]);
  expect(readdirSync(nodes.target)).toEqual(['a', 'b', 'c']);
  expect(await nodes.send({ transfer: 'T-3', options })).toMatchObject({ totals: { deleted: { files: 1 } } });
  expect(readdirSync(nodes.target)).toEqual(['a', 'c']);
  expect(nodes.auditOf('fs2').at(-1)).toMatchObject({ event: 'deleted', destination: `fs2:${nodes.target}/b` });
});

test('a file that cannot be written fails alone, with the reason of the other node', async () => {
  await using nodes = await twoNodes();
  mkdirSync(`${nodes.target}/taken`, { recursive: true });
  writeFileSync(`${nodes.target}/taken/inside`, '');
  writeFileSync(`${nodes.source}/taken`, Buffer.alloc(9 * mebibyte, 1));
  writeFileSync(`${nodes.source}/z`, 'fine');
  await using sending = await nodes.start();
  expect(await sending.outcome).toMatchObject({ kind: 'completed' });
  expect(existsSync(`${nodes.target}/z`)).toBe(true);
  expect(readdirSync(nodes.target).sort()).toEqual(['taken', 'z']);
});

test('a link that somebody puts into the destination leads nowhere', async () => {
  await using nodes = await twoNodes();
  mkdirSync(`${nodes.folder}/outside`);
  mkdirSync(nodes.target, { recursive: true });
  symlinkSync(`${nodes.folder}/outside`, `${nodes.target}/sub`);
  mkdirSync(`${nodes.source}/sub`);
  writeFileSync(`${nodes.source}/sub/secret`, 'x');
  await using sending = await nodes.start();
  await sending.outcome;
  expect(readdirSync(`${nodes.folder}/outside`)).toEqual([]);
});

test('a transfer that is stopped leaves no partial file and goes on where it was', async () => {
  await using nodes = await twoNodes();
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 200, largeFiles: [8 * mebibyte] });
  await using sending = await nodes.start({ options: { bwlimit: mebibyte } });
  await until(() => sending.progress.some(({ copied }) => copied.bytes > 0), { what: 'bytes move' });
  sending.stop();
  expect(await sending.outcome).toEqual({ kind: 'stopped' });
  await until(() => nodes.received.some(({ isOver }) => isOver));
  expect(inventory(nodes.target).filter((line) => line.includes('.partial'))).toEqual([]);
  expect(await nodes.send()).toMatchObject({ kind: 'completed' });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
});

test('what the selection leaves out is neither sent nor removed on the other node', async () => {
  await using nodes = await twoNodes();
  for (const name of ['a', 'b.tmp']) writeFileSync(`${nodes.source}/${name}`, name);
  mkdirSync(`${nodes.target}/old/cache`, { recursive: true });
  for (const name of ['mine.tmp', 'gone', 'old/cache/x']) writeFileSync(`${nodes.target}/${name}`, '');
  const rules = ['*.tmp', 'cache/'].map((pattern) => ({ kind: 'exclude', pattern }) as const);
  const options = { deleteExtras: true, selection: { rules } };
  expect(await nodes.send({ options })).toMatchObject({
    kind: 'completed',
    totals: { copied: { files: 1 }, deleted: { files: 1 }, failed: { files: 0 } },
  });
  expect(readdirSync(nodes.target, { recursive: true }).sort()).toEqual([
    'a',
    'mine.tmp',
    'old',
    'old/cache',
    'old/cache/x',
  ]);
});

test('links that are left out stay out on both nodes, and are counted', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/file`, 'text');
  symlinkSync('file', `${nodes.source}/link`);
  mkdirSync(nodes.target, { recursive: true });
  symlinkSync('elsewhere', `${nodes.target}/theirs`);
  const options = { links: 'skip', deleteExtras: true } as const;
  expect(await nodes.send({ options })).toMatchObject({
    kind: 'completed',
    totals: { copied: { files: 1 }, deleted: { files: 0 }, failed: { files: 0 }, leftOut: { links: 1, special: 0 } },
  });
  expect(readdirSync(nodes.target).sort()).toEqual(['file', 'theirs']);
  expect(nodes.auditOf('fs1')).toContainEqual(
    expect.objectContaining({ event: 'skipped', error: expect.objectContaining({ code: 'link-skipped' }) }),
  );
});

test('files arrive under the paths that rules make, and each node says in its record what it knows of them', async () => {
  await using nodes = await twoNodes();
  makeTree(nodes.source, { 'b/x.jpeg': 'b', 'a/x.jpeg': 'a', 'a/large': 'x'.repeat(2 * mebibyte) });
  const options = { flatten: true, rename: [parseRename('s#jpeg$#jpg#'), parseRename('s#^#all/#')] };
  const outcome = await nodes.send({ options });
  expect(outcome).toMatchObject({ kind: 'completed', totals: { copied: { files: 2 }, failed: { files: 1 } } });
  expect(Object.keys(readTree(nodes.target)).sort()).toEqual(['all', 'all/large', 'all/x.jpg']);
  expect(readTree(nodes.target)['all/x.jpg']?.content).toBe('a');
  const destination = `${nodes.target}/all/x.jpg`;
  expect(nodes.auditOf('fs1')).toContainEqual(
    expect.objectContaining({ event: 'synced', source: `${nodes.source}/a/x.jpeg`, destination }),
  );
  expect(nodes.auditOf('fs2')).toContainEqual(
    expect.objectContaining({ event: 'synced', source: `fs1:${nodes.source}`, destination: `fs2:${destination}` }),
  );
  const again = await nodes.send({ transfer: 'T-2', options });
  expect(again).toMatchObject({ totals: { copied: { files: 0 }, skipped: { files: 2 }, failed: { files: 1 } } });
});
