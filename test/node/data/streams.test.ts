/** Several connections for one transfer: what they carry arrives whole and once, and the loss of one loses nothing. */
import { mkdirSync, rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import { streamsFor } from '../../../node/data/send/stream-count.ts';
import { digests, inventory, makeSampleTree, wrongFiles } from '../../harness/sample-tree.ts';
import { until } from '../../harness/until.ts';
import { cuttingProxy } from './cutting-proxy.ts';
import { type RawPeer, rawPeer } from './raw-peer.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

const mebibyte = 1024 * 1024;

async function withTree(nodes: TwoNodes, tree: { smallFiles: number; largeFiles: number[] }): Promise<void> {
  rmSync(nodes.source, { recursive: true });
  makeSampleTree({ path: nodes.source, ...tree });
}

test('one large file and many small ones arrive whole over four connections', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  // Slow enough that one connection is not always free.
  proxy.delayMs = 5;
  await withTree(nodes, { smallFiles: 300, largeFiles: [60 * mebibyte, 3 * mebibyte] });
  await using sending = await nodes.start({ port: proxy.port, options: { streams: 4 } });
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
  expect(proxy.connections).toBe(4);
  expect(Math.max(...sending.progress.map(({ streams = 0 }) => streams))).toBe(4);
  // What the receiver says that the sockets carried is all of it.
  expect(nodes.received.at(-1)?.socketBytes).toBeGreaterThan(63 * mebibyte);
});

test('the number of connections follows the hand while the transfer runs', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  await withTree(nodes, { smallFiles: 0, largeFiles: [24 * mebibyte] });
  await using sending = await nodes.start({ port: proxy.port, options: { streams: 1, bwlimit: 4 * mebibyte } });
  const streams = (): number | undefined => sending.progress.at(-1)?.streams;
  await until(() => streams() === 1);
  sending.setStreams(3);
  await until(() => streams() === 3, { what: 'two more join' });
  sending.setStreams(2);
  await until(() => streams() === 2, { what: 'one leaves' });
  sending.setLimit(undefined);
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(proxy.connections).toBe(3);
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
});

test('a transfer that can have no further connections says why and goes on with the one that it has', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  await withTree(nodes, { smallFiles: 0, largeFiles: [8 * mebibyte] });
  await using sending = await nodes.start({ port: proxy.port, options: { streams: 1, bwlimit: 4 * mebibyte } });
  await until(() => sending.progress.at(-1)?.streams === 1);
  proxy.cutAfterBytes = 1;
  sending.setStreams(3);
  await until(() => sending.streamFailures.length > 0);
  sending.setLimit(undefined);
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { failed: { files: 0 } } });
  expect(sending.streamFailures).toEqual(['node-unreachable']);
});

test('a limit holds for the sum of all connections', async () => {
  await using nodes = await twoNodes();
  await withTree(nodes, { smallFiles: 0, largeFiles: [6 * mebibyte] });
  const startedAt = performance.now();
  await using sending = await nodes.start({ options: { streams: 4, bwlimit: 2 * mebibyte } });
  expect(await sending.outcome).toMatchObject({ kind: 'completed' });
  // At the limit it takes three seconds, however slow the machine is it does not take less.
  expect(performance.now() - startedAt).toBeGreaterThan(2700);
});

test('wherever one of several connections is cut, no half file is published, and the next attempts complete the tree', async () => {
  await using nodes = await twoNodes();
  await using proxy = await cuttingProxy(nodes.listener.port);
  proxy.delayMs = 2;
  await withTree(nodes, { smallFiles: 200, largeFiles: [30 * mebibyte, 9 * mebibyte] });
  mkdirSync(nodes.target);
  const wanted = digests(nodes.source);
  for (const cut of [20_000, 2_000_000, 5_000_000]) {
    proxy.cutAfterBytes = cut;
    const outcome = await nodes.send({ port: proxy.port, options: { streams: 4 } });
    expect(outcome, `cut after ${cut}`).toMatchObject({ kind: 'failed', isRetryable: true });
    await until(() => nodes.received.at(-1)?.isOver === true);
    expect(wrongFiles(wanted, nodes.target), `cut after ${cut}`).toEqual([]);
  }
  proxy.cutAfterBytes = undefined;
  expect(await nodes.send({ port: proxy.port, options: { streams: 4 } })).toMatchObject({ kind: 'completed' });
  expect(inventory(nodes.target)).toEqual(inventory(nodes.source));
  const synced = nodes.auditOf('fs1').filter(({ event }) => event === 'synced');
  expect(new Set(synced.map(({ destination }) => destination)).size).toBe(synced.length);
});

test.each([
  { roundTripMs: 0.2, bytesPerSecond: undefined, streams: 1, note: 'the same machine, or the same rack' },
  { roundTripMs: 10, bytesPerSecond: undefined, streams: 4, note: 'the next town' },
  { roundTripMs: 40, bytesPerSecond: undefined, streams: 8, note: 'another country' },
  { roundTripMs: 300, bytesPerSecond: undefined, streams: 8, note: 'another continent: no more by itself' },
  { roundTripMs: 40, bytesPerSecond: 20_000_000, streams: 1, note: 'one carries what the limit lets through' },
  { roundTripMs: 0, bytesPerSecond: undefined, streams: 1, note: 'unknown' },
])('over $roundTripMs ms and with the limit $bytesPerSecond $streams connections are needed: $note', (given) => {
  expect(streamsFor({ ...given, sendBufferBytes: 4 * mebibyte })).toBe(given.streams);
});

/** A peer that was let in with version 3, and the name of its session. */
async function welcomed(nodes: TwoNodes): Promise<{ peer: RawPeer; session: unknown; grant: string }> {
  const peer = await rawPeer(nodes);
  const grant = await nodes.authority.grant({ source: `fs1:${nodes.source}`, destination: `fs2:${nodes.target}` });
  peer.say({ type: 'hello', versions: [3], transfer: 'T-1', grant });
  await until(() => peer.said.some(({ type }) => type === 'welcome'));
  return { peer, session: peer.said.find(({ type }) => type === 'welcome')?.['session'], grant };
}

test('only who knows the session and has its grant joins it', async () => {
  await using nodes = await twoNodes();
  const { peer, session, grant } = await welcomed(nodes);
  await using _main = peer;
  const foreign = await nodes.authority.grant({
    transfer: 'T-2',
    source: `fs1:${nodes.source}`,
    destination: `fs2:${nodes.target}`,
  });
  for (const { wish, code } of [
    { wish: { transfer: 'T-1', grant, session: 'another' }, code: 'link-lost' },
    { wish: { transfer: 'T-2', grant: foreign, session }, code: 'link-lost' },
    { wish: { transfer: 'T-1', grant: foreign, session }, code: 'grant-invalid' },
    { wish: { transfer: 'T-1', grant: 'forged', session }, code: 'grant-invalid' },
  ]) {
    await using stranger = await rawPeer(nodes);
    stranger.say({ type: 'join', versions: [3], ...wish });
    await stranger.closed;
    expect(stranger.said).toMatchObject([{ type: 'failure', fault: { code } }]);
  }
  await using joining = await rawPeer(nodes);
  joining.say({ type: 'join', versions: [3], transfer: 'T-1', grant, session });
  await until(() => joining.said.some(({ type }) => type === 'joined'));
  expect(peer.said.some(({ type }) => type === 'failure')).toBe(false);
});

test('a connection that joined and is lost ends its session; one that takes leave does not', async () => {
  await using nodes = await twoNodes();
  const { peer, session, grant } = await welcomed(nodes);
  await using _main = peer;
  const join = async (): Promise<RawPeer> => {
    const joining = await rawPeer(nodes);
    joining.say({ type: 'join', versions: [3], transfer: 'T-1', grant, session });
    await until(() => joining.said.some(({ type }) => type === 'joined'));
    return joining;
  };
  await using polite = await join();
  polite.say({ type: 'leave' });
  polite.socket.end();
  await polite.closed;
  peer.say({ type: 'echo', id: 1 });
  await until(() => peer.said.some(({ type }) => type === 'echoed'));
  await using lost = await join();
  lost.socket.destroy();
  await peer.closed;
});

test.each([
  ['a frame that came already', [0, 0]],
  ['a frame beyond the room that there is', [900]],
])('%s ends the session', async (_title, numbers) => {
  await using nodes = await twoNodes();
  const { peer } = await welcomed(nodes);
  await using _main = peer;
  peer.say({ type: 'open-lane', temporaryKey: 'key', checksum: 'none', blockSizeBytes: 65_536, queueCapacity: 4 });
  await until(() => peer.said.some(({ type }) => type === 'lane-opened'));
  for (const number of numbers) peer.frame('blocks', Buffer.alloc(8), number);
  await peer.closed;
});
