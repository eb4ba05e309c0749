/** Events of a bucket over a real database: what a node asks, what the hub starts for it, and what it answers when. */
import { expect, test } from 'vitest';
import type { ObjectAnswer, ObjectEvent } from '../../../src/model/object-queue.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { openHubParts } from '../../harness/hub-parts.ts';

const never = new AbortController().signal;
const connections = [{ name: 'prod-s3', kind: 's3', region: 'eu-central-1' }];
const ingest = {
  name: 'ingest',
  from: 'prod-s3:studio-bucket/{key}',
  to: 'fs2:/srv/in/{date}/{folder}',
  title: '{name} of {bucket}',
  variables: { key: { path: true }, folder: { path: true }, name: {}, bucket: {} },
};
const queue = 'https://sqs.eu-central-1.amazonaws.com/123456789012/new-objects';
const arrived = { name: 'arrived', kind: 'sqs', template: 'ingest', node: 'fs1', queue };
const at = Date.parse('2026-11-21T23:30:00Z');
const put = (key: string, sequencer = '0055AED6DCD90281E5', bucket = 'studio-bucket'): ObjectEvent => ({
  bucket,
  key,
  sequencer,
  at,
});

/** What has been answered so far; undefined while it is waited for. */
interface Asked {
  answer: ObjectAnswer | undefined;
}

function openEvents(folder: string, declaration: object = { connections, templates: [ingest], triggers: [arrived] }) {
  const hub = openHubParts(folder, { now: at + 3_600_000 });
  if (hub.triggers.bodies.length === 0) hub.declare(declaration);
  const ask = (event: ObjectEvent, { node = 'fs1', signal = never } = {}): Asked => {
    const asked: Asked = { answer: undefined };
    hub.objects.seeTo(node, { trigger: 'arrived', event }, signal).then(
      (answer) => {
        asked.answer = answer;
      },
      () => undefined,
    );
    return asked;
  };
  const settle = async (): Promise<void> => {
    hub.objects.step();
    await new Promise((resolve) => setImmediate(resolve));
  };
  const last = (): Transfer => hub.started().at(-1) as Transfer;
  return { ...hub, ask, settle, last, [Symbol.dispose]: () => hub[Symbol.dispose]() };
}

const fail = { kind: 'fail', reason: { code: 'disk-full', message: 'no room' } } as const;

test('an object starts the template about itself, and its message is done when that has ended', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  const asked = hub.ask(put('in/reel 7/a+b.mov'));
  await hub.settle();
  expect(hub.started()).toMatchObject([
    {
      name: 'a+b.mov of studio-bucket',
      source: { node: 'prod-s3', path: '/studio-bucket/in/reel 7/a+b.mov' },
      destination: { node: 'fs2', path: '/srv/in/2026-11-21/in/reel 7' },
      createdBy: 'trigger:arrived',
      startedBy: { template: 'ingest', trigger: 'arrived', values: { key: 'in/reel 7/a+b.mov' } },
    },
  ]);
  expect(asked.answer).toBeUndefined();
  hub.end(hub.last());
  await hub.settle();
  expect(asked.answer).toEqual({ kind: 'done', by: 'T-1' });
  expect(hub.audited('transfer.start')).toHaveLength(1);
});

test('an object at the top of its bucket has no folder', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  hub.ask(put('a.mov'));
  expect(hub.last()).toMatchObject({
    source: { path: '/studio-bucket/a.mov' },
    destination: { path: '/srv/in/2026-11-21' },
  });
});

test('one event starts once, however often it is asked about and whoever is killed in between', async () => {
  using folder = temporaryFolder();
  {
    using hub = openEvents(folder.path);
    const lost = new AbortController();
    hub.ask(put('a'), { signal: lost.signal });
    lost.abort(new Error('the link broke'));
    hub.ask(put('a'));
    hub.ask(put('a', '0055aed6dcd90281e500'));
    await hub.settle();
  }
  using hub = openEvents(folder.path);
  const again = hub.ask(put('a'));
  const twice = hub.ask(put('a'));
  expect(hub.started()).toHaveLength(1);
  hub.end(hub.last());
  await hub.settle();
  expect([again.answer, twice.answer]).toEqual([
    { kind: 'done', by: 'T-1' },
    { kind: 'done', by: 'T-1' },
  ]);
  const late = hub.ask(put('a'));
  await hub.settle();
  expect(late.answer).toEqual({ kind: 'done', by: 'T-1' });
  expect(hub.started()).toHaveLength(1);
});

test('what failed is left in the queue, and started again when the queue has it again', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  const first = hub.ask(put('a'));
  hub.end(hub.last(), fail);
  await hub.settle();
  expect(first.answer).toEqual({ kind: 'left', reason: { code: 'disk-full', message: 'T-1 failed: no room' } });
  const second = hub.ask(put('a'));
  await hub.settle();
  expect(hub.last()).toMatchObject({ id: 'T-1', state: { kind: 'queued' } });
  expect(hub.audited('transfer.retry')).toEqual(['trigger:arrived: failed']);
  hub.end(hub.last(), { kind: 'complete', failedFiles: 1 });
  await hub.settle();
  expect(second.answer).toMatchObject({ kind: 'left', reason: { code: 'completed-with-errors' } });
  const third = hub.ask(put('a'));
  await hub.settle();
  hub.end(hub.last());
  await hub.settle();
  expect(third.answer).toEqual({ kind: 'done', by: 'T-1' });
});

test('what somebody has cancelled is neither started again nor taken for done', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  hub.ask(put('a'));
  hub.end(hub.last(), { kind: 'cancel' });
  for (const asked of [hub.ask(put('a')), hub.ask(put('a'))]) {
    await hub.settle();
    expect(asked.answer).toMatchObject({ kind: 'left', reason: { code: 'cancelled' } });
  }
  expect(hub.started()).toHaveLength(1);
});

test('of one object two are never under way at once, and what a later event has copied is done for the earlier', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  const [later, earlier, latest] = ['02', '01', '03'].map((sequencer) => hub.ask(put('a', sequencer))) as [
    Asked,
    Asked,
    Asked,
  ];
  hub.ask(put('b', '01'));
  await hub.settle();
  expect(hub.started()).toHaveLength(2);
  const [first] = hub.started() as [Transfer];
  hub.end(first);
  await hub.settle();
  expect([later.answer, earlier.answer]).toEqual([
    { kind: 'done', by: 'T-1' },
    { kind: 'done', by: 'T-1' },
  ]);
  expect(hub.started()).toHaveLength(3);
  expect(latest.answer).toBeUndefined();
  hub.end(hub.last());
  await hub.settle();
  expect(latest.answer).toEqual({ kind: 'done', by: 'T-3' });
});

test('events without an order are each started, one after the other', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  const asked = ['100 aa', '200 bb'].map((sequencer) => hub.ask(put('a', sequencer)));
  for (let each = 0; each < 2; each += 1) {
    await hub.settle();
    expect(hub.started()).toHaveLength(each + 1);
    hub.end(hub.last());
  }
  await hub.settle();
  expect(asked.map(({ answer }) => answer?.kind)).toEqual(['done', 'done']);
});

test.each([
  ['../x', 'leads elsewhere'],
  ['a/../../etc/passwd', 'leads elsewhere'],
  ['a//b', 'two together'],
  ['/a', 'at one of its ends'],
  ['a/', 'at one of its ends'],
  ['.', 'leads elsewhere'],
  ['a\nb', 'control character'],
  ['a\0b', 'control character'],
  [`${'x'.repeat(300)}`, 'is longer than 255'],
])('the key %j starts nothing, whatever the template makes of it', async (key, why) => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  const asked = hub.ask(put(key));
  await hub.settle();
  expect(asked.answer).toMatchObject({
    kind: 'left',
    reason: { code: 'usage', message: expect.stringContaining(why) },
  });
  expect(hub.started()).toEqual([]);
});

test('a template that would move something else than the object is not started', async () => {
  using folder = temporaryFolder();
  const byName = { ...ingest, from: 'prod-s3:studio-bucket/in/{name}', to: 'fs2:/srv/in' };
  using hub = openEvents(folder.path, { connections, templates: [byName], triggers: [arrived] });
  const asked = [put('in/deep/a'), put('in/a', '01', 'other-bucket')].map((event) => hub.ask(event));
  await hub.settle();
  expect(asked.map(({ answer }) => answer)).toMatchObject([
    { reason: { message: 'the template moves studio-bucket/in/a, and the event is about studio-bucket/in/deep/a' } },
    { reason: { message: 'the template moves studio-bucket/in/a, and the event is about other-bucket/in/a' } },
  ]);
  hub.ask(put('in/a'));
  expect(hub.started()).toMatchObject([{ source: { path: '/studio-bucket/in/a' } }]);
});

test('only the node that is to poll the queue is heard, and only while the trigger is enabled', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  const stranger = hub.ask(put('a'), { node: 'fs2' });
  hub.declare({ triggers: [{ ...arrived, enabled: false }] });
  const late = hub.ask(put('a'));
  await hub.settle();
  for (const { answer } of [stranger, late])
    expect(answer).toMatchObject({ kind: 'left', reason: { code: 'name-unknown' } });
  expect(hub.started()).toEqual([]);
});

test('a policy of now decides, also about starting again', async () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  hub.ask(put('a'));
  hub.end(hub.last(), fail);
  hub.declare({ policies: [{ name: 'others', who: ['user:ana'], from: ['fs1:/srv'], to: ['fs2:/srv'] }] });
  const asked = [put('a'), put('b')].map((event) => hub.ask(event));
  await hub.settle();
  for (const { answer } of asked) expect(answer).toMatchObject({ kind: 'left', reason: { code: 'refused' } });
  expect(hub.started()).toMatchObject([{ state: { kind: 'failed' } }]);
});

test.each([
  ['from a node', { ...ingest, from: 'fs1:/srv/{key}' }, {}, 'which is no connection of kind s3'],
  [
    'whose key is one name',
    { ...ingest, variables: { ...ingest.variables, key: {} } },
    {},
    'write key: { path: true }',
  ],
  [
    'that needs what no object brings',
    { ...ingest, title: '{reel}', variables: { ...ingest.variables, reel: {} } },
    {},
    'needs a value for reel',
  ],
  [
    'that copies to where it is started from',
    { ...ingest, to: 'prod-s3:studio-bucket/copies' },
    {},
    'would start it again',
  ],
  ['by a queue that is no URL', ingest, { queue: 'new-objects' }, 'a queue is a URL'],
  [
    'by a queue whose credential there is not',
    ingest,
    { credential: 'keys' },
    'names the credential keys, which there is not',
  ],
  ['by a queue with a password in it', ingest, { queue: 'https://a:b@sqs.example/q' }, 'neither a user'],
])('a trigger is refused that starts a template %s', (_, template, change, message) => {
  using folder = temporaryFolder();
  using hub = openHubParts(folder.path, { now: at });
  expect(() => hub.declare({ connections, templates: [template], triggers: [{ ...arrived, ...change }] })).toThrow(
    message,
  );
});

test('copies within a bucket are fine where the trigger has a prefix, and two triggers share no queue', () => {
  using folder = temporaryFolder();
  using hub = openHubParts(folder.path, { now: at });
  const within = { ...ingest, to: 'prod-s3:studio-bucket/copies', via: 'fs1' };
  const prefixed = { ...arrived, prefix: 'in/' };
  hub.declare({ connections, templates: [within], triggers: [prefixed] });
  expect(() => hub.declare({ triggers: [prefixed, { ...prefixed, name: 'second' }] })).toThrow('poll one queue');
});

test('how a queue is polled is shown in the time of the hub, and only while its node is there', () => {
  using folder = temporaryFolder();
  using hub = openEvents(folder.path);
  const reason = { code: 'queue-unknown', message: 'no such queue' };
  const standing = { since: 5000, held: 2, waiting: 7, lastEventAt: 6000, lastError: { at: 4000, reason } };
  hub.queues.hear('fs1', [{ name: 'arrived', standing }], 1000);
  expect(hub.record('arrived')).toMatchObject({
    queue: { since: 4000, held: 2, waiting: 7, lastEventAt: 5000, lastError: { at: 3000, reason } },
  });
  hub.queues.nodeIsAway('fs1');
  expect(hub.record('arrived')?.queue).toBeUndefined();
});
