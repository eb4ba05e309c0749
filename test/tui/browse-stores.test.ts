/** A connection in the console of a real terminal: a real hub, two real nodes, a real bucket. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { adminProfileFile } from '../../hub/store/state-files.ts';
import { readProfile } from '../../src/link/profile.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { readTree } from '../engine/tree.ts';
import { keys } from '../harness/console-in-process.ts';
import { startInTerminal } from '../harness/console-in-terminal.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { s3Server } from '../node/stores/s3-server.ts';

test('a bucket is browsed beside a node, what is marked is looked at and sent, and lies on the node', {
  timeout: 120_000,
}, async () => {
  using place = temporaryFolder();
  await using server = await s3Server();
  for (const Key of ['in/a.mov', 'in/b.mov', 'in/notes.txt'])
    await server.client.send(new PutObjectCommand({ Bucket: 'studio-bucket', Key, Body: Key }));
  await using fleet = await RunningFleet.start({
    folder: place.path,
    nodes: ['fs1', 'fs2'],
    nodeFlags: ['--store', `${server.endpoint}/studio-bucket/in`],
  });
  mkdirSync(join(fleet.root('fs2'), 'inbox'));
  const file = place.at('stores.yaml');
  writeFileSync(
    file,
    `connections:
  - { name: cold, kind: s3, endpoint: '${server.endpoint}', pathStyle: true, credential: cold-keys }
credentials:
  - { name: cold-keys, nodes: [fs1, fs2], secret: { accessKeyId: test, secretAccessKey: test-secret } }
`,
  );
  expect(await fleet.hub('--apply', file)).toMatchObject({ code: 0 });
  const profile = await readProfile(adminProfileFile(join(place.path, 'hub')));
  await using run = await startInTerminal({ folder: place.at('home'), profile });
  const { screen } = run;
  await screen.see(/nodes 2\/2/);
  run.press('3');
  await screen.see(/TO fs2:.*root[\s\S]*inbox\//);
  run.press('h');
  await screen.see('items, read-only');
  run.press('h');
  await screen.see('cold@fs2:');
  run.press('/cold@fs2');
  await screen.see(/FROM choose[\s\S]*cold@fs2: +\S+ +s3/);
  run.press(keys.enter, keys.enter);
  await screen.see('/studio-bucket/in/');
  run.press('j', keys.enter);
  await screen.see(/FROM cold@fs2:\/studio-bucket\/in [\s\S]*notes\.txt/);
  run.press('/*.mov');
  await screen.see('2 of 3 items');
  run.press(keys.enter, 'a');
  await screen.see('2 marked');
  run.press('=');
  await screen.see(/NEW +2 files/);
  run.press('t');
  await screen.see('Start 1 transfer');
  run.press(keys.enter);
  await screen.see('T-1 started');
  await expect.poll(async () => (await fleet.transfer('T-1')).state.kind, { timeout: 60_000 }).toBe('completed');
  expect(Object.keys(readTree(fleet.root('fs2')))).toEqual(expect.arrayContaining(['a.mov', 'b.mov']));
  expect(Object.keys(readTree(fleet.root('fs2')))).not.toContain('notes.txt');
});
