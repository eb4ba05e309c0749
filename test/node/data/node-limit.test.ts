import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../../harness/until.ts';
import { cuttingProxy } from './cutting-proxy.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

const bytesInFile = 1_500_000;
/** The files take longer than the start. */
const rate = 1_200_000;

/** Starts as many transfers of one file each, at once; each into a folder of its own. */
async function sendTogether(nodes: TwoNodes, count: number, bwlimit?: number): Promise<void> {
  writeFileSync(`${nodes.source}/file`, Buffer.alloc(bytesInFile, 1));
  const sent = Array.from({ length: count }, (_, n) =>
    nodes.send({
      transfer: `T-${n + 1}`,
      to: `${nodes.target}-${n}`,
      backlog: `fs1/backlog-${n}.db`,
      options: { bwlimit },
    }),
  );
  for (const outcome of await Promise.all(sent)) expect(outcome).toMatchObject({ kind: 'completed' });
}

describe.each(['fs1', 'fs2'] as const)('the limit of a node that %s is', (node) => {
  test('holds for all its transfers together', async () => {
    await using nodes = await twoNodes();
    nodes.nodeLimits[node].bytesPerSecond = rate;
    const start = performance.now();
    await sendTogether(nodes, 2);
    // In no time at all without the limit; 150 ms are what a limit makes up for.
    expect(performance.now() - start).toBeGreaterThan(((2 * bytesInFile) / rate) * 1000 - 150);
  });

  test('may be lifted while a transfer is under way', async () => {
    await using nodes = await twoNodes();
    writeFileSync(`${nodes.source}/file`, Buffer.alloc(20_000_000, 1));
    nodes.nodeLimits[node].bytesPerSecond = 200_000;
    await using sending = await nodes.start();
    await until(() => sending.progress.some(({ copied }) => copied.bytes > 0), { what: 'bytes move' });
    nodes.nodeLimits[node].bytesPerSecond = undefined;
    expect(await sending.outcome).toMatchObject({ kind: 'completed' });
  });
});

test('the limit of a node that receives is kept on the line, not only where the bytes are read', async () => {
  await using nodes = await twoNodes();
  nodes.nodeLimits.fs2.bytesPerSecond = rate;
  await using proxy = await cuttingProxy(nodes.listener.port);
  writeFileSync(`${nodes.source}/file`, Buffer.alloc(20_000_000, 1));
  await using sending = await nodes.start({ port: proxy.port });
  await until(() => proxy.passedBytes > bytesInFile, { what: 'bytes pass' });
  const start = performance.now();
  const before = proxy.passedBytes;
  await until(() => proxy.passedBytes > before + 2 * bytesInFile, { what: 'more bytes pass' });
  // Buffers of the kernel would take as much at once.
  expect(performance.now() - start).toBeGreaterThan(((2 * bytesInFile) / rate) * 1000 * 0.8);
  sending.stop();
});

test('a transfer keeps to a limit of its own below that of its node', async () => {
  await using nodes = await twoNodes();
  nodes.nodeLimits.fs1.bytesPerSecond = 100 * rate;
  const start = performance.now();
  await sendTogether(nodes, 1, rate);
  expect(performance.now() - start).toBeGreaterThan((bytesInFile / rate) * 1000 - 150);
});
