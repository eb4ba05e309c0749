/**
 * Garbage, too much and too slowly, at the hub's port and at a node's data port, from strangers and from those who have a
 * certificate: each connection is let go of, memory stays bounded, and those who work notice nothing.
 */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Identity } from '../../src/link/identity.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import { meetingAlpn, relayPath } from '../../src/protocol/meeting.ts';
import { spokenVersions } from '../../src/protocol/version.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { testAuthority } from '../harness/test-authority.ts';
import { until } from '../harness/until.ts';
import { type FleetUnderFire, fleetUnderFire, programs } from './fleet-under-fire.ts';
import {
  anyBytes,
  anyDataFrames,
  anyMessages,
  anyRequest,
  anyTickets,
  anyWebSocketFrames,
  clientFrame,
  dataFrame,
  textFrame,
} from './inputs.ts';
import { drip, flood, plainStranger, type Stranger, sayAll, tlsStranger, trickle } from './stranger.ts';

const megabyte = 1024 * 1024;
/** For what V8 keeps of what it could let go of. */
const mostGrowth = 200 * megabyte;
/** `LONGHAUL_FUZZ_RUNS=1000 npx vitest run test/fuzz` looks for longer. */
const longer = Number(process.env['LONGHAUL_FUZZ_RUNS'] ?? 0);
const runs = { numRuns: Math.max(40, longer) };

let fire: FleetUnderFire;
let before: Record<(typeof programs)[number], number>;
/** Begun first, because they take the longest. */
let trickles: { readonly what: string; readonly ended: Promise<void> }[];

beforeAll(async () => {
  fire = await fleetUnderFire();
  before = { hub: fire.residentBytes('hub'), fs1: fire.residentBytes('fs1'), fs2: fire.residentBytes('fs2') };
  trickles = await startTrickles();
});
afterAll(() => fire[Symbol.asyncDispose]());

async function startTrickles() {
  const { hubPort, dataPort, insider } = fire;
  const record = Buffer.concat([Buffer.from([22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3]), Buffer.alloc(500)]);
  const head = Buffer.from(`GET /healthz HTTP/1.1\r\nHost: hub\r\nX-Slow: ${'x'.repeat(500)}\r\n\r\n`);
  const post = await tlsStranger(hubPort);
  post.socket.write('POST /enrol HTTP/1.1\r\nHost: hub\r\nContent-Length: 1000\r\n\r\n');
  const greeting = await tlsStranger(dataPort, insider.node.identity);
  const link = await greeted();
  const fragments = await greeted();
  const fragment = Buffer.concat([clientFrame(0x89, Buffer.alloc(0)), clientFrame(0x00, Buffer.from(' '))]);
  fragments.socket.write(clientFrame(0x01, Buffer.from('[')));
  return [
    { what: 'a handshake with the hub', ended: trickle(plainStranger(hubPort), record) },
    { what: 'a handshake at the data port', ended: trickle(plainStranger(dataPort), record) },
    { what: 'a request to the hub', ended: trickle(await tlsStranger(hubPort), head) },
    { what: 'a body for the hub', ended: trickle(post, Buffer.alloc(1000, 0x20)) },
    { what: 'a greeting at the data port', ended: trickle(greeting, dataFrame(1, Buffer.alloc(500, 0x20))) },
    { what: 'a message to the hub', ended: trickle(link, textFrame(' '.repeat(500))) },
    { what: 'fragments of a message', ended: drip(fragments, new Array<Buffer>(100).fill(fragment)) },
    { what: 'a frame of who is let in', ended: trickle(await admitted(), dataFrame(1, Buffer.alloc(500, 0x20))) },
  ];
}

/** A WebSocket of the hub, taken by hand. */
async function upgraded(identity: Identity, header = ''): Promise<Stranger> {
  const stranger = await tlsStranger(fire.hubPort, identity);
  const key = randomBytes(16).toString('base64');
  stranger.socket.write(
    `GET /ws HTTP/1.1\r\nHost: hub\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n${header}\r\n`,
  );
  await until(() => stranger.heard.includes('\r\n\r\n') || stranger.socket.destroyed, { what: 'an answer' });
  expect(stranger.heard).toContain('101 Switching');
  return stranger;
}

/** The same, and it has said who it is. */
async function greeted(): Promise<Stranger> {
  const link = await upgraded(fire.insider.user.identity);
  link.socket.write(textFrame(JSON.stringify({ type: 'hello', versions: spokenVersions, program: 'test' })));
  return link;
}

let transfers = 100;
/** A session of fs2 with a grant, and a folder to write into. */
async function admitted(): Promise<Stranger> {
  transfers += 1;
  const stranger = await tlsStranger(fire.dataPort, fire.insider.node.identity);
  const hello = { type: 'hello', versions: [1, 2], transfer: `T-${transfers}`, grant: await fire.grant(transfers) };
  stranger.socket.write(dataFrame(1, Buffer.from(JSON.stringify(hello))));
  await until(() => stranger.heard.includes('welcome') || stranger.socket.destroyed, { what: 'a welcome' });
  expect(stranger.heard).toContain('welcome');
  return stranger;
}

/** Who works goes on. */
async function othersWork(): Promise<void> {
  expect(fire.admin.signal.aborted).toBe(false);
  const { nodes } = await fire.admin.request('list-nodes', {});
  expect(nodes.filter(({ name, presence }) => name !== 'evil' && presence === 'online').length).toBe(2);
  expect(fire.states.filter((state) => state === 'waiting' || state === 'failed')).toEqual([]);
}

test('bytes that are no TLS are let go of, at both ports', async () => {
  const { hubPort, dataPort } = fire;
  const property = fc.asyncProperty(anyBytes, async (pieces) => {
    await Promise.all([sayAll(plainStranger(hubPort), pieces), sayAll(plainStranger(dataPort), pieces)]);
  });
  await fc.assert(property, runs);
  await othersWork();
});

test('nobody gets an answer but a refusal with no certificate, one of another hub, or one that has expired', async () => {
  await using folder = await tempFolder();
  const foreign = await (await testAuthority(folder.path)).nodeIdentity('fs1');
  const strangers = [undefined, foreign, await fire.expired()];
  for (const identity of strangers) {
    using atHub = await tlsStranger(fire.hubPort, identity);
    await sayAll(atHub, [Buffer.from('GET /api/v1/nodes HTTP/1.1\r\nHost: hub\r\n\r\n')]);
    expect(atHub.heard).toMatch(/^(HTTP\/1\.1 401 |$)/);
    using atNode = await tlsStranger(fire.dataPort, identity);
    await sayAll(atNode, [dataFrame(1, Buffer.from('{"type":"hello"}'))]);
    expect(atNode.heard).not.toContain('welcome');
  }
  await othersWork();
});

test('requests that are none, too long or contradict themselves end with their connection', async () => {
  const property = fc.asyncProperty(anyRequest, fc.boolean(), async (request, isKnown) => {
    await sayAll(await tlsStranger(fire.hubPort, isKnown ? fire.insider.user.identity : undefined), request);
  });
  await fc.assert(property, runs);
  await othersWork();
});

test('frames of a WebSocket with wrong kinds, lengths and masks end the link', async () => {
  const property = fc.asyncProperty(anyWebSocketFrames, async (frames) => {
    await sayAll(await upgraded(fire.insider.user.identity), frames);
  });
  await fc.assert(property, runs);
  await othersWork();
});

test('whatever is said in place of a ticket, at the hub and at a data port, nobody is met with it', async () => {
  const { hubPort, dataPort, insider } = fire;
  const property = fc.asyncProperty(anyTickets, fc.boolean(), async (tickets, isNode) => {
    const { identity } = isNode ? insider.node : insider.user;
    using guest = await tlsStranger(dataPort, identity, meetingAlpn);
    await sayAll(guest, tickets);
    const [ticket = Buffer.alloc(0), ...rest] = tickets;
    const upgrade = 'Connection: Upgrade\r\nUpgrade: longhaul-relay';
    const path = `${relayPath}${encodeURIComponent(ticket.toString('latin1'))}`;
    using atHub = await tlsStranger(hubPort, identity);
    await sayAll(atHub, [Buffer.from(`GET ${path} HTTP/1.1\r\nHost: hub\r\n${upgrade}\r\n\r\n`), ...rest]);
    expect(guest.heard).toBe('');
    expect(atHub.heard).toMatch(/^(HTTP\/1\.1 40[034] |$)/);
  });
  await fc.assert(property, runs);
  await othersWork();
});

test('compressed messages are not agreed to, and one that would be large ends its link instead of being inflated', async () => {
  using link = await upgraded(fire.insider.user.identity, 'Sec-WebSocket-Extensions: permessage-deflate\r\n');
  expect(link.heard.toLowerCase()).not.toContain('permessage-deflate');
  // In a thread: the console that is at work lives in this process.
  const bomb = await promisify(deflateRaw)(Buffer.alloc(256 * megabyte, 'x'));
  expect(bomb.length).toBeLessThan(megabyte);
  const resident = fire.residentBytes('hub');
  // A text that says of itself that it is compressed.
  await sayAll(link, [clientFrame(0xc1, bomb)]);
  expect(fire.residentBytes('hub') - resident).toBeLessThan(mostGrowth);
  await othersWork();
});

test('who is let in at the data port and then says a byte now and then keeps nothing but a place of its own', async () => {
  using session = await admitted();
  const slow = trickle(session, dataFrame(1, Buffer.alloc(500, 0x20)));
  const { fleet, admin } = fire;
  const { id } = await admin.request('start-transfer', {
    source: { node: 'fs1', path: join(fleet.root('fs1'), 'small') },
    destination: { node: 'fs2', path: join(fleet.root('fs2'), 'beside') },
    options: defaultTransferOptions,
  });
  await until(() => fleet.hasEnded(id), { what: 'another transfer beside it' });
  expect((await fleet.transfer(id)).state.kind).toBe('completed');
  session[Symbol.dispose]();
  await slow;
  await othersWork();
});

test('messages of a wrong shape, known and unknown, end at most the link that brought them', async () => {
  const property = fc.asyncProperty(anyMessages, fc.constantFrom('node', 'user'), async (messages, kind) => {
    const said = messages.map((message) => textFrame(JSON.stringify(message)));
    await sayAll(await upgraded(fire.insider[kind as 'node' | 'user'].identity), said);
  });
  await fc.assert(property, runs);
  await othersWork();
});

test('frames of the data link in any order, with any length, end at most their session', async () => {
  const property = fc.asyncProperty(anyDataFrames, fc.boolean(), async (frames, isAdmitted) => {
    await sayAll(isAdmitted ? await admitted() : await tlsStranger(fire.dataPort, fire.insider.node.identity), frames);
  });
  await fc.assert(property, { numRuns: Math.max(25, longer) });
  await othersWork();
});

test.each([
  ['nested a million times', '['.repeat(1e6) + ']'.repeat(1e6)],
  ['nested in a body', `{"type":"request","id":1,"name":"who-am-i","body":${'['.repeat(1e6)}${']'.repeat(1e6)}}`],
  ['with an id of a million digits', `{"type":"request","id":${'9'.repeat(1e6)},"name":"who-am-i","body":{}}`],
  ['with a name of 4 MB', `{"type":"request","id":1,"name":"${'x'.repeat(4e6)}","body":{}}`],
  ['above the limit', 'x'.repeat(5 * megabyte)],
])('a message %s is taken or ends the link', async (_title, text) => {
  using link = await upgraded(fire.insider.user.identity);
  await sayAll(link, [textFrame(text)]);
  await othersWork();
});

test.each([
  ['pings', 60 * megabyte, Buffer.concat(Array.from({ length: 500 }, () => clientFrame(0x89, Buffer.alloc(120, 1))))],
  [
    'empty fragments',
    2 * megabyte,
    Buffer.concat(Array.from({ length: 5000 }, () => clientFrame(0x00, Buffer.alloc(0)))),
  ],
  [
    'requests',
    30 * megabyte,
    Buffer.concat(
      Array.from({ length: 500 }, () => textFrame('{"type":"request","id":1,"name":"list-nodes","body":{}}')),
    ),
  ],
])('who sends nothing but %s and reads nothing costs no memory to speak of', async (what, mostBytes, piece) => {
  using link = await upgraded(fire.insider.user.identity);
  const hub = fire.residentBytes('hub');
  if (what === 'empty fragments') link.socket.write(clientFrame(0x01, Buffer.alloc(0)));
  await flood(link, piece, mostBytes);
  expect(fire.residentBytes('hub') - hub).toBeLessThan(mostGrowth);
  await othersWork();
});

test('who asks for much of a node that never answers costs no memory to speak of, and is told why', async () => {
  const silence = { browse: () => new Promise<never>(() => undefined) };
  const { hub } = fire.insider.node;
  await using _node = await attachNode({ hub, enrolled: fire.insider.node, requests: silence });
  using link = await upgraded(fire.insider.user.identity);
  const body = { location: { node: 'evil', path: '/' }, offset: 0, limit: 1 };
  const asks = textFrame(JSON.stringify({ type: 'request', id: 1, name: 'browse', body }));
  const resident = fire.residentBytes('hub');
  for (let sent = 0; sent < 400; sent += 1) link.socket.write(Buffer.concat(Array.from({ length: 500 }, () => asks)));
  await until(() => link.heard.includes('too-many-requests'), { what: 'an answer' });
  expect(fire.residentBytes('hub') - resident).toBeLessThan(mostGrowth);
  await othersWork();
});

test('who is let in at the data port, asks for much and reads nothing costs no memory to speak of', async () => {
  using session = await admitted();
  const ask = dataFrame(1, Buffer.from('{"type":"remove","id":1,"removals":[{"path":"none","kind":"file"}]}'));
  await flood(session, Buffer.concat(Array.from({ length: 500 }, () => ask)), 30 * megabyte);
  expect(fire.residentBytes('fs2') - before.fs2).toBeLessThan(mostGrowth);
  await othersWork();
});

test('a thousand silent connections at once from one address keep nobody out of either port', async () => {
  const { hubPort, dataPort, fleet, admin } = fire;
  const strangers = Array.from({ length: 1000 }, () => [plainStranger(hubPort), plainStranger(dataPort)]).flat();
  await until(() => strangers.every(({ socket }) => !socket.connecting), { what: 'all are connected, or turned away' });
  const { id } = await admin.request('start-transfer', {
    source: { node: 'fs1', path: join(fleet.root('fs1'), 'small') },
    destination: { node: 'fs2', path: join(fleet.root('fs2'), 'another') },
    options: defaultTransferOptions,
  });
  await until(() => fleet.hasEnded(id), { what: 'another transfer through the crowd', withinMs: 60_000 });
  expect((await fleet.transfer(id)).state.kind).toBe('completed');
  for (const stranger of strangers) stranger[Symbol.dispose]();
  await othersWork();
});

test('who says a byte a second is let go of, in the handshake and after it', async () => {
  const open = new Set(trickles.map(({ what }) => what));
  for (const { what, ended } of trickles) void ended.then(() => open.delete(what));
  await until(() => open.size === 0 || fire.fleet.process('hub').hasEnded, { withinMs: 28_000 }).catch(() => undefined);
  expect([...open]).toEqual([]);
});

test('after all of it the transfer completes, memory is bounded, and no program has failed at anything', async () => {
  await othersWork();
  expect(await fire.finish()).toBe('completed');
  for (const program of programs) {
    expect(fire.residentBytes(program) - before[program], program).toBeLessThan(2 * mostGrowth);
    const running = fire.fleet.process(program);
    expect(running.hasEnded).toBe(false);
    const failures = running.said.split('\n').filter((line) => /"level":"?(50|60|error|fatal)|nhandled/.test(line));
    expect(failures, program).toEqual([]);
  }
});
