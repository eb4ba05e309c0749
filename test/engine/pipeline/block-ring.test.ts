import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { createRing, RingConsumer, RingProducer } from '../../../src/engine/pipeline/block-ring.ts';

const source = (body: string) => `
  const { workerData, parentPort } = require('node:worker_threads');
  import(workerData.module).then(({ RingConsumer, RingProducer }) => { ${body} });
`;
const module = new URL('../../../src/engine/pipeline/block-ring.ts', import.meta.url).href;

test('blocks come out in order and whole between two threads, around the ring many times', async () => {
  const memory = createRing({ capacity: 3, slotBytes: 64 });
  const worker = new Worker(
    source(`
      const ring = new RingProducer(workerData.memory);
      for (let n = 0; n < 5000; n += 1) {
        const slot = ring.waitForRoom();
        slot.writeUInt32LE(n, 0);
        ring.put(4 + (n % 50));
      }
      ring.close();`),
    { eval: true, workerData: { memory, module } },
  );
  const consumer = new RingConsumer(memory);
  for (let n = 0; n < 5000; n += 1) {
    const block = await consumer.waitForBlockAsync();
    expect(block?.readUInt32LE(0)).toBe(n);
    expect(block?.length).toBe(4 + (n % 50));
    consumer.release();
  }
  expect(await consumer.waitForBlockAsync()).toBeUndefined();
  await once(worker, 'exit');
});

test('a full ring holds the producer until a slot is released', async () => {
  const memory = createRing({ capacity: 2, slotBytes: 8 });
  const producer = new RingProducer(memory);
  const consumer = new RingConsumer(memory);
  for (const _ of [1, 2]) {
    await producer.waitForRoomAsync();
    producer.put(1);
  }
  let hasRoom = false;
  const waiting = producer.waitForRoomAsync().then(() => {
    hasRoom = true;
  });
  await new Promise(setImmediate);
  expect(hasRoom).toBe(false);
  await consumer.waitForBlockAsync();
  consumer.release();
  await waiting;
});

test('a producer that asks for it fills no more than two slots ahead of the consumer', async () => {
  const memory = createRing({ capacity: 8, slotBytes: 8 });
  const worker = new Worker(
    source(`
      const ring = new RingProducer(workerData.memory);
      for (let n = 0; n < 500; n += 1) {
        ring.waitForRoom(2);
        ring.put(1);
      }
      ring.close();`),
    { eval: true, workerData: { memory, module } },
  );
  const consumer = new RingConsumer(memory);
  let most = 0;
  while ((await consumer.waitForBlockAsync()) !== undefined) {
    most = Math.max(most, consumer.filled);
    consumer.release();
  }
  expect(most).toBeLessThanOrEqual(2);
  await once(worker, 'exit');
});

test('stopping ends the waits of a blocked thread', async () => {
  const memory = createRing({ capacity: 1, slotBytes: 8 });
  const worker = new Worker(
    source(
      `parentPort.postMessage('waiting'); parentPort.postMessage(new RingConsumer(workerData.memory).waitForBlock() === undefined);`,
    ),
    { eval: true, workerData: { memory, module } },
  );
  await once(worker, 'message');
  const answer = once(worker, 'message');
  new RingProducer(memory).stop();
  expect((await answer)[0]).toBe(true);
  await worker.terminate();
});
