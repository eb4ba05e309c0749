import { expect, test } from 'vitest';
import type { Enrolled } from '../../src/link/enrol.ts';
import { parseTimetable } from '../../src/model/timetable.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { offline, openFleet } from '../harness/hub-fleet.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

test('a new limit reaches the owner at once, is shown, and is in the audit trail', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin);
  await until(() => node.orders.length > 0, { what: 'an order' });
  const limit = parseTimetable('08:00,20M 18:00,off');
  const limited = await fleet.admin.request('limit-transfer', { transfer: id, bwlimit: limit });
  expect(limited.options.bwlimit).toEqual(limit);
  const lifted = await fleet.admin.request('limit-transfer', { transfer: id, bwlimit: null });
  expect(lifted.options.bwlimit).toBeUndefined();
  expect(node.commands).toEqual([`limit ${id} 08:00,20M 18:00,off`, `limit ${id} off`]);
  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.filter(({ action }) => action === 'transfer.limit')).toMatchObject([
    { who: 'user:admin', object: id, result: 'ok', detail: '08:00,20M 18:00,off' },
    { who: 'user:admin', object: id, result: 'ok', detail: 'off' },
  ]);
});

test('a new limit for an absent owner comes with the order that it gets when it is back, also after a restart of the hub', async () => {
  await using folder = await tempFolder();
  let known: { fs1: Enrolled; fs2: Enrolled };
  {
    await using fleet = await openFleet(folder.path);
    known = fleet;
    {
      await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
      // On one node: it has no address of a peer to be told anew.
      await startTransfer(fleet.admin, { destination: { node: 'fs1', path: '/srv/copy' } });
      await until(() => node.orders.length > 0, { what: 'an order' });
    }
    await offline(fleet.hub, 'fs1');
    const asked = await fleet.admin.request('limit-transfer', { transfer: transferId(1), bwlimit: 1000 });
    expect(asked.options.bwlimit).toBe(1000);
  }
  await using fleet = await openFleet(folder.path, known);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1, unfinished: [transferId(1)] });
  expect(await until(() => node.orders[0], { what: 'the order again' })).toMatchObject({
    id: 'T-1',
    options: { bwlimit: 1000 },
  });
});

test('a limit that is set while the order is made is the limit of the order, or follows it', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  for (let round = 1; round <= 10; round += 1) {
    const starting = startTransfer(fleet.admin);
    const limiting = fleet.admin.request('limit-transfer', { transfer: transferId(round), bwlimit: 1000 });
    const { id } = await starting;
    await limiting;
    const order = await until(() => node.orders.find((given) => given.id === id), { what: 'the order' });
    expect(order.options.bwlimit === 1000 || node.commands.includes(`limit ${id} 1000`)).toBe(true);
  }
});

test('a transfer that has ended takes no limit', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { id } = await startTransfer(fleet.admin);
  await fleet.admin.request('cancel-transfer', { transfer: id });
  await expect(fleet.admin.request('limit-transfer', { transfer: id, bwlimit: 1000 })).rejects.toMatchObject({
    code: 'not-possible-now',
  });
});

test('another number of streams reaches the owner at once, is shown, and is in the audit trail', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { id } = await startTransfer(fleet.admin);
  await until(() => node.orders.length > 0, { what: 'an order' });
  const changed = await fleet.admin.request('set-streams', { transfer: id, streams: 4 });
  expect(changed.options.streams).toBe(4);
  await fleet.admin.request('set-streams', { transfer: id, streams: 'auto' });
  expect(node.commands).toEqual([`streams ${id} 4`, `streams ${id} auto`]);
  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.filter(({ action }) => action === 'transfer.streams')).toMatchObject([
    { who: 'user:admin', object: id, result: 'ok', detail: '4' },
    { who: 'user:admin', object: id, result: 'ok', detail: 'auto' },
  ]);
});
