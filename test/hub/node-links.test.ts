import { expect, test } from 'vitest';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

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
