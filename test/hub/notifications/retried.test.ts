import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { openFleet } from '../../harness/hub-fleet.ts';
import { tempFolder } from '../../harness/temp-folder.ts';
import { until } from '../../harness/until.ts';
import { webhookReceiver } from '../../harness/webhook-receiver.ts';

test('an end is told of, however soon somebody starts its transfer again', async () => {
  await using folder = await tempFolder();
  await using receiver = await webhookReceiver({ status: 204 });
  const secretsFolder = join(folder.path, 'secrets');
  mkdirSync(secretsFolder);
  writeFileSync(join(secretsFolder, 'hook'), 'a secret', { mode: 0o600 });
  await using fleet = await openFleet(folder.path, undefined, { secretsFolder });
  const { admin } = fleet;
  const webhook = { url: receiver.url, secret: 'hook' };
  const notifications = [{ name: 'ops', on: ['cancelled' as const], enabled: true, webhook }];
  await admin.request('apply', { declaration: { notifications }, isDryRun: false });
  const places = { source: { node: 'fs1', path: '/a' }, destination: { node: 'fs2', path: '/b' } };
  const { id: transfer } = await admin.request('start-transfer', { ...places, options: defaultTransferOptions });
  for (let round = 0; round < 3; round += 1) {
    await admin.request('cancel-transfer', { transfer });
    await admin.request('retry-transfer', { transfer });
  }
  await until(() => receiver.posts.length === 3);
  expect(new Set(receiver.posts.map(({ event }) => event.id)).size).toBe(3);
});
