import { expect, test } from 'vitest';
import { transferId } from '../../src/runtime/identifier.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { movedClock } from '../harness/moved-clock.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

const hourMs = 3_600_000;

test('a transfer with a start time is queued until then, says so, and is ordered when it is due', async () => {
  await using folder = await tempFolder();
  const clock = movedClock();
  await using fleet = await openFleet(folder.path, undefined, { clock });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const startAt = clock.now() + 2 * hourMs;
  const later = await startTransfer(fleet.admin, { startAt });
  expect(later.state).toEqual({
    kind: 'queued',
    reason: { code: 'start-time', message: `starts at ${new Date(startAt).toISOString()}`, startsAt: startAt },
  });
  const atOnce = await startTransfer(fleet.admin, { startAt: clock.now() - hourMs });
  await until(() => node.orders.length > 0, { what: 'the order of the other one' });
  expect(node.orders.map(({ id }) => id)).toEqual([atOnce.id]);
  clock.moveOn(2 * hourMs);
  await until(() => node.orders.length === 2, { what: 'the order' });
  const due = await fleet.admin.request('show-transfer', { transfer: later.id });
  expect(due).toMatchObject({ state: { kind: 'queued' }, startAt });
  expect(due.lateMs).toBeUndefined();
});

test('a start time outlives the hub; one that passed while it was away starts late, and that is said', async () => {
  await using folder = await tempFolder();
  const clock = movedClock();
  let known: Pick<Awaited<ReturnType<typeof openFleet>>, 'fs1' | 'fs2'>;
  {
    await using fleet = await openFleet(folder.path, undefined, { clock });
    known = fleet;
    await startTransfer(fleet.admin, { startAt: clock.now() + hourMs });
    await startTransfer(fleet.admin, { startAt: clock.now() + 5 * hourMs });
  }
  await using fleet = await openFleet(folder.path, known, { clock });
  // Not before the hub has its certificate, which would not be valid yet.
  clock.moveOn(3 * hourMs);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await until(() => node.orders.length > 0, { what: 'the order' });
  const { lateMs } = await fleet.admin.request('show-transfer', { transfer: transferId(1) });
  expect(Math.round((lateMs ?? 0) / hourMs)).toBe(2);
  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries).toContainEqual(
    expect.objectContaining({
      who: 'hub',
      action: 'transfer.late',
      object: 'T-1',
      detail: expect.stringMatching(/^2 h 00/),
    }),
  );
  expect(await fleet.admin.request('show-transfer', { transfer: transferId(2) })).toMatchObject({
    state: { kind: 'queued', reason: { code: 'start-time' } },
  });
  expect(node.orders.map(({ id }) => id)).toEqual(['T-1']);
});

test('what was cancelled before its time never starts, and what was paused waits for the one who resumes it', async () => {
  await using folder = await tempFolder();
  const clock = movedClock();
  await using fleet = await openFleet(folder.path, undefined, { clock });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const startAt = clock.now() + hourMs;
  const [cancelled, paused, other] = [
    await startTransfer(fleet.admin, { startAt }),
    await startTransfer(fleet.admin, { startAt }),
    await startTransfer(fleet.admin, { startAt }),
  ];
  await fleet.admin.request('cancel-transfer', { transfer: cancelled.id });
  await fleet.admin.request('pause-transfer', { transfer: paused.id });
  clock.moveOn(hourMs);
  await until(() => node.orders.length > 0, { what: 'the order of the third' });
  expect(node.orders.map(({ id }) => id)).toEqual([other.id]);
  await fleet.admin.request('resume-transfer', { transfer: paused.id });
  await until(() => node.orders.length === 2, { what: 'the order of the one that was paused' });
});

test('the priority is in the order, and another one reaches the owner at once and is in the audit trail', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin, { priority: 'low' });
  expect(await until(() => node.orders[0], { what: 'the order' })).toMatchObject({ priority: 'low' });
  const changed = await fleet.admin.request('prioritise-transfer', { transfer: id, priority: 'high' });
  expect(changed.priority).toBe('high');
  expect(node.commands).toEqual([`prioritise ${id} high`]);
  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries).toContainEqual(expect.objectContaining({ action: 'transfer.priority', object: id, detail: 'high' }));
});

test('another priority for an absent owner comes with the order', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { id } = await startTransfer(fleet.admin);
  await fleet.admin.request('prioritise-transfer', { transfer: id, priority: 'high' });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  expect(await until(() => node.orders[0], { what: 'the order' })).toMatchObject({ priority: 'high' });
});

test('a start time is changed until the node has been told; none is at once', async () => {
  await using folder = await tempFolder();
  const clock = movedClock();
  await using fleet = await openFleet(folder.path, undefined, { clock });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin, { startAt: clock.now() + hourMs });
  const startAt = clock.now() + 2 * hourMs;
  await expect(fleet.admin.request('reschedule-transfer', { transfer: id, startAt })).resolves.toMatchObject({
    startAt,
    state: { kind: 'queued', reason: { code: 'start-time', startsAt: startAt } },
  });
  clock.moveOn(hourMs);
  expect(node.orders).toEqual([]);
  const now = await fleet.admin.request('reschedule-transfer', { transfer: id, startAt: null });
  expect(now.startAt).toBeUndefined();
  await until(() => node.orders.length === 1, { what: 'the order' });
  await expect(fleet.admin.request('reschedule-transfer', { transfer: id, startAt })).rejects.toMatchObject({
    code: 'not-possible-now',
    message: 'T-1 has begun: its node has been told of it',
  });
  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.filter(({ action }) => action === 'transfer.start-time').map(({ detail }) => detail)).toEqual([
    new Date(startAt).toISOString(),
    'now',
  ]);
});
