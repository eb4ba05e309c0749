/** Files with holes, from node to node. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { allocatedBytes, makeSparseFile } from '../../harness/sparse-file.ts';
import { until } from '../../harness/until.ts';
import { oldReceiver } from './old-receiver.ts';
import { twoNodes } from './two-nodes.ts';

const mebibyte = 1024 * 1024;
const tebibyte = 1024 * 1024 * mebibyte;

test('a hole crosses as a few bytes and is a hole again', async () => {
  await using nodes = await twoNodes();
  const content = { size: 200 * mebibyte, data: [[100 * mebibyte, mebibyte]] } as const;
  makeSparseFile(`${nodes.source}/disk.img`, content);
  makeSparseFile(`${nodes.source}/small.img`, { size: 300_000, data: [[65_536, 100]] });
  expect(await nodes.send()).toMatchObject({ kind: 'completed', totals: { copied: { files: 2 } } });
  for (const name of ['disk.img', 'small.img']) {
    const [from, to] = [`${nodes.source}/${name}`, `${nodes.target}/${name}`];
    expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
    expect(allocatedBytes(to)).toBeLessThanOrEqual(allocatedBytes(from));
  }
  const last = await until(() => nodes.received.find(({ isOver }) => isOver));
  expect(last.socketBytes).toBeLessThan(2 * mebibyte);
  const [here, there] = [nodes.auditOf('fs1'), nodes.auditOf('fs2')];
  expect(there.map(({ checksum }) => checksum)).toEqual(here.map(({ checksum }) => checksum));
});

test('a file of 1 TiB with 1 MiB of data crosses for the price of its data where no checksum is wanted', async () => {
  await using nodes = await twoNodes();
  makeSparseFile(`${nodes.source}/disk.img`, { size: tebibyte, data: [[tebibyte / 2, mebibyte]] });
  expect(await nodes.send({ options: { checksum: 'none' } })).toMatchObject({ kind: 'completed' });
  expect(statSync(`${nodes.target}/disk.img`).size).toBe(tebibyte);
  expect(allocatedBytes(`${nodes.target}/disk.img`)).toBe(allocatedBytes(`${nodes.source}/disk.img`));
});

test('a stop is heard within a hole, on both nodes', async () => {
  await using nodes = await twoNodes();
  makeSparseFile(`${nodes.source}/disk.img`, { size: 4 * tebibyte, data: [[0, 4096]] });
  await using sending = await nodes.start();
  const done = () => new Set(sending.progress.flatMap(({ files }) => files.map(({ doneBytes }) => doneBytes)));
  await until(() => done().size > 3);
  sending.stop();
  expect(await sending.outcome).toEqual({ kind: 'stopped' });
  await until(() => nodes.received.some(({ isOver }) => isOver));
  expect(readdirSync(nodes.target)).toEqual([]);
});

test('a node of 0.1.0 gets the zeros of a hole', async () => {
  await using nodes = await twoNodes();
  makeSparseFile(`${nodes.source}/disk.img`, { size: 3 * mebibyte, data: [[mebibyte, 4096]] });
  await using old = await oldReceiver(await nodes.authority.nodeIdentity('fs2'));
  expect(await nodes.send({ port: old.port })).toMatchObject({ kind: 'completed' });
  const content = Buffer.concat(old.blocks.map(({ data }) => data));
  expect(content.equals(readFileSync(`${nodes.source}/disk.img`))).toBe(true);
});
