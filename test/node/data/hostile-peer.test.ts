/** What somebody at the data port can do who does not follow the rules, with and without a certificate. */
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { connect as connectPlain } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BlockHead, blockEnd, dataOffset, mostHoleBytes, writeHead } from '../../../src/engine/pipeline/block.ts';
import { until } from '../../harness/until.ts';
import { type RawPeer, rawPeer } from './raw-peer.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

let nodes: TwoNodes;
let honestFiles = 0;

beforeAll(async () => {
  nodes = await twoNodes();
});
afterAll(() => nodes[Symbol.asyncDispose]());

/** What is below the destination, but for what an honest sender brought. */
function published(): string[] {
  return existsSync(nodes.target) ? readdirSync(nodes.target).filter((name) => !name.startsWith('honest')) : [];
}

/** A peer that was let in and has a lane. */
async function admitted(): Promise<RawPeer> {
  const peer = await welcomed();
  peer.say({ type: 'open-lane', temporaryKey: 'key', checksum: 'blake3', blockSizeBytes: 65_536, queueCapacity: 4 });
  await until(() => peer.said.some(({ type }) => type === 'lane-opened'));
  return peer;
}

async function welcomed(): Promise<RawPeer> {
  const peer = await rawPeer(nodes);
  const grant = await nodes.authority.grant({ source: `fs1:${nodes.source}`, destination: `fs2:${nodes.target}` });
  peer.say({ type: 'hello', versions: [1], transfer: 'T-1', grant });
  await until(() => peer.said.some(({ type }) => type === 'welcome'));
  return peer;
}

function block(path: string, data: string, head: Partial<BlockHead> = {}): Buffer {
  const bytes = Buffer.from(data);
  const name = Buffer.from(path);
  const slot = Buffer.alloc(blockEnd(0, name.length, bytes.length));
  writeHead(slot, 0, {
    item: 1,
    path: name,
    isFirst: true,
    isLast: true,
    isAbort: false,
    isLink: false,
    isHole: false,
    size: bytes.length,
    offset: 0,
    mtimeNs: 1n,
    atimeNs: 1n,
    digest: Buffer.alloc(32),
    dataLength: bytes.length,
    ...head,
  });
  slot.set(bytes, dataOffset(0, name.length));
  return slot;
}

async function sendsStill(): Promise<void> {
  honestFiles += 1;
  writeFileSync(`${nodes.source}/honest ${honestFiles}`, 'honest');
  expect(await nodes.send({ transfer: 'T-99' })).toMatchObject({ kind: 'completed', totals: { copied: { files: 1 } } });
}

test('bytes that differ from their digest are not published', async () => {
  await using peer = await admitted();
  peer.frame('blocks', block('a', 'corrupt'));
  await until(() => peer.outcomes.length > 0);
  expect(peer.outcomes[0]?.failed).toMatchObject([{ id: 1, code: 'digest-mismatch' }]);
  expect(published()).toEqual([]);
});

test('a hole that is not in the digest is not published', async () => {
  await using peer = await admitted();
  peer.frame('blocks', block('a', '', { isHole: true, dataLength: 4096, size: 4096 }));
  await until(() => peer.outcomes.length > 0);
  expect(peer.outcomes[0]?.failed).toMatchObject([{ id: 1, code: 'digest-mismatch' }]);
  expect(published()).toEqual([]);
});

test.each(['../climbs', '/absolute', 'a/../../b', 'a//b', '.', ''])('a file named %j is not written', async (path) => {
  await using peer = await admitted();
  peer.frame('blocks', block(path, 'x'));
  await until(() => peer.outcomes.length > 0);
  expect(peer.outcomes[0]?.failed).toMatchObject([{ id: 1, code: 'outside-root' }]);
  expect(readdirSync(`${nodes.folder}/fs2/root`)).toEqual(['out']);
  expect(published()).toEqual([]);
  expect(existsSync('/absolute')).toBe(false);
});

test.each([
  ['a frame of an unknown kind', (peer: RawPeer) => peer.socket.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'))],
  ['a control frame of 3 GB', (peer: RawPeer) => peer.socket.write(Buffer.from([0, 0, 0, 0xc0, 1, 0, 0, 0]))],
  ['a block that is longer than a slot', (peer: RawPeer) => peer.frame('blocks', Buffer.alloc(1024 * 1024))],
  ['a block that ends inside its head', (peer: RawPeer) => peer.frame('blocks', Buffer.alloc(60))],
  [
    'a hole that is longer than a thread may be busy with',
    (peer: RawPeer) => peer.frame('blocks', block('a', '', { isHole: true, dataLength: mostHoleBytes + 1 })),
  ],
  ['a message that nobody knows', (peer: RawPeer) => peer.say({ type: 'format-disk' })],
  [
    'a second lane',
    (peer: RawPeer) =>
      peer.say({ type: 'open-lane', temporaryKey: 'key', checksum: 'md5', blockSizeBytes: 65_536, queueCapacity: 4 }),
  ],
])('%s ends the session and no other one', async (_title, act) => {
  await using peer = await admitted();
  act(peer);
  await peer.closed;
  await sendsStill();
});

test.each([
  ['a greeting that is no JSON', (peer: RawPeer) => peer.frame('control', Buffer.from('{'))],
  ['a greeting of 65 KiB', (peer: RawPeer) => peer.frame('control', Buffer.alloc(65 * 1024, 0x20))],
  ['blocks before a greeting', (peer: RawPeer) => peer.frame('blocks', block('a', 'x'))],
])('%s ends the connection', async (_title, act) => {
  await using peer = await rawPeer(nodes);
  act(peer);
  await peer.closed;
  expect(published()).toEqual([]);
  await sendsStill();
});

test('who says nothing is asked to leave after ten seconds, with or without TLS', async () => {
  await using peer = await rawPeer(nodes);
  const plain = connectPlain(nodes.listener.port, '127.0.0.1');
  plain.on('error', () => {});
  plain.resume();
  await Promise.all([peer.closed, once(plain, 'close')]);
  await sendsStill();
});

test('silent connections of one address, more than the port holds, keep nobody out', async () => {
  const crowd = Array.from({ length: 300 }, () => connectPlain(nodes.listener.port, '127.0.0.1'));
  for (const socket of crowd) socket.on('error', () => {});
  await until(() => crowd.every(({ connecting }) => !connecting));
  await sendsStill();
  for (const socket of crowd) socket.destroy();
});

test('who speaks no TLS is closed at once', async () => {
  const plain = connectPlain(nodes.listener.port, '127.0.0.1');
  plain.on('error', () => {});
  plain.write('GET / HTTP/1.1\r\nHost: fs2\r\n\r\n');
  plain.resume();
  await once(plain, 'close');
  await sendsStill();
});

test('more frames than there is room for end the session', async () => {
  const before = nodes.received.length;
  await using peer = await admitted();
  const opened = peer.said.find(({ type }) => type === 'lane-opened');
  expect(opened?.['slots']).toBe(4);
  const frame = block('big', 'x'.repeat(60_000), { isLast: false, size: 1e9 });
  for (let count = 0; count < 400 && !peer.socket.destroyed; count += 1) peer.frame('blocks', frame);
  await peer.closed;
  await until(() => nodes.received.slice(before).some(({ transfer, isOver }) => transfer === 'T-1' && isOver));
  expect(published()).toEqual([]);
  await sendsStill();
});

test('a sender that says it is alive while the folder is opened is let in', async () => {
  await using peer = await rawPeer(nodes);
  const grant = await nodes.authority.grant({ source: `fs1:${nodes.source}`, destination: `fs2:${nodes.target}` });
  peer.say({ type: 'hello', versions: [1], transfer: 'T-1', grant });
  peer.say({ type: 'alive' });
  await until(() => peer.said.some(({ type }) => type === 'welcome') || peer.socket.destroyed);
  expect(peer.said).toMatchObject([{ type: 'welcome' }]);
});

test.each<[string, string, number, (peer: RawPeer) => void]>([
  [
    'room for more listings than a sender keeps',
    'scanned',
    1,
    (peer) => peer.say({ type: 'scan', scan: 1, temporaryKey: 'key', listings: 1e9 }),
  ],
  [
    'room for more listings, bit by bit,',
    'scanned',
    1,
    (peer) => {
      peer.say({ type: 'scan', scan: 1, temporaryKey: 'key', listings: 100 });
      peer.say({ type: 'scan-more', scan: 1, listings: 100 });
    },
  ],
  [
    'a lane that is asked for before the last one is closed',
    'lane-opened',
    2,
    (peer) => {
      peer.say({ type: 'close-lane' });
      peer.say({ type: 'open-lane', temporaryKey: 'key', checksum: 'md5', blockSizeBytes: 65_536, queueCapacity: 4 });
    },
  ],
  [
    'folder work that does not wait for its answer',
    'settled',
    200,
    (peer) => {
      for (let id = 0; id < 200; id += 1) peer.say({ type: 'settle-folders', id, folders: [] });
    },
  ],
])('%s is not granted', async (_title, answer, tooMany, act) => {
  await using peer = await admitted();
  // In one piece: what comes a moment later may be right.
  peer.socket.cork();
  act(peer);
  peer.socket.uncork();
  await peer.closed;
  expect(peer.said.filter(({ type }) => type === answer).length).toBeLessThan(tooMany);
});
