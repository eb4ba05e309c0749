import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { spoilUnfinished } from '../../harness/partial-file.ts';
import { inventory, makeSampleTree } from '../../harness/sample-tree.ts';
import { twoNodes } from './two-nodes.ts';

const mebibyte = 1024 * 1024;
const slowly = { verify: true, bwlimit: 4 * mebibyte, blockSizeBytes: 65_536 };

test('with --verify a tree arrives as it is, and both nodes keep their record of each file', async () => {
  await using nodes = await twoNodes();
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, smallFiles: 60, largeFiles: Array<number>(12).fill(2_500_000) });
  await using sending = await nodes.start({ options: { verify: true, blockSizeBytes: mebibyte } });
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
