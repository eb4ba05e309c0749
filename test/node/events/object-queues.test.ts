/** The poller of a node against a real queue; the hub is what each test says. */
import { buildApp } from 'fauxqs';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ObjectQueues } from '../../../node/events/object-queues.ts';
import { queueAccess } from '../../../node/events/queue-access.ts';
import type { EventDesk } from '../../../node/events/queue-poller.ts';
import {
  type ObjectAnswer,
  type ObjectEvent,
  ObjectQueue,
  type QueueStanding,
} from '../../../src/model/object-queue.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import { until } from '../../harness/until.ts';
import { s3Message, s3Record, testMessage } from './event-shapes.ts';
import { type TestQueue, type TestQueueOptions, testQueue } from './test-queue.ts';

const app = buildApp({ logger: false, host: 'localhost' });
let endpoint = '';
beforeAll(async () => {
  endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

const keys = { accessKeyId: 'test', secretAccessKey: 'test-secret' };
const put = (key: string, sequencer = '01') => s3Message({ bucket: 'studio-bucket', key, sequencer });
const done: ObjectAnswer = { kind: 'done', by: 'T-1' };
const failed: ObjectAnswer = { kind: 'left', reason: { code: 'disk-full', message: 'T-1 failed: no room' } };

type Answer = (event: ObjectEvent) => Promise<ObjectAnswer>;

interface Polling extends AsyncDisposable {
  /** Keys that the hub was asked about, in order. */
  readonly asked: string[];
  readonly standing: () => QueueStanding | undefined;
  readonly keep: (change?: object) => Promise<void>;
}

interface PollingOptions {
  readonly isOffered?: boolean;
  readonly attached?: EventDesk['attached'];
}

/** A node that may poll the queue. */
function polling(
  { url }: TestQueue,
  answer: Answer,
  { isOffered = true, attached = async () => {} }: PollingOptions = {},
): Polling {
  const asked: string[] = [];
  const queues = new ObjectQueues({
    access: queueAccess({ node: 'fs1', offered: isOffered ? [url] : [], sealed: { open: () => ({ ...keys }) } }),
    desk: {
      attached,
      seeTo: async (_trigger, event, signal) => {
        asked.push(event.key);
        return await unlessAborted(answer(event), signal);
      },
    },
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  const declared = { name: 'new-objects', queue: url, region: 'us-east-1', credential: 'keys', atOnce: 10 };
  return {
    asked,
    standing: () => queues.standings()[0]?.standing,
    keep: (change = {}) => queues.keep([ObjectQueue.parse({ ...declared, ...change })]),
    [Symbol.asyncDispose]: () => queues[Symbol.asyncDispose](),
  };
}

interface World extends Polling {
  readonly queue: TestQueue;
}

let last = 0;

async function open(
  answer: Answer,
  { isOffered, attached, ...of }: Partial<TestQueueOptions> & PollingOptions = {},
): Promise<World> {
  last += 1;
  const queue = await testQueue({ endpoint, name: `objects-${last}`, ...of });
  const poller = polling(queue, answer, {
    ...(isOffered !== undefined && { isOffered }),
    ...(attached && { attached }),
  });
  return {
    ...poller,
    queue,
    [Symbol.asyncDispose]: async () => {
      await poller[Symbol.asyncDispose]();
      queue[Symbol.dispose]();
    },
  };
}

test('a message is removed when its transfer has ended well, and not before', async () => {
  const end = Promise.withResolvers<ObjectAnswer>();
  await using world = await open(() => end.promise);
  await world.keep();
  await world.queue.send(put('in/a b.mov'));
  await until(() => world.asked.length === 1);
  // For longer than the queue hides what it delivers.
  const heldSince = performance.now();
  await until(() => performance.now() - heldSince > 1500);
  expect(world.asked).toEqual(['in/a b.mov']);
  expect(world.standing()).toMatchObject({ held: 1, since: expect.any(Number), lastEventAt: expect.any(Number) });
  expect(await world.queue.count()).toBe(1);
  end.resolve(done);
  await until(async () => (await world.queue.count()) === 0);
  await until(() => world.standing()?.held === 0);
  expect(world.asked).toEqual(['in/a b.mov']);
});

test('what failed stays in the queue, comes again, and goes where dead letters go in the end', async () => {
  await using world = await open(async ({ key }) => (key === 'bad' ? failed : done), { mostDeliveries: 2 });
  await world.keep();
  await world.queue.send(put('bad'));
  await world.queue.send(put('good'));
  await until(async () => (await world.queue.deadLetters()).length === 1, { what: 'a dead letter' });
  expect(await world.queue.deadLetters()).toEqual([put('bad')]);
  expect(world.asked.filter((key) => key === 'bad')).toHaveLength(2);
  expect(world.standing()?.lastError?.reason).toMatchObject({
    code: 'event-left',
    message: 'T-1 failed: no room (disk-full)',
  });
});

test('what is no event of an object that is wanted never reaches the hub: poison stays, everything else is removed', async () => {
  await using world = await open(async () => done, { hiddenSeconds: 600 });
  await world.keep({ prefix: 'in/', selection: { rules: [{ kind: 'exclude', pattern: '*.tmp' }] } });
  const removed = JSON.stringify({ Records: [{ eventName: 'ObjectRemoved:Delete' }] });
  const folder = s3Message({ bucket: 'studio-bucket', key: 'in/reel/', sequencer: '01' }).replace(
    '"size":3',
    '"size":0',
  );
  for (const body of [
    testMessage('studio-bucket'),
    removed,
    folder,
    put('out/a'),
    put('in/a.tmp'),
    'poison',
    put('in/last'),
  ])
    await world.queue.send(body);
  await until(() => world.asked.length > 0);
  await until(async () => (await world.queue.count()) === 1);
  await until(() => world.standing()?.lastError !== undefined);
  expect(world.asked).toEqual(['in/last']);
  expect(world.standing()?.lastError?.reason).toMatchObject({ code: 'event-unreadable', message: 'it is not JSON' });
});

test('a message that tells of two objects is removed when both are done', async () => {
  const ends = new Map([
    ['one', Promise.withResolvers<ObjectAnswer>()],
    ['two', Promise.withResolvers<ObjectAnswer>()],
  ]);
  await using world = await open(({ key }) => ends.get(key)?.promise ?? Promise.reject(new Error(key)));
  await world.keep();
  const Records = [...ends.keys()].map((key) => s3Record({ bucket: 'studio-bucket', key, sequencer: '01' }));
  await world.queue.send(JSON.stringify({ Records }));
  await until(() => world.asked.length === 2);
  ends.get('one')?.resolve(done);
  expect(await world.queue.count()).toBe(1);
  ends.get('two')?.resolve(done);
  await until(async () => (await world.queue.count()) === 0);
});

test('no more messages are held at once than the trigger says', async () => {
  const ends: (() => void)[] = [];
  await using world = await open(() => new Promise((resolve) => ends.push(() => resolve(done))), {
    hiddenSeconds: 600,
  });
  for (let index = 0; index < 12; index += 1) await world.queue.send(put(`${index}`));
  await world.keep({ atOnce: 3 });
  let most = 0;
  await until(async () => {
    most = Math.max(most, world.standing()?.held ?? 0);
    if (ends.length >= 3 || (await world.queue.count()) < 3) for (const end of ends.splice(0)) end();
    return (await world.queue.count()) === 0;
  });
  expect(most).toBe(3);
  expect(new Set(world.asked).size).toBe(12);
});

test('while the hub is away nothing is taken, and what was taken is asked about again when it is back', async () => {
  let back = Promise.withResolvers<void>();
  back.resolve();
  let losses = 0;
  const lostOnce: Answer = async () => {
    losses += 1;
    if (losses > 1) return done;
    back = Promise.withResolvers();
    throw new Fault('link-lost', 'the hub was killed');
  };
  await using world = await open(lostOnce, { attached: () => back.promise });
  await world.keep();
  await world.queue.send(put('a'));
  await until(() => losses === 1);
  await world.queue.send(put('b'));
  expect(world.asked).toEqual(['a']);
  back.resolve();
  await until(async () => (await world.queue.count()) === 0);
  expect(world.asked.toSorted()).toEqual(['a', 'a', 'b']);
});

test('a node that ends lets go of the poll at once, and what it held is there for the next', async () => {
  await using world = await open(() => new Promise(() => undefined));
  await world.keep();
  await world.queue.send(put('a'));
  await until(() => world.asked.length === 1);
  await world[Symbol.asyncDispose]();
  expect(await world.queue.count()).toBe(1);
  await using next = polling(world.queue, async () => done);
  await next.keep();
  await until(async () => (await world.queue.count()) === 0);
  expect(next.asked).toEqual(['a']);
});

test.each([
  ['that its administrator did not name', { isOffered: false }, {}, 'queue-not-offered'],
  ['that there is not', {}, { isGone: true }, 'queue-unknown'],
  ['with a pattern that means nothing', {}, { selection: { rules: [{ kind: 'exclude', pattern: 'a**b' }] } }, 'usage'],
])('a queue %s is not polled, and it is said why', async (_, options, change, code) => {
  await using world = await open(async () => done, options);
  if ('isGone' in change) await world.queue.remove();
  await world.keep(change);
  await until(() => world.standing()?.lastError !== undefined);
  expect(world.standing()).toMatchObject({ lastError: { reason: { code } } });
  expect(world.standing()?.since).toBeUndefined();
});

test('a queue that was not there is polled as soon as what was wrong may have been mended', async () => {
  let offered: readonly string[] = [];
  const queue = await testQueue({ endpoint, name: 'mended' });
  await using queues = new ObjectQueues({
    access: {
      open: async (wanted) => queueAccess({ node: 'fs1', offered, sealed: { open: () => keys } }).open(wanted),
    },
    desk: { attached: async () => {}, seeTo: async () => done },
    clock: systemClock,
    log: pino({ level: 'silent' }),
  });
  await queues.keep([
    ObjectQueue.parse({ name: 'n', queue: queue.url, region: 'us-east-1', credential: 'k', atOnce: 1 }),
  ]);
  await until(() => queues.standings()[0]?.standing.lastError !== undefined);
  await queue.send(put('a'));
  offered = [queue.url];
  queues.tryAgain();
  await until(async () => (await queue.count()) === 0);
  expect(queues.standings()[0]?.standing.since).toBeTypeOf('number');
  queue[Symbol.dispose]();
});
