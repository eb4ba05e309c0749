/** An S3 server of this process with a queue beside it; its bucket knows no notifications, so whoever puts sends them. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { s3Server } from '../stores/s3-server.ts';
import { s3Message } from './event-shapes.ts';
import { type TestQueue, testQueue } from './test-queue.ts';

export const bucket = 'studio-bucket';

export interface NotifyingBucket extends AsyncDisposable {
  readonly endpoint: string;
  readonly queue: TestQueue;
  /** Stored when it resolves, with the message that S3 would send about it. */
  put(key: string, body: string | Buffer): Promise<string>;
}

export async function notifyingBucket(): Promise<NotifyingBucket> {
  const server = await s3Server();
  const queue = await testQueue({ endpoint: server.endpoint, name: 'new-objects', hiddenSeconds: 3 });
  let puts = 0;
  return {
    endpoint: server.endpoint,
    queue,
    put: async (key, Body) => {
      await server.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }));
      puts += 1;
      const sequencer = puts.toString(16).toUpperCase().padStart(18, '0');
      return s3Message({ bucket, key, sequencer, at: Date.now() });
    },
    [Symbol.asyncDispose]: async () => {
      queue[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}
