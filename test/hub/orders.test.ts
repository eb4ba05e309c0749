import { expect, test } from 'vitest';
import type { Enrolled } from '../../src/link/enrol.ts';
import type { TransferOrder } from '../../src/model/transfer.ts';
import { verifyGrant } from '../../src/protocol/grant-token.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { offline, openFleet } from '../harness/hub-fleet.ts';
import { enrolMember } from '../harness/open-hub.ts';
import { roundsByHand } from '../harness/rounds-by-hand.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

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
  {
    note: 'a destination inside the source, written otherwise',
    request: { destination: { node: 'fs1', path: '//srv/in//copy' } },
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
  expect(state).toEqual({ kind: 'queued', reason: { code: 'node-away', message: 'fs1 is away' } });
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

test('after a restart of the hub, what the node has not is ordered again, and what it has is given its newest grant', async () => {
  await using folder = await tempFolder();
  let known: { fs1: Enrolled; fs2: Enrolled };
  {
    await using fleet = await openFleet(folder.path);
    known = fleet;
    await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
    await startTransfer(fleet.admin);
    await startTransfer(fleet.admin);
    await until(() => node.orders.length === 2, { what: 'both orders' });
  }
  await using fleet = await openFleet(folder.path, known);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1, unfinished: [transferId(1)] });
  await until(() => node.orders.length === 2, { what: 'both orders' });
  expect(node.orders.map(({ id, peer }) => [id, peer?.address])).toEqual([
    ['T-1', '10.0.0.2:7401'],
    ['T-2', '10.0.0.2:7401'],
  ]);
});

test('a transfer to a node that only dials out is ordered without an address, and an owner that is too old is named', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const fs3 = await enrolMember(fleet.hub, { kind: 'node', name: 'fs3' });
  await using _destination = await attachNode({ hub: fleet.hub.address, enrolled: fs3, dataAddress: undefined });
  let isOld = false;
  await using node = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'start-transfer': async ({ order }) => {
        if (isOld) throw new Fault('bad-message', 'start-transfer: order.peer.address expected string');
        node.orders.push(order);
        return {};
      },
    },
  });
  await startTransfer(fleet.admin, { destination: { node: 'fs3', path: '/srv' } });
  await until(() => node.orders.length === 1);
  expect(node.orders[0]?.peer).toEqual({ node: 'fs3', grant: expect.any(String) });
  isOld = true;
  const { id } = await startTransfer(fleet.admin, { destination: { node: 'fs3', path: '/srv/other' } });
  const { state } = await until(async () => {
    const transfer = await fleet.admin.request('show-transfer', { transfer: id });
    return transfer.state.kind === 'failed' && transfer;
  });
  expect(state).toMatchObject({
    reason: { code: 'version-mismatch', message: expect.stringContaining('fs1 is too old') },
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

test('a destination with a new address is made known to owners that have its transfers, also to one that was away', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const fs3 = await enrolMember(fleet.hub, { kind: 'node', name: 'fs3' });
  const to = { destination: { node: 'fs3', path: '/srv' } };
  const addresses = (node: { orders: TransferOrder[] }) => node.orders.map(({ peer }) => peer?.address);
  {
    await using owner = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
    {
      await using _destination = await attachNode({ hub: fleet.hub.address, enrolled: fs3, dataAddress: '10.0.0.3:1' });
      await startTransfer(fleet.admin, to);
      await until(() => owner.orders.length === 1, { what: 'the order' });
    }
    await using _moved = await attachNode({ hub: fleet.hub.address, enrolled: fs3, dataAddress: '10.0.0.3:2' });
    await until(() => owner.orders.length === 2, { what: 'the new address' });
    expect(addresses(owner)).toEqual(['10.0.0.3:1', '10.0.0.3:2']);
  }
  await offline(fleet.hub, 'fs1');
  await using _moved = await attachNode({ hub: fleet.hub.address, enrolled: fs3, dataAddress: '10.0.0.3:3' });
  await using owner = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    unfinished: [transferId(1)],
  });
  await until(() => owner.orders.length === 1, { what: 'the newest address' });
  expect(addresses(owner)).toEqual(['10.0.0.3:3']);
});

test('an order that cannot be taken now waits with the reason, and is queued once it is taken', async () => {
  await using folder = await tempFolder();
  const rounds = roundsByHand();
  await using fleet = await openFleet(folder.path);
  let isFull = true;
  await using _node = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'start-transfer': async () => {
        if (isFull) throw new Fault('disk-full', 'fs1 has no room for its database');
        return {};
      },
    },
  });
  const { id } = await startTransfer(fleet.admin);
  const shown = () => fleet.admin.request('show-transfer', { transfer: id });
  const state = await until(
    async () => {
      const { state } = await shown();
      return state.kind === 'waiting' && state;
    },
    { what: 'the reason' },
  );
  expect(state).toMatchObject({
    reason: { code: 'disk-full', message: 'fs1 has no room for its database' },
    // A node that is just back is asked once more at once.
    attempt: expect.any(Number),
  });
  expect(state.nextAttemptAt).toBeGreaterThan(Date.now() - 20_000);
  isFull = false;
  const isTaken = async (): Promise<boolean> => {
    rounds.pass();
    return (await shown()).state.kind === 'queued';
  };
  await until(isTaken, { what: 'the order is taken' });
});

test('a transfer to a destination that has never been attached waits and says why', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const fs3 = await enrolMember(fleet.hub, { kind: 'node', name: 'fs3' });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin, { destination: { node: 'fs3', path: '/srv' } });
  const reason = async () => {
    const { state } = await fleet.admin.request('show-transfer', { transfer: id });
    return state.kind === 'waiting' && state.reason.message;
  };
  expect(await until(reason, { what: 'the reason' })).toContain('fs3 has never been attached');
  expect(node.orders).toEqual([]);
  await using _destination = await attachNode({ hub: fleet.hub.address, enrolled: fs3, dataAddress: undefined });
  await until(() => node.orders.length === 1, { what: 'the order' });
});

test('a transfer that its owner has is not failed because its order could not be renewed', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  let orders = 0;
  await using node = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'start-transfer': async () => {
        orders += 1;
        if (orders > 1) throw new Fault('internal', 'out of luck');
        return {};
      },
    },
  });
  const { id } = await startTransfer(fleet.admin);
  await until(() => orders > 0, { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
  // A node that is just back may be given an order twice.
  const before = orders;
  await using _destination = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs2,
    dataAddress: '10.0.0.2:7402',
  });
  await until(() => orders > before, { what: 'the renewal' });
  await expect(fleet.admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({
    state: { kind: 'transferring' },
  });
});
