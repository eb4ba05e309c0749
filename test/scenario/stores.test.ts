/** Files between nodes and a bucket, as an operator makes them move: declared in a file, started with flags. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree, readTree } from '../engine/tree.ts';
import { filesBelow } from '../harness/leak-search.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { s3Server } from '../node/stores/s3-server.ts';

const secret = 'a-secret-that-nobody-else-may-see';

test('a tree goes from a node into a bucket and on to another node, and only where the nodes allow it', async () => {
  using place = temporaryFolder();
  await using server = await s3Server();
  const endpoint = server.endpoint;
  await using fleet = await RunningFleet.start({
    folder: place.path,
    nodes: ['fs1', 'fs2'],
    nodeFlags: ['--store', `${endpoint}/studio-bucket/in`],
  });
  makeTree(fleet.root('fs1'), { 'reel/one': 'first', 'reel/sub/two': 'second' });
  const file = place.at('stores.yaml');
  writeFileSync(
    file,
    `connections:
  - { name: prod-s3, kind: s3, endpoint: '${endpoint}', pathStyle: true, credential: prod-keys }
credentials:
  - { name: prod-keys, nodes: [fs1, fs2], secret: { accessKeyId: test, secretAccessKey: ${secret} } }
`,
  );
  const applied = { code: 0, stdout: 'credential prod-keys added\nconnection prod-s3 added\n' };
  expect(await fleet.hub('--apply', file)).toMatchObject(applied);

  expect(await fleet.hub('--check', 'prod-s3:studio-bucket/in', '--json')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/"isReachable":true.*"isWritable":true/),
  });
  expect(await fleet.hub('--check', 'prod-s3:no-such-bucket/in')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('is not in a --store'),
  });
  const up = await fleet.hub(
    '--from',
    `fs1:${fleet.root('fs1')}/reel`,
    '--to',
    'prod-s3:studio-bucket/in/reel',
    '--wait',
  );
  expect([up.code, up.stderr]).toEqual([0, expect.any(String)]);
  expect(await fleet.hub('--browse', 'prod-s3:studio-bucket/in/reel', '--via', 'fs2')).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/folder.*sub\n.*file.*5.*one/s),
  });
  const over = ['--from', 'prod-s3:studio-bucket/in/reel', '--to', 'prod-s3:/studio-bucket/in/copy'];
  const unclear = await fleet.hub(...over);
  expect([unclear.code, unclear.stderr]).toEqual([2, expect.stringContaining('--via NODE')]);
  expect(await fleet.hub(...over, '--via', 'fs2', '--wait')).toMatchObject({ code: 0 });
  const down = ['--from', 'prod-s3:studio-bucket/in/copy', '--to', `fs2:${fleet.root('fs2')}/reel`];
  const plan = await fleet.hub(...down, '--dry-run', '--json');
  expect(JSON.parse(plan.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ copy: { files: 2, bytes: 11 } });
  expect(await fleet.hub(...down, '--wait')).toMatchObject({ code: 0 });
  expect(readFileSync(`${fleet.root('fs2')}/reel/sub/two`, 'utf8')).toBe('second');
  expect(Object.keys(readTree(`${fleet.root('fs2')}/reel`))).toEqual(['one', 'sub', 'sub/two']);

  const elsewhere = await fleet.hub(
    '--from',
    `fs1:${fleet.root('fs1')}`,
    '--to',
    'prod-s3:studio-bucket/out',
    '--wait',
  );
  expect(elsewhere).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/is not in a --store that fs1 was started with/),
  });
  expect((await fleet.hub('--export')).stdout).not.toContain(secret);
  rmSync(file);
  const told = [...filesBelow(place.path).map((path) => readFileSync(path)), Buffer.from(fleet.said)];
  expect(Buffer.concat(told).includes(secret), 'the secret in a database, a log or what programs say').toBe(false);
});
