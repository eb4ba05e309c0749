import { expect, test } from 'vitest';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachUser, enrolMember } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

type Fleet = Awaited<ReturnType<typeof openFleet>>;

const source = { node: 'fs1', path: '/srv/in' };
const to = (...paths: readonly string[]) => paths.map((path) => ({ node: 'fs2', path }));
const request = { source, destinations: to('/srv/a', '/srv/b', '/srv/c'), options: defaultTransferOptions };

async function everyTransfer({ admin }: Fleet): Promise<string[]> {
  const page = { filter: 'all', offset: 0, limit: 100 } as const;
  return (await admin.request('list-transfers', page)).transfers.map(({ id }) => id);
}

async function started({ admin }: Fleet): Promise<string[]> {
  const { entries } = await admin.request('list-audit', { action: 'transfer.start', offset: 0, limit: 100 });
  return entries.map(({ object, detail }) => `${object} ${detail}`);
}

test('a fan-out is a transfer for each destination, in their order, which know each other, and a line of the trail each', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { transfers } = await fleet.admin.request('start-fan-out', { ...request, name: 'reel' });
  const first = transfers[0]?.id;
  expect(transfers).toMatchObject(
    request.destinations.map((destination) => ({ name: 'reel', source, destination, fanOut: first })),
  );
  await until(() => node.orders.length === 3, { what: 'the orders' });
  expect(node.orders.map(({ fanOut }) => fanOut)).toEqual([first, first, first]);
  expect(node.orders.map(({ id }) => id).sort()).toEqual(transfers.map(({ id }) => id).sort());
  expect(await started(fleet)).toEqual(
    transfers.map(({ id, destination: { path } }) => `${id} fs1:/srv/in -> fs2:${path}, fan-out ${first}`),
  );
});

test('a fan-out to one destination is an ordinary transfer', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { transfers } = await fleet.admin.request('start-fan-out', { ...request, destinations: to('/srv/a') });
  expect(transfers).toHaveLength(1);
  expect(transfers[0]).not.toHaveProperty('fanOut');
});

test.each([
  { note: 'an unknown node', destinations: [...to('/srv/a'), { node: 'fs9', path: '/a' }], code: 'node-unknown' },
  { note: 'the source itself', destinations: [...to('/srv/a'), source], code: 'usage' },
  { note: 'the same place twice', destinations: to('/srv/a', '/srv/b', '//srv/a/'), code: 'usage' },
  { note: 'a place inside another one of them', destinations: to('/srv/a', '/srv/a/b'), code: 'usage' },
])('a fan-out to $note starts nothing', async ({ destinations, code }) => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await expect(fleet.admin.request('start-fan-out', { ...request, destinations })).rejects.toMatchObject({ code });
  expect(await everyTransfer(fleet)).toEqual([]);
  expect(await started(fleet)).toEqual([]);
});

test('a fan-out of which a policy forbids one way starts nothing, and the trail says which', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const policy = {
    name: 'ops',
    who: ['user:olga'],
    from: ['fs1:/srv'],
    to: ['fs2:/srv/a', 'fs2:/srv/b'],
    mirror: true,
  };
  await fleet.admin.request('apply', { declaration: { policies: [policy] }, isDryRun: false });
  const { identity } = await enrolMember(fleet.hub, { kind: 'user', name: 'olga', role: 'operator' });
  await using olga = await attachUser(fleet.hub.address, identity);
  await expect(olga.request('start-fan-out', request)).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining('fs2:/srv/c'),
  });
  expect(await everyTransfer(fleet)).toEqual([]);
  await expect(
    olga.request('start-fan-out', { ...request, destinations: to('/srv/a', '/srv/b') }),
  ).resolves.toMatchObject({ transfers: [{}, {}] });
});

test('the key of a fan-out answers with the transfers that it started, in the order that is asked for', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const ask = async (destinations = request.destinations) =>
    (await fleet.admin.request('start-fan-out', { ...request, destinations, key: 'nightly' })).transfers.map(
      ({ id }) => id,
    );
  const first = await ask();
  expect(await ask()).toEqual(first);
  expect(await ask(request.destinations.toReversed())).toEqual(first.toReversed());
  expect(await everyTransfer(fleet)).toHaveLength(3);
  expect(await started(fleet)).toHaveLength(3);
});

test.each([
  { note: 'more destinations', destinations: to('/srv/a', '/srv/b', '/srv/c', '/srv/d') },
  { note: 'fewer destinations', destinations: to('/srv/a', '/srv/b') },
  { note: 'one of the destinations', destinations: to('/srv/a') },
  { note: 'another destination', destinations: to('/srv/a', '/srv/b', '/srv/d') },
])('the key of a fan-out is refused for $note', async ({ destinations }) => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await fleet.admin.request('start-fan-out', { ...request, key: 'nightly' });
  await expect(
    fleet.admin.request('start-fan-out', { ...request, destinations, key: 'nightly' }),
  ).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('the key nightly has started T-1, T-2, T-3, fs1:/srv/in -> fs2:/srv/a, '),
  });
  expect(await everyTransfer(fleet)).toHaveLength(3);
});

test('the key of a transfer is refused for another source or destination', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  await startTransfer(fleet.admin, { key: 'nightly' });
  const others = [{ source: { node: 'fs1', path: '/srv/else' } }, { destination: { node: 'fs2', path: '/srv/else' } }];
  for (const other of others)
    await expect(startTransfer(fleet.admin, { key: 'nightly', ...other })).rejects.toMatchObject({ code: 'usage' });
  expect(await everyTransfer(fleet)).toHaveLength(1);
});

test('with --max-transfers those of one fan-out are ordered together', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path, undefined, { maxTransfers: 1 });
  await using node = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  const { transfers } = await fleet.admin.request('start-fan-out', request);
  const alone = await startTransfer(fleet.admin);
  await until(() => node.orders.length === 3, { what: 'the orders' });
  let number = 0;
  const complete = async (id: (typeof alone)['id']) => {
    number += 1;
    await node.report(number, id, { kind: 'state', state: { kind: 'completed' } });
  };
  for (const { id } of transfers.slice(0, 2)) await complete(id);
  expect((await fleet.admin.request('show-transfer', { transfer: alone.id })).state.kind).toBe('queued');
  expect(node.orders).toHaveLength(3);
  for (const { id } of transfers.slice(2)) await complete(id);
  await until(() => node.orders.length === 4, { what: 'the order of the other one' });
});
