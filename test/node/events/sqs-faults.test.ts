/** What goes wrong with a queue, in the operator's words. The answers are those of AWS, which nobody here can be made to give. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { SqsQueue } from '../../../node/events/sqs-queue.ts';
import { asFault } from '../../../src/runtime/fault.ts';

const never = new AbortController().signal;
const secret = 'a-secret-that-nobody-else-may-see';
const credential = { accessKeyId: 'AKIA', secretAccessKey: secret };

async function queueAt(answer: RequestListener) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const queue = new SqsQueue({ queue: `http://127.0.0.1:${port}/1/objects`, region: 'us-east-1', credential });
  return {
    queue,
    [Symbol.asyncDispose]: async () => {
      await queue[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  };
}

const says =
  (status: number, code: string): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: 'the queue says no' }));
  };

const faultOf = async (queue: SqsQueue) =>
  asFault(await queue.receive(1, 30, never).catch((thrown: unknown) => thrown));

test.each([
  [403, 'InvalidClientTokenId', 'store-refused', false],
  [403, 'SignatureDoesNotMatch', 'store-refused', false],
  [400, 'ExpiredToken', 'store-expired', false],
  [400, 'QueueDoesNotExist', 'queue-unknown', false],
  [403, 'AccessDenied', 'queue-refused', false],
  [400, 'RequestThrottled', 'store-busy', true],
  [503, 'ServiceUnavailable', 'store-busy', true],
  [400, 'SomethingNew', 'store-failed', false],
])('%i %s is %s, tried again: %s', async (status, said, code, isRetryable) => {
  await using at = await queueAt(says(status, said));
  const fault = await faultOf(at.queue);
  expect([fault.code, fault.isRetryable]).toEqual([code, isRetryable]);
  expect(fault.message).toMatch(/cannot poll http:\/\/127\.0\.0\.1:\d+\/1\/objects/);
  expect(JSON.stringify(fault.message)).not.toContain(secret);
});

test('a queue that does not answer is not reachable, and is tried again', async () => {
  await using at = await queueAt((request) => request.socket.destroy());
  expect(await faultOf(at.queue)).toMatchObject({ code: 'store-unreachable', isRetryable: true });
});

test('a redirect is not followed: what is signed goes to the queue that was named', async () => {
  let asked = 0;
  const elsewhere = createServer(() => {
    asked += 1;
  }).listen(0, '127.0.0.1');
  await once(elsewhere, 'listening');
  const { port } = elsewhere.address() as AddressInfo;
  await using at = await queueAt((_request, response) => {
    response.writeHead(307, { location: `http://127.0.0.1:${port}/1/objects` });
    response.end();
  });
  expect((await faultOf(at.queue)).code).toBe('store-failed');
  expect(asked).toBe(0);
  elsewhere.close();
});

test('a message whose time is over is not ours any more, which is no failure', async () => {
  await using at = await queueAt(says(400, 'ReceiptHandleIsInvalid'));
  const message = { id: '1', body: '', receipt: 'r', deliveries: 1 };
  expect(await at.queue.hide(message, 30, never)).toBe(false);
  expect(await at.queue.remove(message, never)).toBe(false);
});

test('a poll ends at once when nobody waits for it any more', async () => {
  await using at = await queueAt(() => undefined);
  const stop = new AbortController();
  const polling = at.queue.receive(1, 30, stop.signal);
  stop.abort(new Error('nobody waits'));
  await expect(polling).rejects.toThrow('nobody waits');
});
