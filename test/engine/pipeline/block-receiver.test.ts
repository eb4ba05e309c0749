import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type BlockHead, blockEnd, mostHoleBytes, writeHead } from '../../../src/engine/pipeline/block.ts';
import { BlockReceiver } from '../../../src/engine/pipeline/block-receiver.ts';
import { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { publisherIn } from './publisher-in.ts';

const openFiles = (): number => readdirSync('/proc/self/fd').length;

function receiverIn(path: string) {
  const { publisher, ...engine } = publisherIn(path);
  const receiver = new BlockReceiver({
    publisher,
    verification: undefined,
    meter: new TransferMeter(),
    onWritten: undefined,
    onRefused: () => {},
  });
  return {
    accept: (slot: Buffer) => receiver.accept(slot),
    [Symbol.dispose]: () => {
      receiver[Symbol.dispose]();
      engine[Symbol.dispose]();
    },
  };
}

const emptyFile: BlockHead = {
  item: 0,
  path: Buffer.from('f0'),
  isFirst: true,
  isLast: true,
  isAbort: false,
  isLink: false,
  isHole: false,
  size: 0,
  offset: 0,
  mtimeNs: 1n,
  atimeNs: 1n,
  digest: Buffer.alloc(0),
  dataLength: 0,
};

/** Empty files, one block each. */
function emptyFiles(count: number): Buffer {
  const slot = Buffer.alloc(count * blockEnd(0, 8, 0));
  let at = 0;
  for (let item = 0; item < count; item += 1) {
    at = writeHead(slot, at, { ...emptyFile, item, path: Buffer.from(`f${item}`) });
  }
  return slot.subarray(0, at);
}

function holeBlock(head: Partial<BlockHead>): Buffer {
  const slot = Buffer.alloc(blockEnd(0, 8, 0));
  return slot.subarray(0, writeHead(slot, 0, { ...emptyFile, isHole: true, ...head }));
}

test('a slot with more files than any sender puts into one is refused before they are all open', () => {
  using place = temporaryFolder();
  using receiver = receiverIn(place.path);
  const before = openFiles();
  expect(() => receiver.accept(emptyFiles(20_000))).toThrow(expect.objectContaining({ code: 'bad-message' }));
  expect(openFiles()).toBe(before);
  expect(readdirSync(place.path)).toEqual([]);
});

test('of a slot that ends in the middle of a block nothing stays behind', () => {
  using place = temporaryFolder();
  using receiver = receiverIn(place.path);
  const before = openFiles();
  const slot = emptyFiles(3);
  expect(() => receiver.accept(slot.subarray(0, slot.length - 8))).toThrow(
    expect.objectContaining({ code: 'bad-message' }),
  );
  expect(openFiles()).toBe(before);
  expect(readdirSync(place.path)).toEqual([]);
});

const size = 2 * mostHoleBytes;
const halves = [
  holeBlock({ size, dataLength: mostHoleBytes, isLast: false }),
  holeBlock({ size, dataLength: mostHoleBytes, isFirst: false, offset: mostHoleBytes }),
] as const;

test('a file that is one hole takes no room, and nothing is to be said of it', () => {
  using place = temporaryFolder();
  using receiver = receiverIn(place.path);
  receiver.accept(halves[0]);
  const { synced } = receiver.accept(halves[1]);
  expect(synced).toEqual([expect.not.objectContaining({ finding: expect.anything() })]);
  expect(statSync(place.at('f0'))).toMatchObject({ size, blocks: 0 });
});

test('a destination that fills holes is a finding of the file, which is whole all the same', () => {
  using place = temporaryFolder();
  using receiver = receiverIn(place.path);
  receiver.accept(halves[0]);
  // What a file system without sparse files does by itself.
  const [unfinished = ''] = readdirSync(place.path);
  writeFileSync(place.at(unfinished), Buffer.alloc(size / 2 + 4096), { flag: 'r+' });
  const { synced } = receiver.accept(halves[1]);
  expect(synced).toMatchObject([
    { finding: { code: 'holes-filled', message: 'f0 takes 67.1 MB at the destination for 0 B of data' } },
  ]);
  expect(statSync(place.at('f0')).size).toBe(size);
});
