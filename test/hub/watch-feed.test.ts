import { expect, test, vi } from 'vitest';
import { updateEveryMs, WatchFeed } from '../../hub/consoles/watch-feed.ts';
import { attachUser, type ConsoleUpdate, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode, someHealth, someProgress } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

test('a console gets the windows that it watches, and again only those that changed', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const fs1 = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const updates: ConsoleUpdate[] = [];
  await using admin = await attachUser(hub.address, hub.admin.identity, (update) => updates.push(update));
  await admin.request('watch', { overview: true, nodes: true, transfers: { filter: 'active', offset: 0, limit: 10 } });
  const first = await until(() => updates[0], { what: 'the first update' });
  expect(first).toMatchObject({
    overview: { nodes: 1, nodesOnline: 0 },
    nodes: [{ name: 'fs1', presence: 'offline' }],
    transfers: { total: 0 },
  });
  await using node = await attachNode({ hub: hub.address, enrolled: fs1 });
  await until(() => updates.some(({ nodes }) => nodes?.[0]?.presence === 'online'), { what: 'fs1 online' });
  node.peer.notify('health', { ...someHealth(), cpu: 0.99 });
  const latest = await until(() => updates.find(({ nodes }) => nodes?.[0]?.health?.cpu === 0.99), {
    what: 'the new health',
  });
  expect(latest).not.toHaveProperty('transfers');
});

test('progress of a node reaches the overview, the node and the transfer, and its rate ends with the link', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const fs1 = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const fs2 = await enrolMember(hub, { kind: 'node', name: 'fs2' });
  await using _destination = await attachNode({ hub: hub.address, enrolled: fs2 });
  const updates: ConsoleUpdate[] = [];
  await using admin = await attachUser(hub.address, hub.admin.identity, (update) => updates.push(update));
  {
    await using node = await attachNode({ hub: hub.address, enrolled: fs1 });
    const { id } = await startTransfer(admin);
    await admin.request('watch', { overview: true, nodes: true, transfer: id });
    node.peer.notify('progress', {
      transfers: [{ transfer: id, state: { kind: 'transferring' }, progress: someProgress(500, 1500) }],
    });
    const { overview, nodes } = await until(() => updates.find((update) => update.overview?.rate === 1000), {
      what: 'the rate',
    });
    expect(overview).toMatchObject({ running: 1, pending: { bytes: 1500 }, etaSeconds: 7 });
    expect(nodes?.map(({ name, rateOut, rateIn }) => ({ name, rateOut, rateIn }))).toEqual([
      { name: 'fs1', rateOut: 1000, rateIn: 0 },
      { name: 'fs2', rateOut: 0, rateIn: 1000 },
    ]);
    await until(() => updates.some(({ transfer }) => transfer?.transfer.progress?.copied.bytes === 500), {
      what: 'the transfer window',
    });
  }
  await until(() => updates.at(-1)?.overview?.rate === 0, { what: 'no rate any more' });
});

test('what a node says of the state of its transfer holds while the hub notes something of its own', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const fs1 = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const fs2 = await enrolMember(hub, { kind: 'node', name: 'fs2' });
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { id } = await startTransfer(admin);
  await using node = await attachNode({ hub: hub.address, enrolled: fs1 });
  node.peer.notify('progress', {
    transfers: [{ transfer: id, state: { kind: 'transferring' }, progress: someProgress(500, 1500) }],
  });
  const shown = async () => await admin.request('show-transfer', { transfer: id });
  await until(async () => (await shown()).state.kind === 'transferring', { what: 'the state' });
  // The address of fs2 is known now, so the order is made and its time is noted.
  await using _destination = await attachNode({ hub: hub.address, enrolled: fs2 });
  await until(() => node.orders.length > 0, { what: 'the order' });
  expect((await shown()).state).toEqual({ kind: 'transferring' });
});

test('watching a transfer that does not exist is refused', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await expect(
    admin.request('watch', { overview: false, nodes: false, transfer: 'T-9' as never }),
  ).rejects.toMatchObject({ code: 'transfer-unknown' });
});

test('at most two updates a second are sent, and what a console that is behind misses it gets later', () => {
  // The first tick of a console is at any time of an interval: here at its end.
  const random = vi.spyOn(Math, 'random').mockReturnValue(1);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  try {
    let rate = 0;
    let isBehind = false;
    const sent: ConsoleUpdate[] = [];
    const fleet = { nodes: () => [], overview: () => ({ rate }) };
    const send = (update: string) => {
      if (!isBehind) sent.push(JSON.parse(update));
      return !isBehind;
    };
    using feed = new WatchFeed({ fleet, ledger: {}, throughput: {}, clock: { now: () => 0 }, send } as never);
    feed.watch({ overview: true, nodes: true });
    for (let tick = 0; tick < 4; tick += 1) {
      rate += 1;
      vi.advanceTimersByTime(updateEveryMs / 2);
    }
    // The first is the answer to what is watched from now on.
    expect(sent.map(({ overview }) => overview?.rate)).toEqual([1, 2, 4]);
    expect(sent[2]).not.toHaveProperty('nodes');
    isBehind = true;
    rate = 5;
    vi.advanceTimersByTime(updateEveryMs);
    isBehind = false;
    vi.advanceTimersByTime(updateEveryMs);
    expect(sent.map(({ overview }) => overview?.rate)).toEqual([1, 2, 4, 5]);
    vi.advanceTimersByTime(updateEveryMs * 10);
    expect(sent).toHaveLength(4);
  } finally {
    random.mockRestore();
    vi.useRealTimers();
  }
});

test('a console that asks for another pace is told at that one', () => {
  const random = vi.spyOn(Math, 'random').mockReturnValue(1);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  try {
    let rate = 0;
    let sent = 0;
    const fleet = { overview: () => ({ rate: ++rate }) };
    const send = () => {
      sent += 1;
      return true;
    };
    using feed = new WatchFeed({ fleet, ledger: {}, throughput: {}, clock: { now: () => 0 }, send } as never);
    feed.watch({ overview: true, nodes: false });
    vi.advanceTimersByTime(2 * updateEveryMs);
    expect(sent).toBe(1 + 2);
    feed.watch({ overview: true, nodes: false, everyMs: 250 });
    vi.advanceTimersByTime(1000);
    expect(sent).toBe(3 + 1 + 4);
    feed.watch({ overview: true, nodes: false, everyMs: 250 });
    vi.advanceTimersByTime(1000);
    expect(sent).toBe(8 + 1 + 4);
  } finally {
    random.mockRestore();
    vi.useRealTimers();
  }
});
