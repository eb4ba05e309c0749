/**
 * Memory of pieces, used again: what comes and goes with each piece of many mebibytes would pile up until it is collected.
 * Nobody has to give a piece back; what was not is left to the collector.
 */
import { Buffer } from 'node:buffer';
import { largeFileBytes } from '../../../src/engine/pipeline/block-sender.ts';

const mebibyte = 1024 * 1024;

export class PiecePool {
  /** By their size, which is one of `roomFor`. */
  readonly #free = new Map<number, ArrayBuffer[]>();
  readonly #lent = new WeakMap<Buffer, ArrayBuffer>();
  readonly #most: number;
  #freeBytes = 0;

  /** It keeps at most so many bytes that nobody uses. */
  constructor(most: number) {
    this.#most = most;
  }

  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** With whatever was in it before. */
  take(length: number): Buffer {
    if (length <= largeFileBytes) return Buffer.allocUnsafeSlow(length);
    const room = roomFor(length);
    const memory = this.#pop(room) ?? this.#make(room);
    const piece = Buffer.from(memory, 0, length);
    this.#lent.set(piece, memory);
    return piece;
  }

  /** By who is certain that nobody looks at it again. A part of a piece is none. */
  giveBack(piece: Buffer): void {
    const memory = this.#lent.get(piece);
    if (memory === undefined) return;
    this.#lent.delete(piece);
    if (this.#freeBytes + memory.byteLength > this.#most) return;
    const free = this.#free.get(memory.byteLength) ?? [];
    this.#free.set(memory.byteLength, free);
    free.push(memory);
    this.#freeBytes += memory.byteLength;
  }

  #pop(room: number): ArrayBuffer | undefined {
    const memory = this.#free.get(room)?.pop();
    if (memory !== undefined) this.#freeBytes -= room;
    return memory;
  }

  /** In place of free memory of other sizes, as far as there is some. */
  #make(room: number): ArrayBuffer {
    let dropped = 0;
    for (const size of this.#free.keys()) for (; dropped < room && this.#pop(size) !== undefined; dropped += size);
    return Buffer.allocUnsafeSlow(room).buffer as ArrayBuffer;
  }
}

/** Few sizes, so that what was of one piece fits the next one, and never twice of what is asked for. */
function roomFor(length: number): number {
  if (length > mebibyte) return Math.ceil(length / mebibyte) * mebibyte;
  return 2 ** Math.ceil(Math.log2(length));
}
