import { expect, test } from 'vitest';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

test('with --max-transfers the hub orders no more than that at once, the most urgent first, and says why the others wait', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path, undefined, { maxTransfers: 1 });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const first = await startTransfer(fleet.admin);
  await until(() => node.orders.length === 1, { what: 'the first order' });
  await node.report(1, first.id, { kind: 'state', state: { kind: 'transferring' } });
  const second = await startTransfer(fleet.admin);
  const third = await startTransfer(fleet.admin, { priority: 'high' });
  const held = await until(
    async () => {
      const { state } = await fleet.admin.request('show-transfer', { transfer: second.id });
      return state.kind === 'queued' && state.reason?.message.includes('place 2') && state.reason;
    },
    { what: 'the reason' },
  );
  expect(held).toEqual({ code: 'hub-full', message: '1 of 1 run in the fleet, place 2 of fs1', place: 2 });
  expect(node.orders).toHaveLength(1);
  await node.report(2, first.id, { kind: 'state', state: { kind: 'completed' } });
  await until(() => node.orders.length === 2, { what: 'the next order' });
  expect(node.orders[1]?.id).toBe(third.id);
  await fleet.admin.request('pause-transfer', { transfer: third.id });
  await node.report(3, third.id, { kind: 'state', state: { kind: 'paused' } });
  await until(() => node.orders.length === 3, { what: 'the order in the place of the paused one' });
});

test('what waits at its node, or for a node that is away, says so', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const reason = async () => {
    const { state } = await fleet.admin.request('show-transfer', { transfer: second.id });
    return state.kind === 'queued' ? state.reason : undefined;
  };
  const first = await startTransfer(fleet.admin);
  const second = await startTransfer(fleet.admin);
  expect(await reason()).toEqual({ code: 'node-away', message: 'fs1 is away' });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1, maxTransfers: 1 });
  await until(() => node.orders.length === 2, { what: 'both orders: the node has a queue of its own' });
  await node.report(1, first.id, { kind: 'state', state: { kind: 'scanning' } });
  const full = await until(async () => (await reason())?.code === 'node-full' && (await reason()), {
    what: 'the reason',
  });
  expect(full).toEqual({ code: 'node-full', message: 'fs1 runs 1 of 1, place 1 of fs1', place: 1 });
  const busy = { code: 'peer-full', message: 'fs2 receives 4 of 4' };
  await node.report(2, second.id, { kind: 'state', state: { kind: 'queued', reason: busy } });
  expect(await reason()).toEqual(busy);
});
