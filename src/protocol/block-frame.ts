/**
 * The binary frames between two nodes, over plain TLS. Every integer is little-endian.
 *
 *   frame    u32 body bytes | u8 kind | u24 number | body
 *
 *   kind      direction    body                                                             at most
 *   control   both         JSON, one message of data-link.ts                                1 MiB
 *   listing   to sender    u32 scan, then one listing of it in columns                      4 MiB
 *   outcomes  to sender    what became of files, in columns                                 1 MiB
 *   blocks    to receiver  one slot of the engine's ring as it is: one block of a large     one slot of the receiver
 *                          file, or many of small and sparse ones (src/engine/pipeline/block.ts)
 *
 * A receiver has room for as many `blocks` frames as it said; each one takes a place until it is given back. Since version 3
 * of the data link they are counted up in each lane, modulo 2^24, because they may come on several connections; every other
 * number is zero.
 */
import type { Buffer } from 'node:buffer';
import { Fault } from '../runtime/fault.ts';

export const frameHeadBytes = 8;
export const maxControlBytes = 1024 * 1024;
export const maxListingBytes = 4 * 1024 * 1024;
export const maxOutcomesBytes = 1024 * 1024;
/** Until a peer is known it may not say more than this. */
export const maxGreetingBytes = 64 * 1024;

const kindCodes = { control: 1, listing: 2, outcomes: 3, blocks: 4 } as const;
export type FrameKind = keyof typeof kindCodes;
const kindNames = new Map(Object.entries(kindCodes).map(([name, code]) => [code as number, name as FrameKind]));

/** Numbers of frames are counted modulo this. */
export const frameNumbers = 2 ** 24;

export interface FrameHead {
  readonly kind: FrameKind;
  readonly bodyBytes: number;
  /** Where none is given it is zero. */
  readonly number?: number;
}

export function writeFrameHead(target: Buffer, { kind, bodyBytes, number = 0 }: FrameHead): void {
  target.writeUInt32LE(bodyBytes, 0);
  target.writeUInt32LE(kindCodes[kind] + (number % frameNumbers) * 256, 4);
}

/** Throws `bad-message` for what is no frame. Whoever makes room for the body bounds its size first. */
export function readFrameHead(source: Buffer): FrameHead {
  const kind = kindNames.get(source.readUInt8(4));
  const number = source.readUIntLE(5, 3);
  if (kind === undefined || (number > 0 && kind !== 'blocks'))
    throw new Fault('bad-message', 'what came is not a frame of the data link');
  return { kind, bodyBytes: source.readUInt32LE(0), number };
}
