import { X509Certificate } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { certificateFingerprint, type Identity } from '../../../src/link/identity.ts';
import { until } from '../../harness/until.ts';
import { twoNodes } from './two-nodes.ts';

const fingerprintOf = ({ certificate }: Identity): string => certificateFingerprint(new X509Certificate(certificate));

test('a peer whose certificate is revoked is turned out in the middle of its transfer, which ends for good', async () => {
  await using nodes = await twoNodes();
  const identity = await nodes.authority.nodeIdentity('fs1');
  writeFileSync(`${nodes.source}/a`, Buffer.alloc(8_000_000, 1));
  await using sending = await nodes.start({ identity, options: { bwlimit: 500_000 } });
  await until(() => nodes.received.some(({ bytes }) => bytes > 0));
  nodes.listener.distrust([fingerprintOf(identity)]);
  expect(await sending.outcome).toMatchObject({ kind: 'failed', reason: { code: 'revoked' }, isRetryable: false });
  await until(() => nodes.received.some(({ isOver }) => isOver));
  expect(readdirSync(nodes.target)).toEqual([]);
  expect(nodes.refused).toMatchObject([{ reason: { code: 'revoked' } }]);
});

test('a revoked certificate is not let in again, and another one of the same node is', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/a`, 'a');
  const revoked = await nodes.authority.nodeIdentity('fs1');
  nodes.listener.distrust([fingerprintOf(revoked)]);
  expect(await nodes.send({ identity: revoked })).toMatchObject({ kind: 'failed', reason: { code: 'revoked' } });
  expect(await nodes.send({ identity: await nodes.authority.nodeIdentity('fs1') })).toMatchObject({
    kind: 'completed',
  });
});

test('a node sends nothing to a peer that shows a revoked certificate', async () => {
  await using nodes = await twoNodes();
  writeFileSync(`${nodes.source}/a`, 'a');
  const identity = {
    ...(await nodes.authority.nodeIdentity('fs1')),
    distrusted: [fingerprintOf(nodes.identities.fs2)],
  };
  expect(await nodes.send({ identity })).toMatchObject({
    kind: 'failed',
    reason: { code: 'revoked', message: expect.stringContaining('longhaul://node/fs2') },
    isRetryable: false,
  });
});
