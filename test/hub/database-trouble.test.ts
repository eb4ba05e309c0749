import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { databaseFile } from '../../hub/store/state-files.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';

test('a node that leaves while the database cannot be written is away, and the hub lives on', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const fs1 = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const node = await attachNode({ hub: hub.address, enrolled: fs1 });
  const presence = async () => (await admin.request('list-nodes', {})).nodes[0]?.presence;
  expect(await presence()).toBe('online');
  const other = new Database(databaseFile(join(folder.path, 'hub')));
  try {
    other.exec('begin exclusive');
    await node[Symbol.asyncDispose]();
    await until(async () => (await presence()) === 'offline', { what: 'fs1 is away' });
  } finally {
    other.close();
  }
  await using _back = await attachNode({ hub: hub.address, enrolled: fs1 });
  expect(await presence()).toBe('online');
});
