import { expect, test } from 'vitest';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import type { ConsolePeer } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

const show = (admin: ConsolePeer, transfer: TransferId) => admin.request('show-transfer', { transfer });
const reason = { code: 'disk-full', message: 'no room' };

test('a transfer that left files behind is ordered again under its id, and nothing of its end is shown any more', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin, { key: 'nightly' });
  const first = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
  await node.report(2, id, { kind: 'file-failed', path: 'a', reason });
  await node.report(3, id, { kind: 'state', state: { kind: 'completed-with-errors', failedFiles: 1 } });
  const again = await fleet.admin.request('retry-transfer', { transfer: id });
  expect(again).toMatchObject({ id, state: { kind: 'queued' } });
  expect(again).not.toHaveProperty('endedAt');
  expect(again).not.toHaveProperty('startedAt');
  const second = await until(() => node.orders[1], { what: 'the second order' });
  expect(second).toEqual({ ...first, peer: second.peer, createdAt: again.retriedAt });
  expect(second.createdAt).toBeGreaterThan(first.createdAt);
  expect((await startTransfer(fleet.admin, { key: 'nightly' })).id).toBe(id);
  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries).toContainEqual(
    expect.objectContaining({
      who: 'user:admin',
      action: 'transfer.retry',
      object: id,
      detail: 'completed-with-errors',
    }),
  );
});

test('what is said late of the start before ends nothing of the new one', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin);
  const { createdAt } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'failed', reason } });
  await fleet.admin.request('retry-transfer', { transfer: id });
  const { createdAt: anew } = await until(() => node.orders[1], { what: 'the second order' });
  const deliver = (number: number, of: number) =>
    node.peer.request('deliver-reports', {
      reports: [
        { number, at: 1, transfer: id, createdAt: of, fact: { kind: 'state', state: { kind: 'failed', reason } } },
      ],
    });
  await deliver(2, createdAt);
  expect((await show(fleet.admin, id)).state).toEqual({ kind: 'queued' });
  await deliver(3, anew);
  expect((await show(fleet.admin, id)).state.kind).toBe('failed');
});

test('what runs is not started again, and what waits for its next attempt makes it now', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin);
  await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, {
    kind: 'state',
    state: { kind: 'waiting', reason, nextAttemptAt: Date.now() + 60_000, attempt: 1 },
  });
  const retrying = fleet.admin.request('retry-transfer', { transfer: id });
  await until(() => node.commands.includes(`resume ${id}`), { what: 'the word to go on' });
  await node.report(2, id, { kind: 'state', state: { kind: 'queued' } });
  await retrying;
  expect(node.orders).toHaveLength(1);
});
