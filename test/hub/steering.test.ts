import { expect, test } from 'vitest';
import type { Enrolled } from '../../src/link/enrol.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { offline, openFleet } from '../harness/hub-fleet.ts';
import { roundsByHand } from '../harness/rounds-by-hand.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

test('pause, resume and cancel reach the owner, and the answer shows what the owner reported', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin);
  await until(() => node.orders.length > 0, { what: 'an order' });
  const pausing = fleet.admin.request('pause-transfer', { transfer: id });
  await until(() => node.commands.length > 0, { what: 'the command' });
  await node.report(1, id, { kind: 'state', state: { kind: 'paused' } });
  await expect(pausing).resolves.toMatchObject({ state: { kind: 'paused' } });
  const resuming = fleet.admin.request('resume-transfer', { transfer: id });
  await node.report(2, id, { kind: 'state', state: { kind: 'transferring' } });
  await expect(resuming).resolves.toMatchObject({ state: { kind: 'transferring' } });
  const cancelling = fleet.admin.request('cancel-transfer', { transfer: id });
  await node.report(3, id, { kind: 'state', state: { kind: 'cancelled' } });
  await expect(cancelling).resolves.toMatchObject({ state: { kind: 'cancelled' } });
  // A node that is just back may be told twice.
  expect([...new Set(node.commands)]).toEqual([`pause ${id}`, `resume ${id}`, `cancel ${id}`]);
  await expect(fleet.admin.request('resume-transfer', { transfer: id })).rejects.toMatchObject({
    code: 'not-possible-now',
  });
});

test('a cancel for an absent owner is shown as asked and delivered when the owner is back, also after a restart of the hub', async () => {
  await using folder = await tempFolder();
  let known: { fs1: Enrolled; fs2: Enrolled };
  {
    await using fleet = await openFleet(folder.path);
    known = fleet;
    {
      await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
      const { id } = await startTransfer(fleet.admin);
      await until(() => node.orders.length > 0, { what: 'an order' });
      await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
    }
    await offline(fleet.hub, 'fs1');
    const asked = await fleet.admin.request('cancel-transfer', { transfer: transferId(1) });
    // Its node may still be moving files: nothing is claimed that nobody knows.
    expect(asked).toMatchObject({ state: { kind: 'transferring' }, asked: 'cancel' });
  }
  await using fleet = await openFleet(folder.path, known);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1, unfinished: [transferId(1)] });
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

test('what is asked of an attached owner is asked again when it did not answer', async () => {
  await using folder = await tempFolder();
  const rounds = roundsByHand();
  await using fleet = await openFleet(folder.path);
  let isBusy = true;
  let isTold = false;
  await using node = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'cancel-transfer': async () => {
        if (isBusy) throw new Fault('timeout', 'busy');
        isTold = true;
        return {};
      },
    },
  });
  const { id } = await startTransfer(fleet.admin);
  await until(() => node.orders.length === 1, { what: 'the order' });
  await expect(fleet.admin.request('cancel-transfer', { transfer: id })).resolves.toMatchObject({ asked: 'cancel' });
  isBusy = false;
  const isAskedAgain = (): boolean => {
    rounds.pass();
    return isTold;
  };
  await until(isAskedAgain, { what: 'the second cancel' });
});
