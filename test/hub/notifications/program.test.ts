/** Notifications of a hub as a real process, as an administrator declares, tries and watches them. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { adminProfileFile } from '../../../hub/store/state-files.ts';
import { readProfile } from '../../../src/link/profile.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { HubProcess } from '../../harness/hub-process.ts';
import { mailReceiver } from '../../harness/mail-receiver.ts';
import { attachUser } from '../../harness/open-hub.ts';
import { until } from '../../harness/until.ts';
import { webhookReceiver } from '../../harness/webhook-receiver.ts';

const secrets = { hook: 's1gning-s3cret', 'smtp-password': 'p4ssw0rd-of-mail' };
const declared = `notifications:
  - name: ops
    on: [cancelled]
    webhook: { urlSecret: address, secret: hook }
  - name: night
    on: [cancelled]
    mail: { to: [ops@example.org] }
`;

async function attachAdmin(hub: HubProcess) {
  const profile = await readProfile(adminProfileFile(join(hub.folder, 'state', 'longhaul', 'hub')));
  if (profile === undefined) throw new Error('the hub kept no profile of its admin');
  return await attachUser(hub.address, profile.identity);
}

// Each of its programs takes seconds on a busy machine.
test('a webhook and a mail are declared, tried and delivered across a hub that is killed, with their secrets in no file of its', async () => {
  using folder = temporaryFolder();
  await using receiver = await webhookReceiver({ status: 503 }, { status: 503 }, { status: 204 });
  await using mail = await mailReceiver({ password: secrets['smtp-password'] });
  const all = { ...secrets, address: receiver.url };
  for (const [name, secret] of Object.entries(all)) writeFileSync(folder.at(name), `${secret}\n`, { mode: 0o600 });
  writeFileSync(folder.at('declared.yaml'), declared);
  await using hub = await HubProcess.start({
    LONGHAUL_SECRETS: folder.path,
    LONGHAUL_SMTP: `smtp://hub@127.0.0.1:${mail.port}`,
    LONGHAUL_MAIL_FROM: 'longhaul@example.org',
  });
  await hub.joined('fs1');
  await expect(hub.run('--apply', folder.at('declared.yaml'))).resolves.toMatchObject({
    code: 0,
    stdout: 'notification ops added\nnotification night added\n',
  });
  await expect(hub.run('--notify-test', 'ops')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('answered 503 (receiver-unreachable)'),
  });
  await expect(hub.run('--notify-test', 'night')).resolves.toMatchObject({ code: 0, stderr: 'night: delivered\n' });
  {
    await using admin = await attachAdmin(hub);
    const places = { source: { node: 'fs1', path: '/a' }, destination: { node: 'fs1', path: '/b' } };
    const { id } = await admin.request('start-transfer', { ...places, options: defaultTransferOptions });
    await admin.request('cancel-transfer', { transfer: id });
    const shown = await until(async () => {
      const { notifications } = await admin.request('list-notifications', {});
      const [night, ops] = notifications;
      return night?.lastDeliveredAt !== undefined && ops?.failure !== undefined && { night, ops };
    });
    expect(shown).toMatchObject({
      night: { owed: 0, target: 'ops@example.org' },
      ops: { owed: 1, target: 'the URL in address', failure: { reason: { code: 'receiver-unreachable' } } },
    });
  }
  await hub.end('SIGKILL');
  const saidBefore = hub.said;
  await hub.startAgain();
  await until(() => receiver.posts.length === 3);
  expect(receiver.posts[2]?.body).toBe(receiver.posts[1]?.body);
  expect(mail.mails).toHaveLength(2);

  const { stdout: table } = await hub.run('--notifications');
  expect(table).toMatch(/^ops +the URL in address +cancelled +/m);
  await using admin = await attachAdmin(hub);
  const exported = JSON.stringify(await admin.request('export', {}));
  const files = readdirSync(hub.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(['hub.db', 'hub.db-wal']));
  const texts = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
  for (const secret of Object.values(all))
    for (const text of [...texts, saidBefore, hub.said, table, exported])
      expect(text.includes(secret), secret).toBe(false);
});
