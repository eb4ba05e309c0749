/** What goes wrong with a store, in the operator's words. The answers are those of AWS, which nobody here can be made to give. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { openStore } from '../../../node/stores/open-store.ts';
import type { Store } from '../../../node/stores/store.ts';
import { asFault } from '../../../src/runtime/fault.ts';

const never = new AbortController().signal;
const secret = 'a-secret-that-nobody-else-may-see';

async function storeAt(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const store = await openStore({
    kind: 's3',
    name: 'prod-s3',
    bucket: 'bucket',
    prefix: 'in',
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    pathStyle: true,
    compatible: false,
    credential: { accessKeyId: 'AKIA', secretAccessKey: secret },
  });
  return {
    store,
    [Symbol.asyncDispose]: async () => {
      await store[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

const says =
  (status: number, code: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<Error><Code>${code}</Code><Message>the store says no</Message></Error>`);
  };

const listing = (store: Store) => Array.fromAsync(store.list('', never));

test.each([
  [403, 'InvalidAccessKeyId', 'store-refused', false],
  [403, 'SignatureDoesNotMatch', 'store-refused', false],
  [400, 'ExpiredToken', 'store-expired', false],
  [404, 'NoSuchBucket', 'store-unknown', false],
  [403, 'AccessDenied', 'permission-denied', false],
  [503, 'SlowDown', 'store-busy', true],
  [500, 'InternalError', 'store-busy', true],
  [400, 'SomethingNew', 'store-failed', false],
])('%i %s is %s, tried again: %s', async (status, said, code, isRetryable) => {
  await using at = await storeAt(says(status, said));
  const fault = asFault(await listing(at.store).catch((thrown: unknown) => thrown));
  expect([fault.code, fault.isRetryable]).toEqual([code, isRetryable]);
  expect(fault.message).toContain('prod-s3:bucket/in');
  expect(fault.message).toContain(said);
  expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault))).not.toContain(secret);
});

test('a store that nobody answers for, and one that breaks off, are unreachable, which passes', async () => {
  await using gone = await storeAt((request) => request.socket.destroy());
  await expect(listing(gone.store)).rejects.toMatchObject({ code: 'store-unreachable' });
  await using torn = await storeAt((_request, response) => {
    response.writeHead(206, { 'content-length': '1000', 'etag': '"a"' });
    response.write('some');
    setImmediate(() => response.destroy());
  });
  const seen = { size: 1000, mtimeNs: 0n, version: '"a"' };
  const read = async (): Promise<unknown> =>
    await Array.fromAsync(await torn.store.read('f', seen, { from: 0, length: 1000 }, never));
  await expect(read()).rejects.toMatchObject({ code: 'store-unreachable' });
});
