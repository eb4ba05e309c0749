/** A peer that cannot be dialled: it dials the owner, or both meet at a hub, which here keeps all that passes. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { connect, type TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { makeIdentity } from '../../../hub/access/authority.ts';
import type { MeetingWays, Refusal } from '../../../node/data/data-plane.ts';
import { startDataListener } from '../../../node/data/receive/data-listener.ts';
import { createLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { requestHolder } from '../../../src/link/accept.ts';
import { hubUri, secureContext } from '../../../src/link/identity.ts';
import { MeetingPlace } from '../../../src/link/meeting-place.ts';
import { meetingAlpn, relayPath, relayProtocol, type Ticket } from '../../../src/protocol/meeting.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { freePort } from '../../harness/running-fleet.ts';
import { until } from '../../harness/until.ts';
import { type TwoNodes, twoNodes } from './two-nodes.ts';

const mark = 'these words are in every file, and nobody between two nodes reads them. ';
const away: MeetingWays['summon'] = async () => {
  throw new Fault('hub-unreachable', 'the hub is away');
};

/** The data port of fs1, to which peers come. */
async function homeOf({ authority, folder }: TwoNodes, refused: Refusal[] = []) {
  const home = `${folder}/home.sock`;
  const listener = await startDataListener({
    listen: { host: '127.0.0.1', port: 0 },
    hub: '127.0.0.1:1',
    home,
    name: 'fs1',
    identity: await authority.nodeIdentity('fs1'),
    grantKey: authority.authority.grantPublicKey,
    roots: [],
    auditFile: `${folder}/fs1.jsonl`,
    nodeLimiter: createLimiter(undefined),
    maxTransfers: 4,
    onReceived: () => {},
    onRefused: (refusal) => refused.push(refusal),
    onFailure: () => {},
  });
  return { home, listener, address: `127.0.0.1:${listener.port}` };
}

/** A hub that only relays, and writes down what it could read. */
async function openRelay({ authority }: TwoNodes, port: number) {
  const identity = await makeIdentity(authority.authority, hubUri, Date.now());
  const place = new MeetingPlace();
  const read: Buffer[] = [];
  const server = createServer({ ...secureContext(identity), requestCert: true, rejectUnauthorized: false });
  server.on('upgrade', (request, socket: TLSSocket) => {
    const holder = requestHolder(request);
    socket.on('data', (piece: Buffer) => read.push(piece));
    socket.pause();
    place.come({
      ticket: (request.url ?? '').slice(relayPath.length),
      guest: holder?.kind === 'node' ? holder.name : '',
      socket,
    });
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${relayProtocol}\r\n\r\n`);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    place,
    read,
    [Symbol.asyncDispose]: async () => {
      place[Symbol.dispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

function makeFiles({ source }: TwoNodes): void {
  writeFileSync(`${source}/large`, mark.repeat(100_000));
  for (let index = 0; index < 20; index += 1) writeFileSync(`${source}/${index}`, mark);
}

test('a peer that dials the owner is sent to, and its certificate is what counts', async () => {
  await using nodes = await twoNodes();
  const refused: Refusal[] = [];
  const { home, listener, address } = await homeOf(nodes, refused);
  await using _home = listener;
  makeFiles(nodes);
  const third = await nodes.authority.nodeIdentity('fs3');
  const come = async (ticket: Ticket): Promise<void> => {
    const socket = connect({
      host: '127.0.0.1',
      port: listener.port,
      ...secureContext(third),
      ALPNProtocols: [meetingAlpn],
      checkServerIdentity: () => undefined,
    });
    socket.on('error', () => {}).write(ticket);
    socket.resume();
    await once(socket, 'close');
  };
  const tickets: Ticket[] = [];
  const summon: MeetingWays['summon'] = async ({ kind, ticket }) => {
    if (kind === 'relayed') throw new Fault('internal', 'not wanted');
    tickets.push(ticket);
    await come(ticket);
    await nodes.listener.visit({ ticket, node: 'fs1', address });
  };
  await using sending = await nodes.start({ meeting: { hub: '127.0.0.1:1', home, last: undefined, summon } });
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { copied: { files: 21 } } });
  expect(sending.reached).toEqual([{ kind: 'reversed', why: 'fs2 offers no data port' }]);
  const [ticket] = tickets;
  if (ticket === undefined) throw new Error('there was no ticket');
  // Used, and by a node that it was never for.
  await nodes.listener.visit({ ticket, node: 'fs1', address });
  const saysThatRefused = (name: string): Refusal[] => refused.filter(({ from }) => from.includes(name));
  await until(() => saysThatRefused('fs2').length > 0, { what: 'who comes with a used ticket is refused' });
  expect(saysThatRefused('fs2')).toMatchObject([{ reason: { code: 'refused' } }]);
  // One ticket for each connection of the transfer, which are as many as its link needs.
  expect(saysThatRefused('fs3').map(({ reason }) => reason.code)).toEqual(tickets.map(() => 'refused'));
});

test('what a relay passes on is not what the files hold, and all of it arrives', async () => {
  const port = await freePort();
  const hub = `127.0.0.1:${port}`;
  await using nodes = await twoNodes({ hub });
  await using relay = await openRelay(nodes, port);
  makeFiles(nodes);
  const summon: MeetingWays['summon'] = async ({ ticket }) => {
    relay.place.expect({ ticket, guests: ['fs1', 'fs2'] });
    await nodes.listener.visit({ ticket, node: 'fs1' });
  };
  await using sending = await nodes.start({ meeting: { hub, home: undefined, last: undefined, summon } });
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { copied: { files: 21 } } });
  expect(sending.reached).toEqual([{ kind: 'relayed', why: 'fs2 offers no data port; this node offers no data port' }]);
  const passed = Buffer.concat(relay.read);
  expect(passed.length).toBeGreaterThan(mark.length * 100_000);
  expect(passed.includes('in every file')).toBe(false);
});

test('where another node has the address of the peer now, the next way is tried, and it is said why', async () => {
  await using nodes = await twoNodes();
  const { home, listener, address } = await homeOf(nodes);
  await using _home = listener;
  makeFiles(nodes);
  const summon: MeetingWays['summon'] = ({ ticket }) => nodes.listener.visit({ ticket, node: 'fs1', address });
  const meeting = { hub: '127.0.0.1:1', home, last: undefined, summon };
  // Where fs2 is dialled fs1 answers.
  await using sending = await nodes.start({ port: listener.port, meeting });
  expect(await sending.outcome).toMatchObject({ kind: 'completed', totals: { copied: { files: 21 } } });
  expect(sending.reached).toMatchObject([
    { kind: 'reversed', why: expect.stringContaining('longhaul://node/fs1, not of longhaul://node/fs2') },
  ]);
});

test('when no way leads to a peer, one line has the reason of each, and another attempt may help', async () => {
  await using nodes = await twoNodes();
  const { home, listener } = await homeOf(nodes);
  await using _home = listener;
  const meeting = { hub: '127.0.0.1:1', home, last: undefined, summon: away };
  expect(await nodes.send({ port: 1, meeting })).toMatchObject({
    kind: 'failed',
    isRetryable: true,
    reason: {
      code: 'node-unreachable',
      message:
        'fs2 cannot be reached (direct: cannot reach fs2 at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; ' +
        'reversed: the hub is away; relayed: the hub is away)',
    },
  });
});
