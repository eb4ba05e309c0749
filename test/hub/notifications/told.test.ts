/** What a hub with a port, its own clock and a real receiver tells. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Notification } from '../../../src/model/notification.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { openFleet } from '../../harness/hub-fleet.ts';
import { attachNode } from '../../harness/scripted-node.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { until } from '../../harness/until.ts';
import { webhookReceiver } from '../../harness/webhook-receiver.ts';

async function openTold(about: Pick<Notification, 'on' | 'waitingSeconds'>) {
  await using parts = new AsyncDisposableStack();
  const folder = parts.use(await tempFolder());
  const receiver = parts.use(await webhookReceiver({ status: 204 }));
  const secretsFolder = join(folder.path, 'secrets');
  mkdirSync(secretsFolder);
  writeFileSync(join(secretsFolder, 'hook'), 'a secret', { mode: 0o600 });
  const fleet = parts.use(await openFleet(folder.path, undefined, { secretsFolder }));
  const { admin } = fleet;
  const webhook = { url: receiver.url, secret: 'hook' };
  const notifications = [{ name: 'ops', ...about, enabled: true, webhook }];
  await admin.request('apply', { declaration: { notifications }, isDryRun: false });
  const places = { source: { node: 'fs1', path: '/a' }, destination: { node: 'fs2', path: '/b' } };
  const { id } = await admin.request('start-transfer', { ...places, options: defaultTransferOptions });
  const running = parts.move();
  return { ...fleet, receiver, id, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

test('an end is told of, however soon somebody starts its transfer again', async () => {
  await using told = await openTold({ on: ['cancelled'] });
  const { admin, receiver, id: transfer } = told;
  for (let round = 0; round < 3; round += 1) {
    await admin.request('cancel-transfer', { transfer });
    await admin.request('retry-transfer', { transfer });
  }
  await until(() => receiver.posts.length === 3);
  expect(new Set(receiver.posts.map(({ event }) => event.id)).size).toBe(3);
});

test('a transfer that waits for longer than it may is told of, with the reason of its node', async () => {
  await using told = await openTold({ on: ['waiting'], waitingSeconds: 1 });
  const { hub, fs1, receiver, id } = told;
  await using node = await attachNode({ hub: hub.address, enrolled: fs1 });
  await until(() => node.orders.length === 1);
  const reason = { code: 'node-unreachable', message: 'fs2 does not answer', hint: 'Start it.' };
  const waiting = { kind: 'waiting' as const, reason, attempt: 1, nextAttemptAt: Date.now() + 60_000 };
  await node.report(1, id, { kind: 'state', state: waiting });
  await until(() => receiver.posts.length === 1);
  expect(receiver.posts[0]?.event).toMatchObject({ event: 'transfer-waits', transfer: { id, reason } });
});
