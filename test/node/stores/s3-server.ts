/** An S3 server of this process, with one empty bucket. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { buildApp } from 'fauxqs';
import type { StoreSetting } from '../../../node/stores/store-setting.ts';

export interface S3Server extends AsyncDisposable {
  /** Of a place in the bucket. */
  setting(prefix?: string): StoreSetting;
  readonly client: S3Client;
  readonly endpoint: string;
}

const bucket = 'studio-bucket';
const credential = { accessKeyId: 'test', secretAccessKey: 'test-secret' };

export async function s3Server(): Promise<S3Server> {
  const app = buildApp({ logger: false, host: 'localhost' });
  const endpoint = await app.listen({ port: 0, host: '127.0.0.1' });
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials: credential });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    client,
    endpoint,
    setting: (prefix = '') => ({
      kind: 's3',
      name: 'store',
      bucket,
      prefix,
      endpoint,
      region: 'us-east-1',
      pathStyle: true,
      compatible: false,
      credential,
    }),
    [Symbol.asyncDispose]: async () => {
      client.destroy();
      await app.close();
    },
  };
}
