import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startDataListener } from '../../../node/data/receive/data-listener.ts';
import { createLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { twoNodes } from './two-nodes.ts';

const silent = { onReceived: () => {}, onRefused: () => {}, onFailure: () => {} };

test('a busy port is one clear fault, and the listener that has it goes on', async () => {
  await using nodes = await twoNodes();
  const { authority, listener, folder } = nodes;
  const second = startDataListener({
    ...silent,
    listen: { host: '127.0.0.1', port: listener.port },
    hub: '127.0.0.1:1',
    home: `${folder}/meet.sock`,
    name: 'fs2',
    identity: await authority.nodeIdentity('fs2'),
    grantKey: authority.authority.grantPublicKey,
    roots: [],
    auditFile: `${folder}/audit.jsonl`,
    nodeLimiter: createLimiter(undefined),
    maxTransfers: 4,
  });
  await expect(second).rejects.toMatchObject({
    code: 'port-busy',
    message: `127.0.0.1:${listener.port} is in use by another program`,
  });
  writeFileSync(`${nodes.source}/a`, 'a');
  expect(await nodes.send()).toMatchObject({ kind: 'completed' });
});

test('a listener that is let go ends its sessions, and the sender may try again', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/a`, Buffer.alloc(8_000_000, 1));
  await using sending = await nodes.start({ options: { bwlimit: 500_000 } });
  await expect.poll(() => nodes.received.some(({ bytes }) => bytes > 0)).toBe(true);
  await nodes.listener[Symbol.asyncDispose]();
  expect(await sending.outcome).toMatchObject({ kind: 'failed', reason: { code: 'link-lost' }, isRetryable: true });
});

test('two transfers at the same time do not disturb each other', async () => {
  await using nodes = await twoNodes();
  for (let index = 0; index < 50; index += 1) writeFileSync(`${nodes.source}/${index}`, `file ${index}`);
  const outcomes = await Promise.all(
    [1, 2, 3].map((number) =>
      nodes.send({ transfer: `T-${number}`, to: `${nodes.target}${number}`, backlog: `fs1/${number}.db` }),
    ),
  );
  expect(outcomes).toMatchObject([1, 2, 3].map(() => ({ kind: 'completed', totals: { copied: { files: 50 } } })));
});

test('a limit is kept between nodes, and lifting it is felt at once', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/a`, Buffer.alloc(20_000_000, 1));
  await using sending = await nodes.start({ options: { bwlimit: 200_000 } });
  await expect.poll(() => nodes.received.some(({ bytes }) => bytes > 0)).toBe(true);
  sending.setLimit(undefined);
  expect(await sending.outcome).toMatchObject({ kind: 'completed' });
});
