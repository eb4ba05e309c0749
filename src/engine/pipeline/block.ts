/**
 * What a slot of the ring, and a frame between nodes, holds: one block of a large file, or many whole small files and
 * pieces of sparse ones, one after the other. Each is a head, the path, the bytes; the receiving side needs nothing else to
 * publish the file.
 *
 *   0  u32  length of the path        4  u32  flags: 1 first, 2 last, 4 abort, 8 link, 16 hole
 *   8  f64  item                     16  f64  size of the file
 *  24  f64  offset of these bytes    32  i64  mtime, ns      40  i64  atime, ns
 *  48  u32  length of the bytes      52  u32  length of the digest
 *  56  digest (64 bytes reserved)   120  path, padded to 8, then the bytes, padded to 8
 *
 * Little endian. The digest comes with the last block. An abort takes back a file whose first block was sent.
 * A link's bytes are its target. Of a hole only the length is there: it stands for so many zeros, and no bytes follow.
 */
import type { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';

export interface BlockHead {
  /** The sender's number of the file, used in acknowledgements. */
  readonly item: number;
  readonly path: Buffer;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly isAbort: boolean;
  readonly isLink: boolean;
  /** Since version 2 of the data link. */
  readonly isHole: boolean;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly offset: number;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
  /** Empty unless last, and for checksum `none`. */
  readonly digest: Buffer;
  /** Of the file; those of a hole are not in the slot. */
  readonly dataLength: number;
}

export interface Block extends BlockHead {
  /** A view into the slot: valid until the slot is released. */
  readonly data: Buffer;
}

const headLength = 120;
const digestRoom = 64;
export const longestPath = 8 * 1024;
/** Whoever empties a slot has as many files open at once. */
export const mostFilesInSlot = 256;
/** A longer hole is several blocks, so that no digest of zeros keeps a thread from hearing a stop. */
export const mostHoleBytes = 64 * 1024 * 1024;
const first = 1;
const last = 2;
const abort = 4;
const link = 8;
const hole = 16;

/** What a slot needs besides the bytes of one block. */
export const slotOverhead = headLength + longestPath + 16;

const padded = (length: number): number => (length + 7) & ~7;

/** Where the bytes of a block that begins at `at` go. */
export function dataOffset(at: number, pathLength: number): number {
  return at + headLength + padded(pathLength);
}

/** The end of a block that begins at `at`: where the next one begins. */
export function blockEnd(at: number, pathLength: number, dataLength: number): number {
  return dataOffset(at, pathLength) + padded(dataLength);
}

/** Writes head and path; the bytes are put at `dataOffset` by the caller. Answers with the end of the block. */
export function writeHead(slot: Buffer, at: number, head: BlockHead): number {
  slot.writeUInt32LE(head.path.length, at);
  slot.writeUInt32LE(
    (head.isFirst ? first : 0) |
      (head.isLast ? last : 0) |
      (head.isAbort ? abort : 0) |
      (head.isLink ? link : 0) |
      (head.isHole ? hole : 0),
    at + 4,
  );
  slot.writeDoubleLE(head.item, at + 8);
  slot.writeDoubleLE(head.size, at + 16);
  slot.writeDoubleLE(head.offset, at + 24);
  slot.writeBigInt64LE(head.mtimeNs, at + 32);
  slot.writeBigInt64LE(head.atimeNs, at + 40);
  slot.writeUInt32LE(head.dataLength, at + 48);
  slot.writeUInt32LE(head.digest.length, at + 52);
  slot.set(head.digest, at + 56);
  slot.set(head.path, at + headLength);
  return blockEnd(at, head.path.length, head.isHole ? 0 : head.dataLength);
}

/** The blocks of a slot, in order. Throws `bad-message` where a length does not fit: the bytes may come from a peer. */
export function* blocksOf(slot: Buffer): Generator<Block> {
  for (let at = 0; at < slot.length; ) {
    const block = readBlock(slot, at);
    yield block;
    at = blockEnd(at, block.path.length, block.data.length);
  }
}

/** The first blocks of a slot, and the others. Throws as `blocksOf`. */
export function splitSlot(slot: Buffer, count: number): readonly [Buffer, Buffer] {
  let at = 0;
  for (let block = 0; block < count && at < slot.length; block += 1) {
    const { path, data } = readBlock(slot, at);
    at = blockEnd(at, path.length, data.length);
  }
  return [slot.subarray(0, at), slot.subarray(at)];
}

function readBlock(slot: Buffer, at: number): Block {
  if (at + headLength > slot.length) throw new Fault('bad-message', 'a block ends inside its head');
  const pathLength = slot.readUInt32LE(at);
  const dataLength = slot.readUInt32LE(at + 48);
  const digestLength = slot.readUInt32LE(at + 52);
  const flags = slot.readUInt32LE(at + 4);
  const isHole = (flags & hole) !== 0;
  const isPossible =
    pathLength <= longestPath && dataLength <= (isHole ? mostHoleBytes : slot.length) && digestLength <= digestRoom;
  const bytes = isHole ? 0 : dataLength;
  if (!isPossible || blockEnd(at, pathLength, bytes) > slot.length) {
    throw new Fault('bad-message', 'a block is longer than its frame');
  }
  const from = dataOffset(at, pathLength);
  return {
    item: slot.readDoubleLE(at + 8),
    path: slot.subarray(at + headLength, at + headLength + pathLength),
    isFirst: (flags & first) !== 0,
    isLast: (flags & last) !== 0,
    isAbort: (flags & abort) !== 0,
    isLink: (flags & link) !== 0,
    isHole,
    size: slot.readDoubleLE(at + 16),
    offset: slot.readDoubleLE(at + 24),
    mtimeNs: slot.readBigInt64LE(at + 32),
    atimeNs: slot.readBigInt64LE(at + 40),
    digest: slot.subarray(at + 56, at + 56 + digestLength),
    dataLength,
    data: slot.subarray(from, from + bytes),
  };
}
