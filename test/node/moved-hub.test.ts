import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { attachUser, type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { RunningProgram } from '../harness/running-program.ts';
import { until } from '../harness/until.ts';

async function untilOnline(hub: OpenedHub): Promise<void> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const isOnline = async () => (await admin.request('list-nodes', {})).nodes[0]?.presence === 'online';
  await until(isOnline, { what: 'fs1 online' });
}

test('a hub restored elsewhere from a backup that was made while it ran has its nodes back, told by --hub where it is', async () => {
  using folder = temporaryFolder();
  const node = ['--data', folder.at('data'), '--listen', 'none', '--root', folder.at('root')];
  mkdirSync(folder.at('root'));
  // As docs/operations.md says: `.backup` of the database, and copies of the small files.
  const backup = folder.at('elsewhere', 'hub');
  mkdirSync(backup, { recursive: true });
  {
    await using hub = await openTestHub(folder.path);
    await using admin = await attachUser(hub.address, hub.admin.identity);
    const { token } = await admin.request('invite', { kind: 'node', name: 'fs1' });
    await using _node = new RunningProgram('node', [...node, '--join', token]);
    await untilOnline(hub);
    const database = new Database(folder.at('hub', 'hub.db'), { readonly: true });
    await database.backup(join(backup, 'hub.db'));
    database.close();
    for (const name of ['authority.json', 'admin.json']) copyFileSync(folder.at('hub', name), join(backup, name));
  }
  await using moved = await openTestHub(folder.at('elsewhere'));
  await using _node = new RunningProgram('node', [...node, '--hub', moved.address]);
  await untilOnline(moved);
  await using admin = await attachUser(moved.address, moved.admin.identity);
  expect(await admin.request('list-nodes', {})).toMatchObject({ nodes: [{ name: 'fs1', presence: 'online' }] });
});
