import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { type Handlers, Peer } from '../../src/link/peer.ts';
import { maxMessageBytes } from '../../src/protocol/envelope.ts';
import { hubToNode, nodeToHub } from '../../src/protocol/node-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { transferId } from '../../src/runtime/identifier.ts';
import { someHealth, someProgress } from '../harness/scripted-node.ts';
import { type SocketPair, socketPair } from '../harness/socket-pair.ts';

const longEntry = { name: 'x'.repeat(5000), kind: 'file', sizeBytes: 0, modifiedAt: 0 } as const;

const noSize = { files: 0, bytes: 0, folders: 0, unreadable: 0, isDone: true };

const nodeHandlers: Handlers<typeof hubToNode> = {
  requests: {
    'start-transfer': async () => ({}),
    'pause-transfer': async ({ transfer }) => {
      throw new Fault('transfer-unknown', `there is no transfer ${transfer}`);
    },
    'resume-transfer': () => new Promise(() => undefined),
    'cancel-transfer': async () => ({}),
    'limit-transfer': async () => ({}),
    'prioritise-transfer': async () => ({}),
    'set-streams': async () => ({}),
    browse: async ({ path, limit }) => ({
      path,
      entries: path === '/long' ? Array.from({ length: limit }, () => longEntry) : [],
      total: 0,
      isReadOnly: true,
    }),
    'list-files': async () => ({ files: 7, total: 'x' }) as never,
    'make-plan': () => new Promise(() => undefined),
    'read-log': async () => ({ lines: [], first: 0, next: 0, isGap: false }),
    'stop-plan': async () => ({}),
    distrust: async () => ({}),
    'come-to-meet': async () => ({}),
    'keep-anchor': async () => ({}),
    'list-anchors': async () => ({ anchors: [] }),
    'tell-time': async () => ({ now: 0 }),
    'keep-credentials': async () => ({ unopened: [] }),
    'browse-store': async ({ path }) => ({ path, entries: [], total: 0, isReadOnly: false }),
    'try-store': async () => ({}),
    'measure-folder': async () => noSize,
    'measure-store': async () => noSize,
    'keep-watches': async () => ({}),
    'keep-queues': async () => ({}),
  },
  notices: { 'progress-pace': () => undefined },
};

function hubEnd({ near }: SocketPair, onHealth: (cpu: number) => void = () => undefined) {
  const handlers: Handlers<typeof nodeToHub> = {
    requests: {
      introduce: async () => ({ version: '1', reportsUpTo: 0 }),
      'deliver-reports': async () => ({ upTo: 0 }),
      'report-refusals': async () => ({}),
      'renew-certificate': async () => ({ certificate: '', ca: '' }),
      'summon-peer': async () => ({}),
      'see-to-object': async () => ({ kind: 'done', by: 'T-1' }),
    },
    notices: { queues: () => undefined, health: ({ cpu }) => onHealth(cpu), progress: () => undefined },
  };
  return new Peer({ socket: near, ours: nodeToHub, theirs: hubToNode, handlers, program: 'hub' });
}

function nodeEnd({ far }: SocketPair) {
  return new Peer({ socket: far, ours: hubToNode, theirs: nodeToHub, handlers: nodeHandlers, program: 'node' });
}

test('of progress that comes faster than it is taken, the last is heard, and before whatever comes after it', async () => {
  await using pair = await socketPair();
  const heard: unknown[] = [];
  const handlers: Handlers<typeof nodeToHub> = {
    requests: {
      introduce: async () => ({ version: '1', reportsUpTo: 0 }),
      'deliver-reports': async () => {
        heard.push('a report');
        return { upTo: 0 };
      },
      'report-refusals': async () => ({}),
      'renew-certificate': async () => ({ certificate: '', ca: '' }),
      'summon-peer': async () => ({}),
      'see-to-object': async () => ({ kind: 'done', by: 'T-1' }),
    },
    notices: {
      queues: () => undefined,
      health: () => undefined,
      progress: ({ transfers }) => void heard.push(transfers[0]?.progress.rate),
    },
  };
  const latest = { name: 'progress', everyMs: 3_600_000 } as const;
  new Peer({ socket: pair.near, ours: nodeToHub, theirs: hubToNode, handlers, program: 'hub', latest });
  const node = nodeEnd(pair);
  const tell = (rate: number) => {
    const progress = { ...someProgress(1, 1), rate };
    node.notify('progress', { transfers: [{ transfer: transferId(1), state: { kind: 'scanning' }, progress }] });
  };
  for (const rate of [1, 2, 3, 4]) tell(rate);
  await node.request('deliver-reports', { reports: [] });
  expect(heard).toEqual([1, 4, 'a report']);
});

test('greeting tells each side the program of the other', async () => {
  await using pair = await socketPair();
  await expect(Promise.all([hubEnd(pair).greet(), nodeEnd(pair).greet()])).resolves.toEqual(['node', 'hub']);
});

test('a request is answered with the reply of the handler of that name', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  nodeEnd(pair);
  await expect(hub.request('browse', { path: '/srv', offset: 0, limit: 10 })).resolves.toMatchObject({
    path: '/srv',
    isReadOnly: true,
  });
});

test('the fault that a handler throws arrives with its code', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  nodeEnd(pair);
  await expect(hub.request('pause-transfer', { transfer: transferId(1) })).rejects.toMatchObject({
    code: 'transfer-unknown',
  });
});

test('a reply that its schema does not know is a fault of the message, not a value', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  nodeEnd(pair);
  const request = { transfer: transferId(1), offset: 0, limit: 1 };
  await expect(hub.request('list-files', request)).rejects.toMatchObject({ code: 'bad-message' });
});

test.each([
  { sent: { type: 'request', id: 9, name: 'shred', body: {} }, note: 'a name that nobody declared' },
  { sent: { type: 'request', id: 9, name: 'toString', body: {} }, note: 'a name that every object has' },
  {
    sent: { type: 'request', id: 9, name: 'browse', body: { path: 'relative' } },
    note: 'a body that the schema refuses',
  },
])('a request with $note is answered with a fault, and the link stays', async ({ sent }) => {
  await using pair = await socketPair();
  const node = nodeEnd(pair);
  pair.near.send(JSON.stringify(sent));
  const [answer] = await once(pair.near, 'message');
  expect(JSON.parse(String(answer))).toMatchObject({ type: 'failure', id: 9, fault: { code: 'bad-message' } });
  expect(node.signal.aborted).toBe(false);
});

test.each([
  { sent: 'not json', note: 'text that is no JSON' },
  { sent: '{"type":"shout"}', note: 'an envelope of an unknown type' },
  { sent: Buffer.from([1, 2, 3]), note: 'binary data' },
  {
    sent: JSON.stringify({ type: 'notice', name: 'health', body: { cpu: 'hot' } }),
    note: 'a known notice that is malformed',
  },
])('$note ends the link as a bad message', async ({ sent }) => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  pair.far.send(sent);
  const [code, reason] = await once(pair.far, 'close');
  expect({ code, reason: String(reason) }).toEqual({ code: 4000, reason: 'bad-message' });
  await expect(hub.closed).resolves.toMatchObject({ code: 'bad-message' });
});

test('a message above the limit closes the link before it is parsed', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  const node = nodeEnd(pair);
  pair.near.send('x'.repeat(maxMessageBytes + 1));
  await expect(node.closed).resolves.toMatchObject({ code: 'link-lost' });
  await expect(hub.closed).resolves.toMatchObject({ code: 'link-lost' });
});

test('an answer above the limit is a fault of the question, and the link stays', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  nodeEnd(pair);
  const asked = { path: '/long', offset: 0, limit: 1000 };
  await expect(hub.request('browse', asked)).rejects.toMatchObject({ code: 'bad-message' });
  await expect(hub.request('browse', { ...asked, limit: 10 })).resolves.toMatchObject({ path: '/long' });
});

test('who asks a thousand things at once that nobody answers is told that it is too much', async () => {
  await using pair = await socketPair();
  nodeEnd(pair);
  const resume = (id: number) => ({ type: 'request', id, name: 'resume-transfer', body: { transfer: 'T-1' } });
  for (let id = 1; id <= 1001; id += 1) pair.near.send(JSON.stringify(resume(id)));
  const [answer] = await once(pair.near, 'message');
  expect(JSON.parse(String(answer))).toMatchObject({ type: 'failure', id: 1001, fault: { code: 'too-many-requests' } });
});

test('a request above the limit is not sent, and the link stays', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  const node = nodeEnd(pair);
  const reason = { code: 'internal', message: 'x'.repeat(maxMessageBytes) };
  const reports = [{ number: 1, at: 1, transfer: transferId(1), fact: { kind: 'refused' as const, reason } }];
  await expect(node.request('deliver-reports', { reports })).rejects.toMatchObject({ code: 'bad-message' });
  await expect(hub.request('cancel-transfer', { transfer: transferId(1) })).resolves.toEqual({});
});

test('a notice that this side does not know is passed over', async () => {
  await using pair = await socketPair();
  const heard: number[] = [];
  hubEnd(pair, (cpu) => heard.push(cpu));
  pair.far.send(JSON.stringify({ type: 'notice', name: 'weather', body: {} }));
  const node = nodeEnd(pair);
  node.notify('health', { ...someHealth(), cpu: 0.75 });
  await expect.poll(() => heard).toEqual([0.75]);
});

test('a side that speaks no common version is refused with the versions of both', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  const greeting = hub.greet();
  pair.far.send(JSON.stringify({ type: 'hello', versions: [99], program: 'node 9.0' }));
  await expect(greeting).rejects.toMatchObject({ code: 'version-mismatch', message: expect.stringContaining('99') });
});

test('requests that wait when the link is lost fail at once', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  nodeEnd(pair);
  const waiting = hub.request('resume-transfer', { transfer: transferId(1) });
  pair.far.terminate();
  await expect(waiting).rejects.toMatchObject({ code: 'link-lost' });
  await expect(hub.request('browse', { path: '/', offset: 0, limit: 1 })).rejects.toMatchObject({ code: 'link-lost' });
});

test('a request gives up when its time is over or its signal aborts', async () => {
  await using pair = await socketPair();
  const hub = hubEnd(pair);
  nodeEnd(pair);
  const body = { transfer: transferId(1) };
  await expect(hub.request('resume-transfer', body, { timeoutMs: 1 })).rejects.toMatchObject({ code: 'timeout' });
  const reason = new Fault('interrupted', 'enough');
  const controller = new AbortController();
  const waiting = hub.request('resume-transfer', body, { signal: controller.signal });
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
});

test('a side that was silent for 15 seconds has been given up, whenever it was heard last', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  try {
    await using pair = await socketPair({ autoPong: false });
    const peer = nodeEnd(pair);
    vi.advanceTimersByTime(4000);
    pair.near.ping();
    await once(pair.far, 'ping');
    for (let second = 0; second < 15; second += 1) vi.advanceTimersByTime(1000);
    expect(peer.signal.aborted).toBe(true);
    await expect(peer.closed).resolves.toMatchObject({ code: 'link-lost', message: expect.stringContaining('silent') });
  } finally {
    vi.useRealTimers();
  }
});

test('a notice is not sent to a side that is behind', async () => {
  await using pair = await socketPair();
  const node = nodeEnd(pair);
  pair.near.pause();
  const health = {
    ...someHealth(),
    roots: Array.from({ length: 256 }, () => ({ path: 'x'.repeat(4000), isReadOnly: false })),
  };
  let sent = 0;
  while (sent < 1000 && node.notify('health', health)) sent += 1;
  expect(sent).toBeLessThan(1000);
  expect(node.signal.aborted).toBe(false);
});
