import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { authorityFile, databaseFile } from '../../hub/store/state-files.ts';
import { attachUser, openTestHub } from '../harness/open-hub.ts';
import { tempFolder } from '../harness/temp-folder.ts';

test.each([
  { note: 'database', file: databaseFile },
  { note: 'authority', file: authorityFile },
])('the admin of a hub that lost its $note gets in again', async ({ file }) => {
  await using folder = await tempFolder();
  const dataFolder = join(folder.path, 'hub');
  await (await openTestHub(folder.path))[Symbol.asyncDispose]();
  for (const suffix of ['', '-wal', '-shm']) await rm(file(dataFolder) + suffix, { force: true });
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await expect(admin.request('who-am-i', {})).resolves.toMatchObject({ name: 'admin', role: 'admin' });
});
