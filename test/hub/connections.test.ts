/** Places in connections, as the hub understands and refuses them before any node is asked. */
import { expect, test } from 'vitest';
import type { Connection, S3Connection } from '../../src/model/connection.ts';
import { TransferOptions } from '../../src/model/transfer-options.ts';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { openFleet } from '../harness/hub-fleet.ts';

const options = TransferOptions.parse({});
const s3 = (name: string, more: Partial<S3Connection> = {}): Connection => ({
  name,
  kind: 's3',
  region: 'us-east-1',
  pathStyle: false,
  compatible: false,
  ...more,
});

test('a connection has a name of its own and a credential that there is, or nothing of the file is in force', async () => {
  using folder = temporaryFolder();
  await using fleet = await openFleet(folder.path);
  const apply = (...connections: Connection[]) =>
    fleet.admin.request('apply', { declaration: { connections }, isDryRun: false });
  await expect(apply(s3('a'), s3('fs1'))).rejects.toMatchObject({ code: 'name-taken' });
  await expect(apply(s3('a', { credential: 'keys' }))).rejects.toMatchObject({ code: 'name-unknown' });
  expect((await fleet.admin.request('export', {})).connections).toEqual([]);
  await apply(s3('a'), s3('b'));
  const { changes } = await apply(s3('a', { region: 'eu-central-1' }));
  expect(changes).toEqual([
    { kind: 'connection', name: 'a', change: 'changed' },
    { kind: 'connection', name: 'b', change: 'removed' },
  ]);
  expect((await fleet.admin.request('export', {})).connections).toEqual([s3('a', { region: 'eu-central-1' })]);
});

test('who moves the files is clear from both ends, and a place that cannot be meant is refused', async () => {
  using folder = temporaryFolder();
  await using fleet = await openFleet(folder.path);
  await fleet.admin.request('apply', { declaration: { connections: [s3('a'), s3('b')] }, isDryRun: false });
  const start = (source: string, destination: string, via?: string) => {
    const [from, to] = [source, destination].map((text) => {
      const [node = '', path = ''] = text.split(':');
      return { node, path };
    });
    if (from === undefined || to === undefined) throw new Error('two places');
    return fleet.admin.request('start-transfer', { source: from, destination: to, options, ...(via && { via }) });
  };
  expect(await start('fs1:/in', 'a:bucket/out/')).toMatchObject({
    source: { node: 'fs1', path: '/in' },
    destination: { node: 'a', path: '/bucket/out' },
  });
  expect(await start('a:bucket/x', 'fs2:/out')).toMatchObject({ owner: 'fs2', source: { path: '/bucket/x' } });
  expect(await start('a:bucket', 'b:bucket', 'fs2')).toMatchObject({ owner: 'fs2' });
  const wrong = { code: 'usage' };
  await expect(start('a:bucket', 'b:bucket')).rejects.toMatchObject(wrong);
  await expect(start('fs1:/in', 'a:bucket', 'fs2')).rejects.toMatchObject(wrong);
  await expect(start('fs1:in', 'a:bucket')).rejects.toMatchObject(wrong);
  await expect(start('fs1:/in', 'a:/')).rejects.toMatchObject(wrong);
  await expect(start('fs1:/in', 'a:bucket/../other')).rejects.toMatchObject(wrong);
  await expect(start('a:bucket/x', 'a:/bucket/x/y', 'fs1')).rejects.toMatchObject(wrong);
  await expect(start('fs1:/in', 'c:bucket')).rejects.toMatchObject({ code: 'node-unknown' });
});
