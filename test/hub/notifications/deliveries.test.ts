/** Deliveries over a real database to real receivers, with a clock that the test sets. */
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Transfer } from '../../../src/model/transfer.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { ana, openHubParts } from '../../harness/hub-parts.ts';
import { until } from '../../harness/until.ts';
import { webhookReceiver } from '../../harness/webhook-receiver.ts';

const templates = ['one', 'two', 'three'].map((name) => ({ name, title: name, from: 'fs1:/in', to: 'fs2:/in' }));
const ok = { status: 204 };
const day = 24 * 3600_000;

/** A hub that owes an event of each template to each of the URLs. */
function owing(urls: Readonly<Record<string, string>>, events: readonly string[] = ['one']) {
  const folder = temporaryFolder();
  const time = { now: Date.parse('2026-11-21T12:00:00Z') };
  writeFileSync(folder.at('hook'), 'a secret\n', { mode: 0o600 });
  const open = () => {
    const hub = openHubParts(folder.path, time);
    const delivering = hub.delivering();
    return {
      ...hub,
      delivering,
      record: (name: string) => delivering.records().find(({ notification }) => notification.name === name),
      [Symbol.asyncDispose]: async () => {
        await delivering[Symbol.asyncDispose]();
        hub.database.close();
      },
    };
  };
  using hub = openHubParts(folder.path, time);
  const notifications = Object.entries(urls).map(([name, url]) => ({ name, webhook: { url, secret: 'hook' } }));
  hub.declare({ templates, notifications });
  for (const template of events) {
    const [transfer] = hub.starts.forPerson({ template, set: {} }, ana) as [Transfer];
    hub.end(transfer, { kind: 'fail', reason: { code: 'revoked', message: 'x' } });
    hub.notices.step();
  }
  return { folder, time, open, [Symbol.dispose]: () => folder[Symbol.dispose]() };
}

test('events are posted in order, and each is signed so that its receiver can tell who sent it, and when', async () => {
  await using receiver = await webhookReceiver(ok);
  using world = owing({ ops: receiver.url }, ['one', 'two', 'three']);
  await using hub = world.open();
  hub.delivering.step();
  await until(() => hub.record('ops')?.owed === 0);
  expect(receiver.texts()).toEqual(['one', 'two', 'three'].map((name) => expect.stringContaining(`failed: ${name} (`)));
  const [{ headers, body, event }] = receiver.posts as [(typeof receiver.posts)[0]];
  const timestamp = String(world.time.now / 1000);
  const signature = createHmac('sha256', 'a secret').update(`${timestamp}.${body}`).digest('hex');
  expect(headers).toMatchObject({
    'content-type': 'application/json',
    'longhaul-event': event.id,
    'longhaul-timestamp': timestamp,
    'longhaul-signature': `v1=${signature}`,
  });
  expect(hub.counted).toEqual(Array(3).fill('ops delivered'));
});

test('what is not taken is tried again under the same id, when its receiver wants it and not before', async () => {
  await using receiver = await webhookReceiver(
    { status: 503 },
    { status: 429, headers: { 'retry-after': '120' } },
    { status: 204 },
  );
  using world = owing({ ops: receiver.url }, ['one', 'two']);
  await using hub = world.open();
  hub.delivering.step();
  await until(() => hub.record('ops')?.failure?.attempt === 1);
  expect(hub.record('ops')?.failure?.reason.message).toMatch(/^http:\/\/127\.0\.0\.1:\d+ answered 503$/);
  hub.delivering.step();
  world.time.now += 5000;
  hub.delivering.step();
  await until(() => hub.record('ops')?.failure?.attempt === 2);
  world.time.now += 119_000;
  hub.delivering.step();
  expect(receiver.posts).toHaveLength(2);
  world.time.now += 1000;
  hub.delivering.step();
  await until(() => hub.record('ops')?.owed === 0);
  const ids = receiver.posts.map(({ event }) => event.id);
  expect(ids.slice(1, 3)).toEqual([ids[0], ids[0]]);
  expect(new Set(ids).size).toBe(2);
  expect(hub.record('ops')).toMatchObject({ lost: 0, lastDeliveredAt: world.time.now });
  expect(hub.record('ops')?.failure).toBeUndefined();
});

test.each([[404], [403], [302]])(
  'an answer of %i is not asked for again: the event is given up, and that is shown',
  async (status) => {
    await using receiver = await webhookReceiver({ status, headers: { location: '/elsewhere' } }, ok);
    using world = owing({ ops: receiver.url }, ['one', 'two']);
    await using hub = world.open();
    hub.delivering.step();
    await until(() => hub.record('ops')?.owed === 0);
    expect(receiver.posts).toHaveLength(2);
    expect(hub.counted).toEqual(['ops lost 1', 'ops delivered']);
    expect(hub.record('ops')).toMatchObject({ lost: 1 });
  },
);

test('a receiver that cannot be reached is tried for a day, and then the event is given up', async () => {
  using world = owing({ ops: 'http://127.0.0.1:1/' });
  await using hub = world.open();
  hub.delivering.step();
  await until(() => hub.record('ops')?.failure);
  world.time.now += day - 1;
  hub.delivering.step();
  await until(() => hub.record('ops')?.failure?.attempt === 2);
  expect(hub.record('ops')).toMatchObject({ owed: 1, lost: 0, failure: { reason: { code: 'receiver-unreachable' } } });
  world.time.now += 3600_000;
  hub.delivering.step();
  await until(() => hub.record('ops')?.owed === 0);
  expect(hub.record('ops')).toMatchObject({ lost: 1, failure: { reason: { code: 'receiver-unreachable' } } });
});

test('one that does not answer holds up no other, and what it did not take survives the hub', async () => {
  await using silent = await webhookReceiver(undefined, ok);
  await using quick = await webhookReceiver(ok);
  using world = owing({ ops: silent.url, other: quick.url }, ['one', 'two']);
  {
    await using hub = world.open();
    hub.delivering.step();
    await until(() => silent.posts.length === 1 && hub.record('other')?.owed === 0);
    expect(hub.record('ops')?.owed).toBe(2);
  }
  await using hub = world.open();
  hub.delivering.step();
  await until(() => hub.record('ops')?.owed === 0);
  const ids = silent.posts.map(({ event }) => event.id);
  expect(ids).toEqual([ids[0], ids[0], expect.any(String)]);
});

test('a notification that is declared anew is tried at once', async () => {
  await using receiver = await webhookReceiver(ok);
  using world = owing({ ops: 'http://127.0.0.1:1/' });
  await using hub = world.open();
  hub.delivering.step();
  await until(() => hub.record('ops')?.failure);
  hub.declare({ notifications: [{ name: 'ops', webhook: { url: receiver.url, secret: 'hook' } }] });
  hub.delivering.step();
  await until(() => hub.record('ops')?.owed === 0);
  expect(receiver.posts).toHaveLength(1);
});

test('a disk that is full has nothing delivered again and again', async () => {
  await using receiver = await webhookReceiver(ok);
  using world = owing({ ops: receiver.url });
  await using hub = world.open();
  hub.database.exec("create trigger full before delete on owed_events begin select raise(abort, 'full'); end");
  hub.delivering.step();
  await until(() => receiver.posts.length === 1);
  await hub.delivering.idle();
  hub.delivering.step();
  await hub.delivering.idle();
  expect(receiver.posts).toHaveLength(1);
  hub.database.exec('drop trigger full');
  world.time.now += 5000;
  hub.delivering.step();
  await hub.delivering.idle();
  expect([receiver.posts.length, hub.record('ops')?.owed]).toEqual([2, 0]);
});

test('a secret that is missing is said and waited for, and its value is nowhere but in the signature', async () => {
  await using receiver = await webhookReceiver(ok);
  using world = owing({});
  await using hub = world.open();
  const webhook = { urlSecret: 'address', secret: 'hook' };
  await expect(hub.delivering.confirm([{ name: 'ops', on: ['failed'], enabled: true, webhook }])).rejects.toMatchObject(
    {
      code: 'not-set-up',
      message: expect.stringContaining('address'),
    },
  );
  const mail = { name: 'ops', on: ['failed' as const], enabled: true, mail: { to: ['ops@example.org'] } };
  await expect(hub.delivering.confirm([mail])).rejects.toThrow('without --smtp and --mail-from');
  hub.declare({ notifications: [{ name: 'ops', webhook }] });
  await expect(hub.delivering.test('ops', AbortSignal.timeout(20_000))).rejects.toMatchObject({ code: 'not-set-up' });
  writeFileSync(world.folder.at('address'), receiver.url, { mode: 0o600 });
  await expect(hub.delivering.test('ops', AbortSignal.timeout(20_000))).resolves.toBe('');
  expect(receiver.posts).toMatchObject([{ event: { event: 'test', notification: 'ops' } }]);
  writeFileSync(world.folder.at('address'), 'ftp://user:T0P-S3CRET@host/', { mode: 0o600 });
  const told = await hub.delivering.test('ops', AbortSignal.timeout(20_000)).catch(String);
  expect(told).not.toContain('S3CRET');
  expect(JSON.stringify(hub.delivering.records())).not.toContain('S3CRET');
});
