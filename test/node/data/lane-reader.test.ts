import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LaneReader } from '../../../node/data/send/lane-reader.ts';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import type { Failed, LaneItem } from '../../../src/engine/endpoint/item.ts';
import { type Block, blocksOf, slotOverhead } from '../../../src/engine/pipeline/block.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { WorkClock } from '../../../src/engine/pipeline/work-clock.ts';
import { WorkMeter } from '../../../src/engine/pipeline/work-meter.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { makeTree } from '../../engine/tree.ts';
import { slowPace } from './slow-pace.ts';

const blockSizeBytes = 64 * 1024;

/** Sends the paths as one order and answers with every block that came, and what failed, when all have. */
async function read(root: string, paths: readonly string[]) {
  const blocks: Block[] = [];
  const failed: Failed[] = [];
  const all = Promise.withResolvers<void>();
  const look = () => {
    if (new Set(blocks.filter(({ isLast }) => isLast).map(({ item }) => item)).size + failed.length === paths.length)
      all.resolve();
  };
  let slot = Buffer.alloc(0);
  const sink = {
    filled: 0,
    waitForRoom: () => (slot = Buffer.alloc(blockSizeBytes + slotOverhead)),
    put: (length: number) => {
      blocks.push(...blocksOf(slot.subarray(0, length)));
      look();
    },
    begin: () => {},
    isRefused: () => false,
  };
  using directory = RootDirectory.open({ path: root, make: false });
  await using reader = new LaneReader({
    root: directory,
    sink,
    digest: await createDigest('sha256'),
    throttle: new Throttle([]),
    blockSizeBytes,
    keepsHoles: true,
    limitedBlockMs: 25,
    room: undefined,
    stop: new StopFlag(),
    pace: slowPace(),
    clock: new WorkClock({ meter: new WorkMeter() }),
    onFailed: (one) => {
      failed.push(one);
      look();
    },
  });
  reader.send(paths.map((path, id): LaneItem => ({ id, path: Buffer.from(path), kind: 'file', size: 3 })));
  await all.promise;
  return { blocks, failed };
}

test('files of a slow source that are read many at once come whole, each with its digest', async () => {
  using place = temporaryFolder();
  const paths = Array.from({ length: 200 }, (_, at) => `d${at % 7}/f${at}`);
  makeTree(place.at('source'), Object.fromEntries(paths.map((path) => [path, `content of ${path}`])));
  const { blocks, failed } = await read(place.at('source'), paths);
  expect(failed).toEqual([]);
  const came = blocks.map(({ item, path, data }) => [item, path.toString(), data.toString()]);
  expect(came.toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
    paths.map((path, id) => [id, path, `content of ${path}`]),
  );
  const digest = await createDigest('sha256');
  expect(blocks.every((block) => block.digest.equals(digest.of(block.data)))).toBe(true);
});

test('what grew beyond a block or has holes goes block by block, and what cannot be read fails alone', async () => {
  using place = temporaryFolder();
  mkdirSync(place.at('source'));
  makeTree(place.at('source'), { grown: Buffer.alloc(3 * blockSizeBytes, 7), small: 'abc' });
  writeFileSync(place.at('source', 'hole'), '');
  truncateSync(place.at('source', 'hole'), 20_000_000);
  const { blocks, failed } = await read(place.at('source'), ['grown', 'gone', 'hole', 'small']);
  expect(failed.map(({ id, code, side }) => ({ id, code, side }))).toEqual([
    { id: 1, code: 'not-found', side: 'source' },
  ]);
  expect(blocks.filter(({ item }) => item === 0).map(({ offset }) => offset)).toEqual([0, 65536, 131072]);
  expect(blocks.find(({ item }) => item === 2)?.isHole).toBe(true);
  expect(blocks.find(({ item }) => item === 3)?.data.toString()).toBe('abc');
});
