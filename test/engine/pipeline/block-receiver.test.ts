import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { blockEnd, writeHead } from '../../../src/engine/pipeline/block.ts';
import { BlockReceiver } from '../../../src/engine/pipeline/block-receiver.ts';
import { Publisher } from '../../../src/engine/pipeline/publisher.ts';
import { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const openFiles = (): number => readdirSync('/proc/self/fd').length;

function receiverIn(path: string) {
  const root = RootDirectory.open({ path, make: false });
  const publisher = new Publisher({ root, temporaryNames: temporaryNames('key') });
  const receiver = new BlockReceiver({
    publisher,
    verification: undefined,
    meter: new TransferMeter(),
    onRefused: () => {},
  });
  return {
    accept: (slot: Buffer) => receiver.accept(slot),
    [Symbol.dispose]: () => {
      receiver[Symbol.dispose]();
      root[Symbol.dispose]();
    },
  };
}

/** Empty files, one block each. */
function emptyFiles(count: number): Buffer {
  const slot = Buffer.alloc(count * blockEnd(0, 8, 0));
  let at = 0;
  for (let item = 0; item < count; item += 1) {
    at = writeHead(slot, at, {
      item,
      path: Buffer.from(`f${item}`),
      isFirst: true,
      isLast: true,
      isAbort: false,
      isLink: false,
      size: 0,
      offset: 0,
      mtimeNs: 1n,
      atimeNs: 1n,
      digest: Buffer.alloc(0),
      dataLength: 0,
    });
  }
  return slot.subarray(0, at);
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
