/** What a node ends of uploads, against a real server of S3. */
import { Buffer } from 'node:buffer';
import { CreateMultipartUploadCommand, NoSuchUpload, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { AttemptOptions } from '../../../../node/runs/attempt.ts';
import { S3Store } from '../../../../node/stores/s3/s3-store.ts';
import { sdkKeys } from '../../../../node/stores/s3/sdk-keys.ts';
import type { NewFile } from '../../../../node/stores/store.ts';
import type { StoreSetting } from '../../../../node/stores/store-setting.ts';
import { LeftUploads } from '../../../../node/stores/uploads/left-uploads.ts';
import { uploadMemory } from '../../../../node/stores/uploads/upload-memory.ts';
import { UploadRows, uploadsFile } from '../../../../node/stores/uploads/upload-rows.ts';
import { S3Connection } from '../../../../src/model/connection.ts';
import { Fault } from '../../../../src/runtime/fault.ts';
import { temporaryFolder } from '../../../engine/temporary-folder.ts';
import { until } from '../../../harness/until.ts';
import type { StoreServer } from '../store-contract.ts';
import { HandClock } from './hand-clock.ts';

const hourMs = 3_600_000;
type S3Place = Extract<StoreSetting, { kind: 's3' }>;

export function leftUploadsContract(kind: string, start: () => Promise<StoreServer>): void {
  describe(`uploads left in ${kind}`, () => {
    test('at its start a node ends what its last life has begun, and nothing of anybody else', async () => {
      await using at = await bucketOf(await start());
      const own = await at.begin('own');
      const others = await at.begin('of others');
      at.rows.begin({ ...at.known, key: own.key, upload: own.upload });
      expect(await at.uploads()).toEqual([own.upload, others.upload]);
      await using left = at.leftUploads();
      left.start();
      await until(() => at.rows.left(0).length === 0);
      expect(await at.uploads()).toEqual([others.upload]);
    });

    test('an upload is let alone while an attempt may hold it, and ended after it', async () => {
      await using at = await bucketOf(await start());
      await using left = at.leftUploads();
      left.start();
      let upload = '';
      await left.around(async () => {
        const begun = await at.begin('a');
        ({ upload } = begun);
        at.rows.begin({ ...at.known, ...begun });
        at.clock.moveOn(hourMs);
        await at.clock.isSlept();
        expect(await at.uploads()).toEqual([upload]);
        return { kind: 'stopped' };
      })(at.attempt);
      await until(() => at.rows.left(0).length === 0);
      expect(await at.uploads()).toEqual([]);
    });

    test('of a large file that was written nothing is remembered', async () => {
      await using at = await bucketOf(await start());
      await using store = new S3Store(at.setting, uploadMemory({ file: at.file, ...at.known }));
      await store.write(largeFile('whole'));
      at.rows.leaveAll();
      expect(at.rows.left(Number.MAX_SAFE_INTEGER)).toEqual([]);
    });

    test('one of which the server was asked to make an object is let alone for an hour', async () => {
      await using at = await bucketOf(await start());
      const begun = await at.begin('a');
      at.rows.begin({ ...at.known, ...begun });
      at.rows.complete({ ...at.known, ...begun }, at.clock.now());
      await using left = at.leftUploads();
      left.start();
      await at.clock.isSlept();
      expect(await at.uploads()).toEqual([begun.upload]);
      at.clock.moveOn(hourMs + 1);
      await until(() => at.rows.left(Number.MAX_SAFE_INTEGER).length === 0);
      expect(await at.uploads()).toEqual([]);
    });

    test('where it cannot be opened any more that is said once, and it is tried again each hour', async () => {
      await using at = await bucketOf(await start());
      const begun = await at.begin('a');
      at.rows.begin({ ...at.known, ...begun });
      let isGone = true;
      await using left = at.leftUploads(() => {
        if (isGone) throw new Fault('credential-missing', 'the credential of store is not here');
        return at.setting;
      });
      left.start();
      await at.clock.isSlept();
      at.clock.moveOn(hourMs);
      await at.clock.isSlept();
      expect(at.logged.filter(({ code }) => code === 'credential-missing')).toHaveLength(1);
      isGone = false;
      at.clock.moveOn(hourMs);
      await until(() => at.rows.left(0).length === 0);
      expect(await at.uploads()).toEqual([]);
    });
  });
}

/** Of two parts. */
function largeFile(path: string): NewFile {
  const pieces = [8 * 1024 * 1024, 1].map((length) => Buffer.alloc(length, 'x'));
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  const { signal } = new AbortController();
  return { path, size, mtimeNs: 1n, pieces: each(pieces), take: async (most) => most, signal };
}

async function* each<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

async function bucketOf(server: StoreServer) {
  await using parts = new AsyncDisposableStack();
  parts.use(server);
  const folder = parts.use(temporaryFolder());
  const setting = server.setting('large') as S3Place;
  const { bucket, endpoint, region, prefix, credential } = setting;
  if (endpoint === undefined || credential === undefined) throw new Error('a test server says how it is opened');
  const client = new S3Client({ endpoint, region, forcePathStyle: true, credentials: sdkKeys(credential) });
  parts.defer(() => client.destroy());
  const connection = S3Connection.parse({ name: 'store', kind: 's3', endpoint, pathStyle: true });
  const known = { connection, bucket, transfer: 'T-1' };
  const file = uploadsFile(folder.path);
  const rows = parts.use(UploadRows.open(file));
  const clock = new HandClock();
  const logged: { code?: string }[] = [];
  const log = pino({}, { write: (line) => void logged.push(JSON.parse(line)) });
  const order = { id: known.transfer, stores: { destination: connection } };
  const begun: { readonly key: string; readonly upload: string }[] = [];
  const isThere = async (name: { readonly Key: string; readonly UploadId: string }): Promise<boolean> => {
    try {
      await client.send(new UploadPartCommand({ Bucket: bucket, ...name, PartNumber: 1, Body: 'x' }));
      return true;
    } catch (thrown) {
      if (thrown instanceof NoSuchUpload) return false;
      throw thrown;
    }
  };
  const running = parts.move();
  return {
    setting,
    known,
    file,
    rows,
    clock,
    logged,
    attempt: { order } as unknown as AttemptOptions,
    begin: async (name: string) => {
      const key = `${prefix}/${name}`;
      const { UploadId: upload = '' } = await client.send(
        new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }),
      );
      begun.push({ key, upload });
      return { key, upload };
    },
    /** Of those that a test has begun, which take parts: not every server lists them. */
    uploads: async (): Promise<string[]> => {
      const are = await Promise.all(begun.map(({ key, upload }) => isThere({ Key: key, UploadId: upload })));
      return begun.filter((_, index) => are[index]).map(({ upload }) => upload);
    },
    leftUploads: (open: () => S3Place = () => setting) =>
      new LeftUploads({ file, isNeeded: true, stores: { open }, clock, log }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
