import { expect, test } from 'vitest';
import { verifyGrant } from '../../src/protocol/grant-token.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { attachUser, enrolMember, type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

/** A hub with fs1 and fs2 enrolled, fs2 having been attached once, and an admin attached. */
async function openFleet(folder: string, known?: { fs1: Awaited<ReturnType<typeof enrolMember>> }) {
  await using stack = new AsyncDisposableStack();
  const hub = stack.use(await openTestHub(folder));
  const fs1 = known?.fs1 ?? (await enrolMember(hub, { kind: 'node', name: 'fs1' }));
  if (known === undefined) {
    const fs2 = await enrolMember(hub, { kind: 'node', name: 'fs2' });
    await using _once = await attachNode({ hub: hub.address, enrolled: fs2, dataAddress: '10.0.0.2:7401' });
  }
  const admin = stack.use(await attachUser(hub.address, hub.admin.identity));
  const owned = stack.move();
  return { hub, fs1, admin, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function offline(hub: OpenedHub, node: string): Promise<void> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await until(
    async () => {
      const { nodes } = await admin.request('list-nodes', {});
      return nodes.some(({ name, presence }) => name === node && presence === 'offline');
    },
    { what: `${node} is offline` },
  );
}

test('the owner gets the order with the address of its peer and a grant that the peer accepts', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin, { name: 'reel 4' });
  const order = await until(() => node.orders[0], { what: 'an order' });
  expect(order).toMatchObject({
    id,
    name: 'reel 4',
    createdBy: 'user:admin',
    peer: { node: 'fs2', address: '10.0.0.2:7401' },
  });
  const claims = await verifyGrant({
    token: order.peer?.grant ?? '',
    key: fleet.fs1.grantKey,
    audience: 'fs2',
    now: Date.now(),
  });
  expect(claims).toEqual({ transfer: id, source: order.source, destination: order.destination, mayDelete: false });
});

test('a transfer on one node needs no peer and no grant', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await startTransfer(fleet.admin, { destination: { node: 'fs1', path: '/srv/copy' } });
  expect(await until(() => node.orders[0], { what: 'an order' })).not.toHaveProperty('peer');
});

test.each([
  { note: 'an unknown source', request: { source: { node: 'fs9', path: '/a' } }, code: 'node-unknown' },
  { note: 'an unknown destination', request: { destination: { node: 'fs9', path: '/a' } }, code: 'node-unknown' },
  {
    note: 'a destination inside the source',
    request: { destination: { node: 'fs1', path: '/srv/in/copy' } },
    code: 'usage',
  },
  { note: 'the source itself', request: { destination: { node: 'fs1', path: '/srv/in/' } }, code: 'usage' },
])('a transfer to or from $note is refused and leaves no trace', async ({ request, code }) => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await expect(startTransfer(fleet.admin, request)).rejects.toMatchObject({ code });
  await expect(fleet.admin.request('list-transfers', { filter: 'all', offset: 0, limit: 1 })).resolves.toMatchObject({
    total: 0,
  });
});

test('the same key answers with the transfer that it started', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const first = await startTransfer(fleet.admin, { key: 'nightly-1' });
  const second = await startTransfer(fleet.admin, { key: 'nightly-1', name: 'again' });
  expect(second.id).toBe(first.id);
  await startTransfer(fleet.admin, { key: 'nightly-2' });
  await until(() => node.orders.length === 2, { what: 'both orders' });
});

test('a transfer of an absent node stays queued and is ordered when the node comes', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { id, state } = await startTransfer(fleet.admin);
  expect(state).toEqual({ kind: 'queued' });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  expect(await until(() => node.orders[0], { what: 'an order' })).toMatchObject({ id });
});

test('a transfer to a node that was never attached is ordered when its address is known', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const fs3 = await enrolMember(fleet.hub, { kind: 'node', name: 'fs3' });
  await using owner = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await startTransfer(fleet.admin, { destination: { node: 'fs3', path: '/srv' } });
  await using _destination = await attachNode({ hub: fleet.hub.address, enrolled: fs3, dataAddress: '0.0.0.0:7500' });
  // It listens everywhere and named no address: it is reached where it dialled from.
  expect(await until(() => owner.orders[0], { what: 'an order' })).toMatchObject({
    peer: { address: '127.0.0.1:7500' },
  });
});

test('an order that the node refuses fails the transfer with the reason of the node', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using _node = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'start-transfer': async () => {
        throw new Fault('outside-root', '/srv/in is not offered');
      },
    },
  });
  const { id } = await startTransfer(fleet.admin);
  const transfer = await until(
    async () => {
      const shown = await fleet.admin.request('show-transfer', { transfer: id });
      return shown.state.kind === 'failed' && shown;
    },
    { what: 'the end' },
  );
  expect(transfer.state).toMatchObject({ reason: { code: 'outside-root', message: '/srv/in is not offered' } });
});

test('after a restart of the hub, what the node has is left alone and what it has not is ordered again', async () => {
  await using folder = await tempFolder();
  let fs1: Awaited<ReturnType<typeof enrolMember>>;
  {
    await using fleet = await openFleet(folder.path);
    ({ fs1 } = fleet);
    await using node = await attachNode({ hub: fleet.hub.address, enrolled: fs1 });
    await startTransfer(fleet.admin);
    await startTransfer(fleet.admin);
    await until(() => node.orders.length === 2, { what: 'both orders' });
  }
  await using fleet = await openFleet(folder.path, { fs1 });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fs1, unfinished: [transferId(1)] });
  await until(() => node.orders.length > 0, { what: 'an order' });
  // Another command after it shows that nothing else was on its way.
  await fleet.admin.request('pause-transfer', { transfer: transferId(1) });
  expect(node.orders.map(({ id }) => id)).toEqual(['T-2']);
});

test('pause, resume and cancel reach the owner, and the answer shows what the owner reported', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin);
  await until(() => node.orders.length > 0, { what: 'an order' });
  const pausing = fleet.admin.request('pause-transfer', { transfer: id });
  await until(() => node.commands.length === 1, { what: 'the command' });
  await node.report(1, id, { kind: 'state', state: { kind: 'paused' } });
  await expect(pausing).resolves.toMatchObject({ state: { kind: 'paused' } });
  const resuming = fleet.admin.request('resume-transfer', { transfer: id });
  await node.report(2, id, { kind: 'state', state: { kind: 'transferring' } });
  await expect(resuming).resolves.toMatchObject({ state: { kind: 'transferring' } });
  const cancelling = fleet.admin.request('cancel-transfer', { transfer: id });
  await node.report(3, id, { kind: 'state', state: { kind: 'cancelled' } });
  await expect(cancelling).resolves.toMatchObject({ state: { kind: 'cancelled' } });
  expect(node.commands).toEqual([`pause ${id}`, `resume ${id}`, `cancel ${id}`]);
  await expect(fleet.admin.request('resume-transfer', { transfer: id })).rejects.toMatchObject({
    code: 'not-possible-now',
  });
});

test('a cancel for an absent owner is shown as asked and delivered when the owner is back, also after a restart of the hub', async () => {
  await using folder = await tempFolder();
  let fs1: Awaited<ReturnType<typeof enrolMember>>;
  {
    await using fleet = await openFleet(folder.path);
    ({ fs1 } = fleet);
    {
      await using node = await attachNode({ hub: fleet.hub.address, enrolled: fs1 });
      const { id } = await startTransfer(fleet.admin);
      await until(() => node.orders.length > 0, { what: 'an order' });
      await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
    }
    await offline(fleet.hub, 'fs1');
    const asked = await fleet.admin.request('cancel-transfer', { transfer: transferId(1) });
    // Its node may still be moving files: nothing is claimed that nobody knows.
    expect(asked).toMatchObject({ state: { kind: 'transferring' }, asked: 'cancel' });
  }
  await using fleet = await openFleet(folder.path, { fs1 });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fs1, unfinished: [transferId(1)] });
  await until(() => node.commands.includes('cancel T-1'), { what: 'the command' });
  await node.report(2, transferId(1), { kind: 'state', state: { kind: 'cancelled' } });
  const shown = await fleet.admin.request('show-transfer', { transfer: transferId(1) });
  expect(shown.state).toEqual({ kind: 'cancelled' });
  expect(shown.asked).toBeUndefined();
});

test('a transfer that its owner never heard of is cancelled at once', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { id } = await startTransfer(fleet.admin);
  await expect(fleet.admin.request('cancel-transfer', { transfer: id })).resolves.toMatchObject({
    state: { kind: 'cancelled' },
  });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await startTransfer(fleet.admin);
  await until(() => node.orders.length > 0, { what: 'the order of the second' });
  expect(node.orders.map((order) => order.id)).toEqual(['T-2']);
});

test('a cancel that the owner answers with "unknown" ends the transfer', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'cancel-transfer': async () => {
        throw new Fault('transfer-unknown', 'never heard of it');
      },
    },
  });
  const { id } = await startTransfer(fleet.admin);
  await until(() => node.orders.length > 0, { what: 'an order' });
  await expect(fleet.admin.request('cancel-transfer', { transfer: id })).resolves.toMatchObject({
    state: { kind: 'cancelled' },
  });
});

test('a second link of a node replaces the first, and the node stays online', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using first = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await using second = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await expect(first.peer.closed).resolves.toMatchObject({ code: 'link-lost' });
  const { nodes } = await fleet.admin.request('list-nodes', {});
  expect(nodes.find(({ name }) => name === 'fs1')).toMatchObject({ presence: 'online' });
  await startTransfer(fleet.admin);
  await until(() => second.orders.length === 1, { what: 'an order on the newer link' });
  expect(first.orders).toEqual([]);
});

test('a browse of an absent node says since when it is away', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const request = { location: { node: 'fs1', path: '/' }, offset: 0, limit: 10 };
  await expect(fleet.admin.request('browse', request)).rejects.toMatchObject({ code: 'node-unreachable' });
  await using _node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await expect(fleet.admin.request('browse', request)).resolves.toMatchObject({ path: '/' });
});

test('a paused transfer that its node has lost stays paused when the node is back, and resume orders it anew', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { id } = await startTransfer(fleet.admin);
  {
    await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
    await until(() => node.orders.length > 0, { what: 'an order' });
    await node.report(1, id, { kind: 'state', state: { kind: 'paused' } });
  }
  await offline(fleet.hub, 'fs1');
  await using node = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'resume-transfer': async () => {
        throw new Fault('transfer-unknown', 'never heard of it');
      },
    },
  });
  await startTransfer(fleet.admin);
  await until(() => node.orders.length > 0, { what: 'the order of the second' });
  expect(node.orders.map((order) => order.id)).toEqual(['T-2']);
  await fleet.admin.request('resume-transfer', { transfer: id });
  await until(() => node.orders.length > 1, { what: 'the order of the first' });
  expect(node.orders.map((order) => order.id)).toEqual(['T-2', 'T-1']);
});

test('a transfer to a node that only dials out is refused at once', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const fs3 = await enrolMember(fleet.hub, { kind: 'node', name: 'fs3' });
  await using _node = await attachNode({ hub: fleet.hub.address, enrolled: fs3, dataAddress: undefined });
  const attempt = startTransfer(fleet.admin, { destination: { node: 'fs3', path: '/srv' } });
  await expect(attempt).rejects.toMatchObject({
    code: 'node-unreachable',
    message: expect.stringContaining('--listen none'),
  });
});

test('a transfer that is cancelled while its order is made is never ordered', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  let reports = 0;
  for (let round = 1; round <= 20; round += 1) {
    const starting = startTransfer(fleet.admin);
    // Sent together: the hub reads one right after the other.
    const cancelling = fleet.admin.request('cancel-transfer', { transfer: transferId(round) });
    const { id } = await starting;
    const { state, asked } = await cancelling;
    const isOrdered = node.orders.some((order) => order.id === id);
    expect({ id, isOrdered, isToldToCancel: isOrdered && node.commands.includes(`cancel ${id}`) }).toEqual({
      id,
      isOrdered: state.kind !== 'cancelled',
      isToldToCancel: state.kind !== 'cancelled' && asked === undefined,
    });
    if (!isOrdered) continue;
    reports += 1;
    await node.report(reports, id, { kind: 'state', state: { kind: 'cancelled' } });
  }
});
