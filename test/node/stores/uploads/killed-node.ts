/** A real node that is killed in the middle of a large object, against a server that lists its uploads. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { sdkKeys } from '../../../../node/stores/s3/sdk-keys.ts';
import type { StoreSetting } from '../../../../node/stores/store-setting.ts';
import { uploadsFile } from '../../../../node/stores/uploads/upload-rows.ts';
import { temporaryFolder } from '../../../engine/temporary-folder.ts';
import { RunningFleet } from '../../../harness/running-fleet.ts';
import { until } from '../../../harness/until.ts';
import type { StoreServer } from '../store-contract.ts';

/** Of four parts. */
const sizeBytes = 28 * 1024 * 1024;

export function killedNodeContract(kind: string, start: () => Promise<StoreServer>): void {
  test(`a node killed in the middle of a large object leaves nothing in ${kind} but the whole object`, async () => {
    using folder = temporaryFolder();
    await using server = await start();
    const { endpoint, bucket, prefix, credential } = server.setting() as Extract<StoreSetting, { kind: 's3' }>;
    if (endpoint === undefined || credential === undefined) throw new Error('a test server says how it is opened');
    using client = disposable(
      new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: sdkKeys(credential) }),
    );
    const uploads = async (): Promise<number> => {
      const listed = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: `${prefix}/` }));
      return listed.Uploads?.length ?? 0;
    };
    await using fleet = await RunningFleet.start({
      folder: folder.path,
      nodes: ['fs1'],
      nodeFlags: ['--store', `${endpoint}/${bucket}`],
    });
    const source = join(fleet.root('fs1'), 'data');
    mkdirSync(source);
    const content = randomBytes(sizeBytes);
    writeFileSync(join(source, 'large'), content);
    const file = folder.at('stores.yaml');
    writeFileSync(
      file,
      `connections:
  - { name: store, kind: s3, endpoint: '${endpoint}', pathStyle: true, compatible: true, credential: keys }
credentials:
  - { name: keys, nodes: [fs1], secret: { accessKeyId: '${credential.accessKeyId}', secretAccessKey: ${credential.secretAccessKey} } }
`,
    );
    const applied = await fleet.hub('--apply', file);
    expect(applied, applied.stderr).toMatchObject({ code: 0 });
    const to = `store:${bucket}/${prefix}`;
    const started = await fleet.hub('--from', `fs1:${source}`, '--to', to, '--bwlimit', '2M');
    expect(started, started.stderr).toMatchObject({ code: 0 });
    // One that the server has begun in the instant of a kill is not remembered: it has no parts, and costs nothing.
    await until(() => remembered(uploadsFile(fleet.data('fs1'))) > 0, { what: 'an upload begins', withinMs: 60_000 });
    await fleet.process('fs1').end('SIGKILL');
    expect(await uploads()).toBe(1);

    const id = started.stdout.trim();
    fleet.startNode('fs1');
    await until(async () => (await fleet.hub('--bwlimit-of', `${id}=off`)).code === 0, { withinMs: 60_000 });
    await until(() => fleet.hasEnded(id), { what: () => `${id} ends; ${fleet.said}`, withinMs: 120_000 });
    const got = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `${prefix}/large` }));
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(content)).toBe(true);
    await until(async () => (await uploads()) === 0, { what: () => `no upload is left; ${fleet.said}` });
    expect(fleet.process('fs1').said).toContain('removed what an interrupted upload had left of store:');
  });
}

function remembered(file: string): number {
  const database = new Database(file, { readonly: true });
  try {
    return database.prepare('select count(*) from uploads').pluck().get() as number;
  } finally {
    database.close();
  }
}

function disposable(client: S3Client): S3Client & Disposable {
  return Object.assign(client, { [Symbol.dispose]: () => client.destroy() });
}
