import { once } from 'node:events';
import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { Enrolled } from '../../src/link/enrol.ts';
import { visitRelay } from '../../src/link/visit-relay.ts';
import { makeTicket, type Ticket } from '../../src/protocol/meeting.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { PlanId } from '../../src/runtime/identifier.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode, type ScriptedNodeOptions } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

/** fs1 owns T-1, whose destination is fs2; both are attached. */
async function openMeeting(folder: string, requests: ScriptedNodeOptions['requests'] = {}) {
  await using parts = new AsyncDisposableStack();
  const fleet = parts.use(await openFleet(folder));
  const { hub, fs1, fs2, admin } = fleet;
  const owner = parts.use(await attachNode({ hub: hub.address, enrolled: fs1, dataAddress: '10.0.0.1:7401' }));
  const peer = parts.use(await attachNode({ hub: hub.address, enrolled: fs2, dataAddress: undefined, requests }));
  const { id } = await startTransfer(admin);
  const visit = (enrolled: Enrolled, ticket: Ticket): Promise<Socket> =>
    visitRelay({ hub: hub.address, ticket, identity: enrolled.identity, signal: new AbortController().signal });
  /** The owner asks for its peer; the ticket is good at the hub from then on. */
  const summon = async (): Promise<Ticket> => {
    const ticket = makeTicket();
    await owner.peer.request('summon-peer', { about: id, kind: 'relayed', ticket });
    return ticket;
  };
  const living = parts.move();
  return { ...fleet, owner, peer, id, visit, summon, [Symbol.asyncDispose]: () => living.disposeAsync() };
}

/** To the end of that way; the other one stays open. */
async function allOf(socket: Socket): Promise<string> {
  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  await once(socket, 'end');
  return Buffer.concat(pieces).toString();
}

test('two nodes of a transfer meet at the hub, each way has its own end, and the trail says who', async () => {
  await using folder = await tempFolder();
  await using meeting = await openMeeting(folder.path);
  const { fs1, fs2, id, visit, summon, admin } = meeting;
  const ticket = await summon();
  const far = await visit(fs2, ticket);
  const near = await visit(fs1, ticket);
  for (const socket of [near, far]) socket.allowHalfOpen = true;
  near.end('from the owner');
  expect(await allOf(far)).toBe('from the owner');
  far.end('x'.repeat(3_000_000));
  expect((await allOf(near)).length).toBe(3_000_000);
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries).toContainEqual(
    expect.objectContaining({ who: 'node:fs1', action: 'relay', object: id, result: 'ok', detail: 'with fs2' }),
  );
});

test('a ticket is good for two nodes, and once: a third node, a second time and a wrong one are refused', async () => {
  await using folder = await tempFolder();
  await using meeting = await openMeeting(folder.path);
  const { hub, fs1, fs2, visit, summon, admin } = meeting;
  const fs3 = await enrolMember(hub, { kind: 'node', name: 'fs3' });
  const ticket = await summon();
  await expect(visit(fs1, makeTicket())).rejects.toMatchObject({ code: 'refused' });
  await expect(visit(fs3, ticket)).rejects.toMatchObject({ code: 'refused' });
  const near = await visit(fs1, ticket);
  await expect(visit(fs1, ticket)).rejects.toMatchObject({ code: 'refused' });
  const far = await visit(fs2, ticket);
  near.write('still for us');
  expect(String((await once(far, 'data'))[0])).toBe('still for us');
  await expect(visit(fs2, ticket)).rejects.toMatchObject({ code: 'refused' });
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.filter(({ action, result }) => action === 'relay' && result === 'denied').length).toBe(4);
});

test('a node that comes with wrong tickets again and again is one line of the trail, and the rest are counted when the hub stops', async () => {
  await using folder = await tempFolder();
  {
    await using meeting = await openMeeting(folder.path);
    for (let time = 0; time < 5; time += 1)
      await expect(meeting.visit(meeting.fs1, makeTicket())).rejects.toMatchObject({ code: 'refused' });
  }
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { entries } = await admin.request('list-audit', { action: 'relay', offset: 0, limit: 100 });
  const reason = 'fs1 came with a ticket that is not good, or not any more (refused)';
  expect(entries.map(({ who, detail }) => ({ who, detail }))).toEqual([
    { who: 'node:fs1', detail: reason },
    { who: 'node:fs1', detail: `${reason} (4 more times)` },
  ]);
});

test('who is revoked is cut off in the middle of a relay', async () => {
  await using folder = await tempFolder();
  await using meeting = await openMeeting(folder.path);
  const { fs1, fs2, visit, summon, admin } = meeting;
  const ticket = await summon();
  const far = await visit(fs2, ticket);
  const near = await visit(fs1, ticket);
  near.resume();
  far.resume();
  const closed = Promise.all(
    [near, far].map((socket) =>
      once(
        socket.on('error', () => {}),
        'close',
      ),
    ),
  );
  await admin.request('revoke', { name: 'fs2' });
  await closed;
});

test('only the owner of a transfer that has not ended may have its peer called', async () => {
  await using folder = await tempFolder();
  await using meeting = await openMeeting(folder.path);
  const { owner, peer, id, admin } = meeting;
  const summons = { about: id, kind: 'relayed', ticket: makeTicket() } as const;
  await expect(peer.peer.request('summon-peer', summons)).rejects.toMatchObject({ code: 'refused' });
  const plan = PlanId.parse('2b0f2a4e-3a3c-4c6e-9d0e-0a0c7f5f7b11');
  await expect(owner.peer.request('summon-peer', { ...summons, about: plan })).rejects.toMatchObject({
    code: 'refused',
  });
  await until(() => owner.orders.length > 0);
  await owner.report(1, id, { kind: 'state', state: { kind: 'completed' } });
  await expect(owner.peer.request('summon-peer', summons)).rejects.toMatchObject({ code: 'refused' });
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.filter(({ action, result }) => action === 'summon-peer' && result === 'denied').length).toBe(3);
});

test('the peer is told where the owner waits, and what it answers reaches the owner', async () => {
  await using folder = await tempFolder();
  const visits: unknown[] = [];
  let answer: Fault | undefined;
  await using meeting = await openMeeting(folder.path, {
    'come-to-meet': async (visit) => {
      visits.push(visit);
      if (answer !== undefined) throw answer;
      return {};
    },
  });
  const { owner, id } = meeting;
  const [one, two] = [makeTicket(), makeTicket()];
  await owner.peer.request('summon-peer', { about: id, kind: 'reversed', ticket: one });
  await owner.peer.request('summon-peer', { about: id, kind: 'relayed', ticket: two });
  expect(visits).toEqual([
    { ticket: one, node: 'fs1', address: '10.0.0.1:7401' },
    { ticket: two, node: 'fs1' },
  ]);
  const again = () => owner.peer.request('summon-peer', { about: id, kind: 'reversed', ticket: makeTicket() });
  answer = new Fault('node-unreachable', 'cannot reach fs1 at 10.0.0.1:7401: no answer within 4 s');
  await expect(again()).rejects.toMatchObject({ code: 'node-unreachable', message: `fs2: ${answer.message}` });
  answer = new Fault('bad-message', "unknown request 'come-to-meet'");
  await expect(again()).rejects.toMatchObject({
    code: 'version-mismatch',
    message: expect.stringMatching(/^fs2: .* is too old for 'come-to-meet'/),
  });
});
