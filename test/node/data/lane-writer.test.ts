import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LaneWriter } from '../../../node/data/receive/lane-writer.ts';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { SharedDirectory } from '../../../src/engine/disk/shared-directory.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { UnfinishedFiles } from '../../../src/engine/disk/unfinished-files.ts';
import type { Outcomes } from '../../../src/engine/endpoint/item.ts';
import { blockEnd, dataOffset, slotOverhead, writeHead } from '../../../src/engine/pipeline/block.ts';
import { BlockReceiver } from '../../../src/engine/pipeline/block-receiver.ts';
import { PoolPublisher } from '../../../src/engine/pipeline/pool-publisher.ts';
import { Publisher } from '../../../src/engine/pipeline/publisher.ts';
import { createLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';
import { readTree } from '../../engine/tree.ts';
import { slowPace } from './slow-pace.ts';

const digest = await createDigest('sha256');

interface Sent {
  readonly item: number;
  readonly path: string;
  readonly content: string;
  readonly digest?: Buffer;
}

function slotOf(files: readonly Sent[]): Buffer {
  const slot = Buffer.alloc(files.length * (slotOverhead + 1024));
  let at = 0;
  for (const { item, path: text, content, digest: given } of files) {
    const [path, data] = [Buffer.from(text), Buffer.from(content)];
    data.copy(slot, dataOffset(at, path.length));
    const whole = { isFirst: true, isLast: true, isAbort: false, isLink: false, isHole: false, offset: 0 };
    const times = { mtimeNs: 1_500_000_000_123_456_789n, atimeNs: 1_400_000_000_000_000_001n };
    const size = { size: data.length, dataLength: data.length };
    writeHead(slot, at, { ...whole, ...times, ...size, item, path, digest: given ?? digest.of(data) });
    at = blockEnd(at, path.length, data.length);
  }
  return slot.subarray(0, at);
}

async function openWriter(place: TemporaryFolder, { bwlimit }: { readonly bwlimit?: number } = {}) {
  mkdirSync(place.at('to'));
  const stack = new AsyncDisposableStack();
  const root = stack.use(RootDirectory.open({ path: place.at('to'), make: false, isExact: true }));
  const shared = stack.use(SharedDirectory.open({ root, make: true, isExact: true, capacity: 16 }));
  const meter = new TransferMeter();
  const unfinished = new UnfinishedFiles({ root, temporaryKey: 'key', place: { kind: 'beside' } });
  const publisher = stack.use(new Publisher({ root, unfinished, inPlace: undefined, readBack: undefined }));
  const ended: { readonly outcomes: Outcomes; readonly paths: string[] }[] = [];
  const writer = new LaneWriter({
    receiver: new BlockReceiver({ publisher, verification: digest, meter, onWritten: undefined, onRefused: () => {} }),
    meter,
    flying: {
      root: shared,
      publisher: new PoolPublisher({
        root: shared,
        temporaryNames: temporaryNames('key'),
        readBack: undefined,
        throttle: new Throttle(bwlimit === undefined ? [] : [createLimiter(bwlimit)]),
      }),
      verification: await createDigest('sha256'),
      pace: slowPace(),
    },
    mostBytes: 30_000,
    onEnded: (outcomes, paths) => ended.push({ outcomes, paths: Array.from(paths.values(), String) }),
  });
  stack.defer(() => writer.stop());
  return { writer, ended, meter, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test('the files of a slot that may be reused at once arrive whole, and each slot ends once', async () => {
  using place = temporaryFolder();
  await using lane = await openWriter(place);
  const files = Array.from({ length: 300 }, (_, item) => ({
    item,
    path: `d${item % 9}/f${item}`,
    content: `is ${item}`,
  }));
  for (let from = 0; from < files.length; from += 50) {
    const slot = slotOf(files.slice(from, from + 50));
    await lane.writer.take(slot);
    slot.fill(0xff);
  }
  await lane.writer.drained();
  expect(lane.writer.isFlying).toBe(false);
  expect(lane.ended.map(({ outcomes }) => outcomes.synced.length)).toEqual([50, 50, 50, 50, 50, 50]);
  expect(lane.ended.flatMap(({ paths }) => paths).toSorted()).toEqual(files.map(({ path }) => path).toSorted());
  const arrived = readTree(place.at('to'));
  for (const { path, content } of files) {
    expect(arrived[path]).toMatchObject({ content, mtimeNs: 1_500_000_000_123_456_789n });
  }
  expect(lane.meter.writtenBytes).toBe(files.map(({ content }) => content).join('').length);
});

test('what differs from its digest, leads out or has no place fails alone', async () => {
  using place = temporaryFolder();
  await using lane = await openWriter(place);
  mkdirSync(place.at('outside'));
  symlinkSync(place.at('outside'), place.at('to', 'out'));
  writeFileSync(place.at('to', 'taken'), 'a file');
  await lane.writer.take(
    slotOf([
      { item: 1, path: 'good', content: 'x' },
      { item: 2, path: 'bad', content: 'x', digest: digest.of(Buffer.from('y')) },
      { item: 3, path: 'out/file', content: 'x' },
      { item: 4, path: '../outside/file', content: 'x' },
      { item: 5, path: 'taken/file', content: 'x' },
    ]),
  );
  await lane.writer.drained();
  const [{ outcomes } = { outcomes: { synced: [], failed: [] } }] = lane.ended;
  expect(outcomes.synced.map(({ id }) => id)).toEqual([1]);
  expect(outcomes.failed.map(({ id, code }) => [id, code]).toSorted()).toEqual([
    [2, 'digest-mismatch'],
    [3, 'symlink-in-path'],
    [4, 'outside-root'],
    [5, 'not-a-directory'],
  ]);
  expect(readdirSync(place.at('outside'))).toEqual([]);
  expect(readdirSync(place.at('to')).toSorted()).toEqual(['good', 'out', 'taken']);
});

test('slots beyond the bytes in flight wait, and letting go in the midst leaves whole files only', async () => {
  using place = temporaryFolder();
  const content = 'x'.repeat(1000);
  const slots = [0, 1, 2].map((slot) =>
    slotOf(Array.from({ length: 20 }, (_, at) => ({ item: slot * 20 + at, path: `f${slot}-${at}`, content }))),
  );
  {
    // Four files a second: what two slots hold never ends here.
    await using lane = await openWriter(place, { bwlimit: 4000 });
    await lane.writer.take(slots[0] as Buffer);
    let isTaken = false;
    const second = lane.writer.take(slots[1] as Buffer).then(() => {
      isTaken = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect([isTaken, lane.writer.isFlying]).toEqual([false, true]);
    await lane.writer.stop();
    await second;
    expect(lane.ended).toEqual([]);
  }
  const left = Object.entries(readTree(place.at('to')));
  expect(left.length).toBeLessThan(40);
  expect(left.every(([name, file]) => name.startsWith('f') && file.content === content)).toBe(true);
});
