import { expect, test } from 'vitest';
import { enrol } from '../../src/link/enrol.ts';
import type { hubToNode } from '../../src/protocol/node-link.ts';
import type { RequestBody } from '../../src/protocol/side.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

type Told = RequestBody<typeof hubToNode, 'distrust'>['certificates'];

const signal = new AbortController().signal;

function listener(told: Told[]) {
  return {
    distrust: async ({ certificates }: { readonly certificates: Told }) => {
      told.push(certificates);
      return {};
    },
  };
}

test('the link of a revoked user ends at once, and the certificate opens no other', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { identity } = await enrolMember(hub, { kind: 'user', name: 'ana', role: 'operator' });
  await using ana = await attachUser(hub.address, identity);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await expect(admin.request('revoke', { name: 'ana' })).resolves.toMatchObject({ kind: 'user', certificates: 1 });
  await expect(ana.closed).resolves.toMatchObject({ message: expect.stringContaining('revoked') });
  await expect(attachUser(hub.address, identity)).rejects.toMatchObject({ code: 'revoked' });
  await expect(attachUser(hub.address, identity)).rejects.toMatchObject({ code: 'revoked' });
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 100 });
  // Who comes again and again leaves one line an hour.
  expect(entries.slice(-2)).toMatchObject([
    { who: 'user:admin', action: 'user.revoke', object: 'ana', result: 'ok' },
    { who: 'hub', action: 'certificate.use', result: 'denied', detail: 'the certificate of user ana was revoked' },
  ]);
});

test('what a revoked side still says on its old link is not heard', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { identity } = await enrolMember(hub, { kind: 'user', name: 'eve', role: 'admin' });
  await using eve = await attachUser(hub.address, identity);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const revoked = admin.request('revoke', { name: 'eve' });
  const asked = Array.from({ length: 50 }, () => eve.request('invite', { kind: 'user', name: 'eve2', role: 'admin' }));
  await revoked;
  const late = eve.request('invite', { kind: 'user', name: 'eve3', role: 'admin' });
  await Promise.allSettled([...asked, late]);
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 1000 });
  const at = entries.findIndex(({ action }) => action === 'user.revoke');
  expect(entries.slice(at + 1).filter(({ who }) => who === 'user:eve')).toEqual([]);
});

test('a revoked name joins again with a new key, and no invitation from before lets it in', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const before = await admin.request('invite', { kind: 'node', name: 'fs1' });
  const first = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  await admin.request('revoke', { name: 'fs1' });
  await expect(enrol({ token: before.token, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({
    code: 'token-expired',
  });
  const second = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  await using _node = await attachNode({ hub: hub.address, enrolled: second });
  await expect(attachNode({ hub: hub.address, enrolled: first })).rejects.toMatchObject({ code: 'revoked' });
});

test('a name that nobody has, or both a node and a user, is not revoked by guessing', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await enrolMember(hub, { kind: 'node', name: 'max' });
  const { identity } = await enrolMember(hub, { kind: 'user', name: 'max' });
  await expect(admin.request('revoke', { name: 'nobody' })).rejects.toMatchObject({ code: 'name-unknown' });
  await expect(admin.request('revoke', { name: 'max' })).rejects.toMatchObject({ code: 'usage' });
  await expect(admin.request('revoke', { kind: 'node', name: 'max' })).resolves.toMatchObject({ kind: 'node' });
  await using _max = await attachUser(hub.address, identity);
});

test('transfers of a revoked node end as failed, those of others to it when nobody has begun them, and the rest goes on', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using one = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await using two = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs2 });
  const back = { source: { node: 'fs2', path: '/srv/x' }, destination: { node: 'fs1', path: '/srv/y' } };
  const owned = await startTransfer(fleet.admin);
  const begun = await startTransfer(fleet.admin, back);
  await until(() => one.orders.length === 1 && two.orders.length === 1);
  const { transfers } = await fleet.admin.request('revoke', { name: 'fs1' });
  expect(transfers).toEqual([owned.id]);
  const state = async (transfer: typeof owned) =>
    (await fleet.admin.request('show-transfer', { transfer: transfer.id })).state;
  expect(await state(owned)).toMatchObject({ kind: 'failed', reason: { code: 'revoked' } });
  // Its owner has been told, and reports how it ended.
  expect(await state(begun)).toEqual({ kind: 'queued' });
  await expect(startTransfer(fleet.admin, back)).rejects.toMatchObject({ code: 'node-unknown' });
  const { nodes } = await fleet.admin.request('list-nodes', {});
  expect(nodes.map(({ name }) => name)).toEqual(['fs2']);
});

test('who is turned away at a data port is in the audit trail of the hub, with the reason and how often', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const reason = { code: 'grant-invalid', message: 'the grant is for T-1, not for T-2' };
  await node.peer.request('report-refusals', { refusals: [{ from: 'node fs2 at 10.0.0.2', reason, count: 3 }] });
  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.at(-1)).toMatchObject({
    who: 'node:fs1',
    action: 'peer.refuse',
    object: 'node fs2 at 10.0.0.2',
    result: 'denied',
    detail: 'grant-invalid: the grant is for T-1, not for T-2 (3 times)',
  });
});

test('other nodes are told at once, and one that was away at its next contact', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const told: Told[] = [];
  const fs3 = await enrolMember(fleet.hub, { kind: 'node', name: 'fs3' });
  await using _two = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs2, requests: listener(told) });
  await fleet.admin.request('revoke', { name: 'fs1' });
  await until(() => told.length > 0);
  expect(told[0]).toMatchObject([{ node: 'fs1', fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  const later: Told[] = [];
  await using _three = await attachNode({ hub: fleet.hub.address, enrolled: fs3, requests: listener(later) });
  await until(() => later.length > 0);
  expect(later[0]).toEqual(told[0]);
});
