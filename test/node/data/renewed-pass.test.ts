/** What lets a transfer in is renewed while it runs: its further connections show what is good now. */
import { X509Certificate } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { grantLifetimeSeconds } from '../../../src/model/grant.ts';
import { inventory, makeSampleTree } from '../../harness/sample-tree.ts';
import { until } from '../../harness/until.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

const mebibyte = 1024 * 1024;

function withFile({ source }: TwoNodes): void {
  rmSync(source, { recursive: true });
  makeSampleTree({ path: source, smallFiles: 0, largeFiles: [16 * mebibyte] });
}

const refusedCodes = ({ refused }: TwoNodes): string[] => refused.map(({ reason }) => reason.code);

test('a transfer that outlives its certificate opens further connections with the renewed one', async () => {
  await using nodes = await twoNodes();
  withFile(nodes);
  const identity = await nodes.authority.nodeIdentity('fs1', { lifetimeMs: 8000 });
  const expiresAt = new X509Certificate(identity.certificate).validToDate.getTime();
  await using sending = await nodes.start({ identity, options: { streams: 1, bwlimit: 500_000 } });
  const streams = (): number | undefined => sending.progress.at(-1)?.streams;
  await until(() => streams() === 1, { what: 'the transfer runs' });
  await until(() => Date.now() > expiresAt + 1000, { what: 'the certificate has expired' });
  sending.setStreams(2);
  await until(() => refusedCodes(nodes).includes('certificate-expired'), { what: 'the old one opens nothing' });

  sending.renew({ identity: await nodes.authority.nodeIdentity('fs1') });
  sending.setStreams(3);
  await until(() => streams() === 3, { what: 'the renewed one opens what is missing' });
  sending.setLimit(undefined);
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
});

test('a transfer that outlives its grant opens further connections with the renewed one', async () => {
  await using nodes = await twoNodes();
  withFile(nodes);
  await using sending = await nodes.start({ options: { streams: 1, bwlimit: 500_000 } });
  const streams = (): number | undefined => sending.progress.at(-1)?.streams;
  await until(() => streams() === 1, { what: 'the transfer runs' });
  const later = (grantLifetimeSeconds + 3600) * 1000;
  nodes.listener.setHubClock(later);
  sending.setStreams(2);
  await until(() => refusedCodes(nodes).includes('grant-expired'), { what: 'the old one opens nothing' });

  const places = { source: `fs1:${nodes.source}`, destination: `fs2:${nodes.target}` };
  sending.renew({ grant: await nodes.authority.grant({ ...places, now: Date.now() + later }) });
  sending.setStreams(3);
  await until(() => streams() === 3, { what: 'the renewed one opens what is missing' });
  sending.setLimit(undefined);
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
});
