import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { openAuthority } from '../../hub/access/authority.ts';
import { splitAddress } from '../../src/link/address.ts';
import { type Enrolled, enrol } from '../../src/link/enrol.ts';
import { type Identity, secureContext } from '../../src/link/identity.ts';
import { makeKeyRequest } from '../../src/link/key-request.ts';
import { saveProfile } from '../../src/link/profile.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { attachUser, enrolMember, type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { freePort } from '../harness/running-fleet.ts';
import { RunningProgram, runProgram } from '../harness/running-program.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';

const dayMs = 24 * 3600 * 1000;
const signal = new AbortController().signal;

/** A hub whose clock is that many days ahead. */
const ahead = (days: number) => ({ now: () => Date.now() + days * dayMs, sleep: async () => undefined });

const daysLeft = ({ certificate }: Identity): number =>
  Math.round((new X509Certificate(certificate).validToDate.getTime() - Date.now()) / dayMs);

async function renewedNode(
  { peer }: Awaited<ReturnType<typeof attachNode>>,
  { identity }: Enrolled,
): Promise<Identity> {
  const { key, csr } = await makeKeyRequest('fs1');
  return { ...identity, key, ...(await peer.request('renew-certificate', { csr })) };
}

async function invitation(hub: OpenedHub, kind: 'node' | 'user', name: string): Promise<string> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  return (await admin.request('invite', { kind, name })).token;
}

test('a certificate of a node lives for a week, of a user for a month, and begins a day ago for machines that are behind', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const node = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const user = await enrolMember(hub, { kind: 'user', name: 'ana' });
  expect([node, user, hub.admin].map(({ identity }) => daysLeft(identity))).toEqual([7, 30, 30]);
  for (const { identity } of [node, user]) {
    const { validFromDate } = new X509Certificate(identity.certificate);
    expect((Date.now() - validFromDate.getTime()) / dayMs).toBeCloseTo(1, 1);
  }
});

test('a renewed certificate opens a link, and so does the one before, until its own end', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const enrolled = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  await using node = await attachNode({ hub: hub.address, enrolled });
  const identity = await renewedNode(node, enrolled);
  expect(new X509Certificate(identity.certificate).subjectAltName).toBe('URI:longhaul://node/fs1');
  await using _next = await attachNode({ hub: hub.address, enrolled: { ...enrolled, identity } });
  await using _before = await attachNode({ hub: hub.address, enrolled });
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.at(-1)).toMatchObject({ who: 'node:fs1', action: 'node.renew', object: 'fs1', result: 'ok' });
  await admin.request('revoke', { name: 'fs1' });
  for (const revoked of [identity, enrolled.identity])
    await expect(attachUser(hub.address, revoked)).rejects.toMatchObject({ code: 'revoked' });
});

test('one that has expired is told so, and the name is free for a new token', async () => {
  await using folder = await tempFolder();
  let enrolled: Enrolled;
  {
    await using hub = await openTestHub(folder.path, { clock: ahead(-8) });
    enrolled = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  }
  await using hub = await openTestHub(folder.path);
  await expect(attachUser(hub.address, enrolled.identity)).rejects.toMatchObject({
    code: 'certificate-expired',
    message: expect.stringContaining('the certificate of node fs1 has expired'),
  });
  const token = await invitation(hub, 'node', 'fs1');
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).resolves.toMatchObject({ name: 'fs1' });
});

test('an authority that is halfway through its life goes on with the same key, and nobody has to join again', async () => {
  await using folder = await tempFolder();
  const file = `${folder.path}/authority.json`;
  const before = await openAuthority(file, Date.now() - 5.1 * 365 * dayMs);
  const after = await openAuthority(file, Date.now());
  const [old, young] = [new X509Certificate(before.certificate), new X509Certificate(after.certificate)];
  expect(young.validToDate.getFullYear() - old.validToDate.getFullYear()).toBe(5);
  const { csr } = await makeKeyRequest('fs1');
  const leaf = new X509Certificate(
    (await after.issue({ csr, uri: 'longhaul://node/fs1', now: Date.now() })).certificate,
  );
  expect(leaf.checkIssued(old) && leaf.verify(old.publicKey) && leaf.checkIssued(young)).toBe(true);
  expect((await openAuthority(file, Date.now())).certificate).toBe(after.certificate);
});

/** The certificate that the data port shows. */
async function shownAt(address: string, identity: Identity): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(
    { ...splitAddress(address), ...secureContext(identity), checkServerIdentity: () => undefined },
    () => {
      resolve(String(socket.getPeerX509Certificate()?.fingerprint256));
      socket.destroy();
    },
  ).once('error', reject);
  return await promise;
}

test('a node renews by the clock of the hub, over the link that it has, and its data port shows the new certificate', async () => {
  using folder = temporaryFolder();
  const [hubPort, dataPort] = [await freePort(), await freePort()];
  const listen = { host: '127.0.0.1', port: hubPort };
  const kept = () => JSON.parse(readFileSync(folder.at('node/identity.json'), 'utf8')) as Identity;
  const flags = ['--data', folder.at('node'), '--root', folder.path, '--listen', `127.0.0.1:${dataPort}`];
  let node: RunningProgram;
  let first: Identity;
  {
    // Joined five days ago.
    await using hub = await openTestHub(folder.at('h'), { listen, clock: ahead(-5) });
    const root = folder.at('h/config');
    flags.splice(3, 1, root);
    node = new RunningProgram('node', [...flags, '--join', await invitation(hub, 'node', 'fs1')]);
    await until(() => node.said.includes('is attached to the hub'), { what: node.said });
    first = kept();
  }
  await using _node = node;
  expect(node.said).not.toContain('renewed');
  await using _hub = await openTestHub(folder.at('h'), { listen });
  await until(() => node.said.includes('the certificate was renewed'), { what: node.said });
  const next = kept();
  expect([daysLeft(first), daysLeft(next)]).toEqual([2, 7]);
  expect(next.key).not.toBe(first.key);
  const expected = new X509Certificate(next.certificate).fingerprint256;
  await until(async () => (await shownAt(`127.0.0.1:${dataPort}`, next)) === expected);
  // Once for each hub.
  expect(node.said.match(/is attached to the hub/g)).toHaveLength(2);
});

test('a script renews the certificate of its profile on the way, and its file keeps it', async () => {
  await using folder = await tempFolder();
  let ana: Enrolled;
  {
    await using hub = await openTestHub(folder.path, { clock: ahead(-25) });
    ana = await enrolMember(hub, { kind: 'user', name: 'ana' });
  }
  await using hub = await openTestHub(folder.path);
  const file = `${folder.path}/home/longhaul/profiles/ana.json`;
  await saveProfile(file, { hub: hub.address, name: 'ana', identity: ana.identity });
  const env = { ...process.env, XDG_CONFIG_HOME: `${folder.path}/home`, XDG_STATE_HOME: `${folder.path}/none` };
  const listed = await runProgram('hub', ['--profile', 'ana', '--nodes', '--json'], env);
  expect(listed).toMatchObject({ code: 0, stderr: '' });
  const { identity } = JSON.parse(readFileSync(file, 'utf8')) as { identity: Identity };
  expect([daysLeft(ana.identity), daysLeft(identity)]).toEqual([5, 30]);
  await using _ana = await attachUser(hub.address, identity);
});
