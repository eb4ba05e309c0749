import { Buffer } from 'node:buffer';
import { closeSync, openSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import type { Failed } from '../../../src/engine/endpoint/item.ts';
import { type Block, blocksOf, mostHoleBytes, slotOverhead } from '../../../src/engine/pipeline/block.ts';
import { BlockSender } from '../../../src/engine/pipeline/block-sender.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { makeSparseFile } from '../../harness/sparse-file.ts';
import { type TemporaryFolder, temporaryFolder } from '../temporary-folder.ts';

const blockSizeBytes = 1024 * 1024;
const size = mostHoleBytes + 3 * blockSizeBytes;

/** All hole, but for one block near its end. */
const content = { size, data: [[size - 2 * blockSizeBytes, blockSizeBytes]] } as const;

interface Sent {
  slots: number;
  readonly blocks: Block[];
  readonly failed: Failed[];
}

interface SendWish {
  readonly names?: readonly string[];
  readonly keepsHoles?: boolean;
  /** When it is handed over. */
  readonly onBlock?: (block: Block) => void;
  /** When bytes of a sparse or large file are digested. */
  readonly onDigest?: () => void;
}

async function send(
  place: TemporaryFolder,
  { names = ['file'], keepsHoles = true, onBlock = () => {}, onDigest = () => {} }: SendWish = {},
): Promise<Sent> {
  const sent: Sent = { slots: 0, blocks: [], failed: [] };
  using root = RootDirectory.open({ path: place.path, make: false });
  const slot = Buffer.alloc(blockSizeBytes + slotOverhead);
  const put = (length: number) => {
    sent.slots += 1;
    for (const block of blocksOf(Buffer.from(slot.subarray(0, length)))) {
      sent.blocks.push(block);
      onBlock(block);
    }
  };
  const digest = await createDigest('blake3');
  const update = (bytes: Uint8Array) => {
    onDigest();
    digest.update(bytes);
  };
  new BlockSender({
    root,
    sink: { waitForRoom: () => slot, put, begin: () => {}, isRefused: () => false },
    digest: { ...digest, update },
    throttle: new Throttle([]),
    blockSizeBytes,
    limitedBlockMs: 25,
    keepsHoles,
    room: undefined,
    stop: new StopFlag(),
    onFailed: (failed) => sent.failed.push(failed),
  }).send(names.map((name, index) => ({ id: index + 1, path: Buffer.from(name), kind: 'file', size: 0 })));
  return sent;
}

const digestOf = async (path: string) => (await createDigest('blake3')).of(readFileSync(path));

test('a hole is said, in parts that keep no thread for long, and its zeros are in the digest', async () => {
  using place = temporaryFolder();
  makeSparseFile(place.at('file'), content);
  const { blocks } = await send(place);
  expect(blocks.map(({ isHole, offset, dataLength, data }) => [isHole, offset, dataLength, data.length])).toEqual([
    [true, 0, mostHoleBytes, 0],
    [true, mostHoleBytes, blockSizeBytes, 0],
    [false, mostHoleBytes + blockSizeBytes, blockSizeBytes, blockSizeBytes],
    [true, mostHoleBytes + 2 * blockSizeBytes, blockSizeBytes, 0],
  ]);
  expect(blocks.at(-1)).toMatchObject({ isLast: true, digest: await digestOf(place.at('file')) });
});

test('the pieces of sparse files, and small files between them, share slots', async () => {
  using place = temporaryFolder();
  const pieces = Array.from({ length: 30 }, (_, at) => [at * 16_384, 4096] as const);
  for (const name of ['a', 'c']) makeSparseFile(place.at(name), { size: 500_000, data: pieces });
  writeFileSync(place.at('b'), 'dense');
  const { slots, blocks } = await send(place, { names: ['a', 'b', 'c'] });
  expect(slots).toBe(1);
  expect(blocks.filter(({ isLast }) => isLast).map(({ item }) => item)).toEqual([1, 2, 3]);
  expect(blocks.filter(({ isHole }) => isHole)).toHaveLength(60);
  expect(blocks.at(-1)?.digest).toEqual(await digestOf(place.at('c')));
});

test('of a small sparse file that changes while it is read nothing leaves, and the others do', async () => {
  using place = temporaryFolder();
  for (const name of ['a', 'z']) writeFileSync(place.at(name), name);
  makeSparseFile(place.at('b'), { size: 500_000, data: [[65_536, 4096]] });
  const { blocks, failed } = await send(place, {
    names: ['a', 'b', 'z'],
    onDigest: () => truncateSync(place.at('b'), 400_000),
  });
  expect(failed).toMatchObject([{ id: 2, code: 'changed-while-read' }]);
  expect(blocks.map(({ item, isLast }) => [item, isLast])).toEqual([
    [1, true],
    [3, true],
  ]);
});

test('who does not know holes gets the zeros', async () => {
  using place = temporaryFolder();
  makeSparseFile(place.at('file'), content);
  const { blocks } = await send(place, { keepsHoles: false });
  expect(blocks.some(({ isHole }) => isHole)).toBe(false);
  expect(blocks.reduce((bytes, { data }) => bytes + data.length, 0)).toBe(size);
  expect(blocks.at(-1)?.digest).toEqual(await digestOf(place.at('file')));
});

test.each<[string, (path: string) => void]>([
  [
    'is written into',
    (path) => {
      const fd = openSync(path, 'r+');
      writeSync(fd, 'x', 4096);
      closeSync(fd);
    },
  ],
  ['ends in what was a hole', (path) => truncateSync(path, 4096)],
  ['grows by another hole', (path) => truncateSync(path, 2 * size)],
])('a file with holes that %s while it is read is not whole', async (_, change) => {
  using place = temporaryFolder();
  makeSparseFile(place.at('file'), content);
  const { blocks, failed } = await send(place, {
    onBlock: ({ isFirst }) => isFirst && change(place.at('file')),
  });
  expect(failed).toMatchObject([{ id: 1, code: 'changed-while-read', side: 'source' }]);
  expect(blocks.at(-1)).toMatchObject({ isAbort: true });
});
