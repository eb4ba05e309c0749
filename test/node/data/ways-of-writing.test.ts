import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { spoilUnfinished } from '../../harness/partial-file.ts';
import { inventory, makeSampleTree } from '../../harness/sample-tree.ts';
import { until } from '../../harness/until.ts';
import { twoNodes } from './two-nodes.ts';

const mebibyte = 1024 * 1024;
const slowly = { verify: true, bwlimit: 4 * mebibyte, blockSizeBytes: 65_536 };

test('with --verify a tree arrives as it is, and both nodes keep their record of each file', async () => {
  await using nodes = await twoNodes();
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 20, largeFiles: Array<number>(6).fill(1_500_000) });
  await using sending = await nodes.start({ options: { verify: true, blockSizeBytes: 524_288 } });
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
  expect(sending.phases.at(-1)).toBe('verifying');
  const synced = (node: 'fs1' | 'fs2') =>
    nodes
      .auditOf(node)
      .filter(({ event }) => event === 'synced')
      .map(({ checksum }) => checksum)
      .sort();
  expect(synced('fs2')).toEqual(synced('fs1'));
});

test('folders of the source that --partial-dir hides are told to who owns the transfer, and fail nothing', async () => {
  await using nodes = await twoNodes();
  mkdirSync(`${nodes.source}/.p`);
  await using sending = await nodes.start({ options: { partialDir: '.p' } });
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(sending.found).toEqual([{ path: '.p', code: 'partial-dir-skipped' }]);
});

test('what the other disk spoils fails with its reason, and the old version stays', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/large`, Buffer.alloc(3 * mebibyte, 'x'));
  await nodes.send();
  writeFileSync(`${nodes.source}/large`, Buffer.alloc(3 * mebibyte + 1, 'y'));
  await using sending = await nodes.start({ transfer: 'T-2', options: { ...slowly, retries: 0 } });
  await spoilUnfinished(nodes.target);
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 1 } } });
  expect(sending.failed).toEqual([{ path: 'large', code: 'digest-mismatch' }]);
  expect(readFileSync(`${nodes.target}/large`).equals(Buffer.alloc(3 * mebibyte, 'x'))).toBe(true);
  expect(readdirSync(nodes.target)).toEqual(['large']);
  expect(nodes.auditOf('fs2').at(-1)).toMatchObject({ event: 'failed', error: { code: 'digest-mismatch' } });
});

test('what the other disk spoilt once is sent again', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/large`, Buffer.alloc(2 * mebibyte, 'x'));
  await using sending = await nodes.start({ options: { ...slowly, retries: 1 } });
  await spoilUnfinished(nodes.target);
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
});

test('with --inplace the other node writes into the files that it has', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/large`, Buffer.alloc(2 * mebibyte, 'x'));
  writeFileSync(`${nodes.source}/small`, 'old');
  await nodes.send();
  const inodes = () => ['large', 'small'].map((name) => statSync(`${nodes.target}/${name}`).ino);
  const before = inodes();
  writeFileSync(`${nodes.source}/large`, Buffer.alloc(2 * mebibyte - 7, 'y'));
  writeFileSync(`${nodes.source}/small`, 'newer');
  const options = { inplace: true, verify: true };
  expect(await nodes.send({ transfer: 'T-2', options })).toMatchObject({ totals: { copied: { files: 2 } } });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
  expect(inodes()).toEqual(before);
});

const unfinishedIn = (folder: string): number =>
  existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.partial')).length : 0;

test.each([
  { note: 'a name', dir: () => '.p', of: 'fs2/root/out/.p' },
  { note: 'a path below its roots', dir: (folder: string) => `${folder}/fs2/root/apart`, of: 'fs2/root/apart' },
])(
  'with --partial-dir as $note the other node keeps what is unfinished there, and nothing of it at the end',
  async (one) => {
    await using nodes = await twoNodes();
    writeFileSync(`${nodes.source}/large`, Buffer.alloc(2 * mebibyte, 'x'));
    const partialDir = one.dir(nodes.folder);
    const options = { ...slowly, partialDir, deleteExtras: true };
    await using sending = await nodes.start({ options });
    await until(() => unfinishedIn(`${nodes.folder}/${one.of}`) > 0, { what: 'an unfinished file where it should be' });
    expect(unfinishedIn(nodes.target)).toBe(0);
    expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
    expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
    await until(() => nodes.received.some(({ isOver }) => isOver));
    expect(readdirSync(`${nodes.folder}/fs2/root`)).toEqual(['out']);
  },
);

test.each([
  { note: 'outside of its roots', dir: (folder: string) => `${folder}/elsewhere`, code: 'outside-root' },
  {
    note: 'below a root that is only read',
    dir: (folder: string) => `${folder}/fs2/archive/x`,
    code: 'root-read-only',
  },
])('a folder for unfinished files $note is refused by the node that would write', async ({ dir, code }) => {
  await using nodes = await twoNodes({
    offered: (folder) => {
      mkdirSync(`${folder}/fs2/archive`);
      return [
        { path: `${folder}/fs2/root`, isReadOnly: false },
        { path: `${folder}/fs2/archive`, isReadOnly: true },
      ];
    },
  });
  writeFileSync(`${nodes.source}/a`, 'a');
  const outcome = await nodes.send({ options: { partialDir: dir(nodes.folder) } });
  expect(outcome).toMatchObject({ kind: 'failed', reason: { code } });
  expect([existsSync(nodes.target), existsSync(dir(nodes.folder))]).toEqual([false, false]);
});
