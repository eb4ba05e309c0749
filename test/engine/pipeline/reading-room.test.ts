import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { statSync, truncateSync, writeFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { SharedDirectory } from '../../../src/engine/disk/shared-directory.ts';
import { ReadingRoom } from '../../../src/engine/pipeline/reading-room.ts';
import { createRoom, type RoomMemory, RoomSlots } from '../../../src/engine/pipeline/room-slots.ts';
import { SourceFile } from '../../../src/engine/pipeline/source-reader.ts';
import { readWholeFile } from '../../../src/engine/pipeline/whole-file.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';
import type { RoomReading } from './programs/room-reader.ts';

const KiB = 1024;
const MiB = 1024 * KiB;
const name = Buffer.from('file');
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
/** Files of tests are new: their times are made sure of by `rewrite`. */
const settled = { settledMs: 0 };

/** One of the parts of a fan-out, in this thread. */
function reader(place: TemporaryFolder, memory: RoomMemory) {
  const root = RootDirectory.open({ path: place.path, make: false });
  const room = new ReadingRoom({ memory, isStopped: () => false });
  return { open: () => SourceFile.open(root, name, room), [Symbol.dispose]: () => root[Symbol.dispose]() };
}

/** All that the file has, in steps; throws what the last look at it says. */
function readAll(file: SourceFile, stepBytes = 256 * KiB): Buffer {
  const bytes = Buffer.alloc(file.status.size);
  let done = 0;
  while (done < bytes.length) {
    const wanted = bytes.subarray(done, done + stepBytes);
    const count = file.read(wanted, done);
    done += count;
    if (count < wanted.length) break;
  }
  file.confirmUnchanged(done);
  return bytes.subarray(0, done);
}

/** With another time than before, as a file has that rests between two changes. */
function rewrite(path: string, bytes: Uint8Array): void {
  const timeOf = () => statSync(path, { bigint: true, throwIfNoEntry: false })?.ctimeNs;
  const before = timeOf();
  do writeFileSync(path, bytes);
  while (timeOf() === before);
}

const sizes = [0, 1, 16 * KiB, 16 * KiB + 1, 64 * KiB + 1, 256 * KiB, 256 * KiB + 1, MiB, 3 * MiB + 7];

test.each(sizes.flatMap((size) => [256 * KiB, 100_001].map((stepBytes) => ({ size, stepBytes }))))(
  'of $size bytes that one has read in steps of $stepBytes, the next one reads none',
  ({ size, stepBytes }) => {
    using place = temporaryFolder();
    const content = randomBytes(size);
    writeFileSync(place.at('file'), content);
    const memory = createRoom(settled);
    for (const read of [stepBytes, 256 * KiB, stepBytes]) {
      using part = reader(place, memory);
      using file = part.open();
      expect(readAll(file, read).equals(content)).toBe(true);
    }
    const { readBytes, takenBytes } = new RoomSlots(memory);
    expect({ readBytes, takenBytes }).toEqual({ readBytes: size, takenBytes: 2 * size });
  },
);

test.each([1, 16 * KiB, 300 * KiB, MiB])(
  'of %i bytes read in the thread pool, the next one reads none',
  async (size) => {
    using place = temporaryFolder();
    const content = randomBytes(size);
    writeFileSync(place.at('file'), content);
    const memory = createRoom(settled);
    const read = async () => {
      using at = RootDirectory.open({ path: place.path, make: false });
      using root = SharedDirectory.open({ root: at, make: false, isExact: false, capacity: 4 });
      const room = new ReadingRoom({ memory, isStopped: () => false });
      return await readWholeFile({ root, path: name, mostBytes: MiB, room });
    };
    for (const found of [await read(), ...(await Promise.all([read(), read()]))])
      expect(found?.data.equals(content)).toBe(true);
    const { readBytes, takenBytes } = new RoomSlots(memory);
    expect({ readBytes, takenBytes }).toEqual({ readBytes: size, takenBytes: 2 * size });
  },
);

test('nothing is shared of a file that was changed a moment ago', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('file'), randomBytes(MiB));
  const memory = createRoom();
  for (let part = 0; part < 2; part += 1) {
    using one = reader(place, memory);
    using file = one.open();
    readAll(file);
  }
  expect(new RoomSlots(memory).readBytes).toBe(0);
});

test('who falls behind by more than the room holds reads for himself, and reads right', () => {
  using place = temporaryFolder();
  const content = randomBytes(56 * MiB);
  writeFileSync(place.at('file'), content);
  const memory = createRoom(settled);
  using slow = reader(place, memory);
  using fast = reader(place, memory);
  using lagging = slow.open();
  using leading = fast.open();
  readAll(leading);
  expect(sha256(readAll(lagging))).toBe(sha256(content));
  expect(new RoomSlots(memory).takenBytes).toBeLessThan(content.length);
});

test('a follower that takes what was read before a change is told of the change', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('file'), randomBytes(MiB));
  const memory = createRoom(settled);
  using one = reader(place, memory);
  using other = reader(place, memory);
  using leading = one.open();
  using following = other.open();
  readAll(leading);
  rewrite(place.at('file'), randomBytes(MiB));
  expect(() => readAll(following)).toThrow(expect.objectContaining({ code: 'changed-while-read' }));
  expect(new RoomSlots(memory).takenBytes).toBe(MiB);
});

test('what a leader reads after a change is taken by nobody who is not told of the change', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('file'), randomBytes(MiB));
  const memory = createRoom(settled);
  using one = reader(place, memory);
  using other = reader(place, memory);
  using third = reader(place, memory);
  using leading = one.open();
  using following = other.open();
  const changed = randomBytes(MiB);
  rewrite(place.at('file'), changed);
  for (const file of [leading, following])
    expect(() => readAll(file)).toThrow(expect.objectContaining({ code: 'changed-while-read' }));
  using after = third.open();
  expect(readAll(after).equals(changed)).toBe(true);
});

test('whoever is told that a file is whole has it as it is, whatever is read and changed in which order', () => {
  const parts = 3;
  const step = fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: fc.constant('read' as const), part: fc.nat({ max: parts - 1 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('open' as const), part: fc.nat({ max: parts - 1 }) }) },
    { weight: 1, arbitrary: fc.constant({ kind: 'change' as const }) },
  );
  using place = temporaryFolder();
  const path = place.at('file');
  let state = 0;
  // Of each state every byte is the same, so that two in one copy are seen.
  const change = (): void => {
    state = (state + 1) % 256;
    rewrite(path, Buffer.alloc(300 * KiB, state));
  };
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 20, maxLength: 80 }),
      fc.constantFrom(100_000, 256 * KiB),
      (steps, stepBytes) => {
        const memory = createRoom(settled);
        change();
        using held = new DisposableStack();
        const readers = Array.from({ length: parts }, () => held.use(reader(place, memory)));
        const files: { file: SourceFile; bytes: Buffer; done: number }[] = [];
        for (const next of steps) {
          if (next.kind === 'change') change();
          else if (next.kind === 'open' || files[next.part] === undefined) {
            const file = held.use((readers[next.part] as (typeof readers)[number]).open());
            files[next.part] = { file, bytes: Buffer.alloc(file.status.size), done: 0 };
          } else {
            const one = files[next.part] as (typeof files)[number];
            one.done += one.file.read(one.bytes.subarray(one.done, one.done + stepBytes), one.done);
          }
          for (const { file, bytes, done } of files.filter(
            (one) => one !== undefined && one.done === one.bytes.length,
          )) {
            try {
              file.confirmUnchanged(done);
            } catch {
              continue;
            }
            expect(bytes.equals(Buffer.alloc(bytes.length, state))).toBe(true);
          }
        }
      },
    ),
    { numRuns: 100 },
  );
});

test('what came short is given to nobody', () => {
  using place = temporaryFolder();
  writeFileSync(place.at('file'), randomBytes(MiB));
  const memory = createRoom(settled);
  using part = reader(place, memory);
  using file = part.open();
  truncateSync(place.at('file'), 300 * KiB);
  expect(() => readAll(file)).toThrow(expect.objectContaining({ code: 'changed-while-read' }));
  expect(new RoomSlots(memory).readBytes).toBe(256 * KiB);
});

test('a read that failed is given to nobody and holds up nobody', () => {
  using place = temporaryFolder();
  const content = randomBytes(10);
  writeFileSync(place.at('file'), content);
  // Whoever had to wait for it would wait for ever.
  const memory = createRoom({ ...settled, overdueMs: 1e6 });
  using part = reader(place, memory);
  using file = part.open();
  const broken = new ReadingRoom({ memory, isStopped: () => false }).file(file.status);
  const failing = () => {
    throw new Fault('io-error', 'the disk is broken');
  };
  expect(() => broken.read(Buffer.alloc(10), 0, failing)).toThrow('the disk is broken');
  expect(readAll(file).equals(content)).toBe(true);
});

test('of a file that could not be read in the thread pool no piece is held', async () => {
  using place = temporaryFolder();
  const content = randomBytes(MiB);
  writeFileSync(place.at('file'), content);
  const memory = createRoom({ ...settled, overdueMs: 1e6 });
  using part = reader(place, memory);
  using file = part.open();
  const room = new ReadingRoom({ memory, isStopped: () => false });
  // So that what is left lies in two runs.
  room.file(file.status).read(Buffer.alloc(256 * KiB), 256 * KiB, (bytes, offset) => content.copy(bytes, 0, offset));
  const failing = () => Promise.reject(new Fault('io-error', 'the disk is broken'));
  await expect(room.file(file.status).readAll(Buffer.alloc(MiB), failing)).rejects.toThrow('the disk is broken');
  expect(readAll(file).equals(content)).toBe(true);
});

const program = new URL('./programs/room-reader.ts', import.meta.url);

test('a thread that is killed while it reads holds up the others for a while, and then one of them reads instead', async () => {
  using place = temporaryFolder();
  const content = randomBytes(MiB);
  writeFileSync(place.at('file'), content);
  const memory = createRoom({ ...settled, overdueMs: 200 });
  const module = new URL('../../../src/engine/pipeline/reading-room.ts', import.meta.url).href;
  using part = reader(place, memory);
  using file = part.open();
  const claiming = new Worker(
    `const { workerData, parentPort } = require('node:worker_threads');
     import(workerData.module).then(({ ReadingRoom }) => {
       const room = new ReadingRoom({ memory: workerData.memory, isStopped: () => false });
       room.file(workerData.status).read(Buffer.alloc(10), 0, () => {
         parentPort.postMessage('reading');
         Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
       });
     });`,
    { eval: true, workerData: { memory, module, status: file.status } },
  );
  await once(claiming, 'message');
  await claiming.terminate();
  expect(readAll(file).equals(content)).toBe(true);
  using again = reader(place, memory);
  using next = again.open();
  readAll(next);
  expect(new RoomSlots(memory).takenBytes).toBe(MiB);
});

test('threads that read the same files at the same time all read right', async () => {
  using place = temporaryFolder();
  const sizes = [9, 40_000, 70_000, 256 * KiB, 700_001, 5 * MiB];
  const digests = sizes.map((size, index) => {
    const content = randomBytes(size);
    writeFileSync(place.at(`f${index}`), content);
    return sha256(content);
  });
  await using threads = new AsyncDisposableStack();
  const workers = Array.from({ length: 3 }, () =>
    threads.adopt(new Worker(program, { workerData: place.path }), async (worker) => void (await worker.terminate())),
  );
  const reading = fc.record({ index: fc.nat({ max: 5 }), stepBytes: fc.constantFrom(30_000, 256 * KiB, MiB) });
  const schedules = fc.tuple(...workers.map(() => fc.array(reading, { maxLength: 12 })));
  const check = fc.asyncProperty(schedules, async (all) => {
    const memory = createRoom(settled);
    const read = workers.map(async (worker, at) => {
      const files = (all[at] ?? []).map(({ index, stepBytes }) => ({ path: `f${index}`, stepBytes }));
      worker.postMessage({ memory, files } satisfies RoomReading);
      return (await once(worker, 'message'))[0] as string[];
    });
    expect(await Promise.all(read)).toEqual(all.map((each) => each.map(({ index }) => digests[index])));
  });
  await fc.assert(check, { numRuns: 20 });
});
