/** An open file of a reading room (reading-room.ts), and how its pieces are had: taken, waited for, or read and given to all. */
import type { Buffer } from 'node:buffer';
import type { FileStatus } from '../disk/file-status.ts';
import type { ReadingRoom } from './reading-room.ts';
import { type Claim, keyWords, type Piece, pieceBytes, type RoomSlots } from './room-slots.ts';

/** Reads what is not there: fills `bytes` from `offset`, fewer only at the end of the file. */
export type Read = (bytes: Buffer, offset: number) => number;
export type ReadAsync = (bytes: Buffer, offset: number) => Promise<number>;

/** How long a wait goes on before somebody looks whether it is to end. */
const stepMs = 100;

export class SharedFile {
  readonly #room: ReadingRoom;
  readonly #status: FileStatus;
  readonly #key: Int32Array;
  readonly #hash: number;

  constructor(room: ReadingRoom, status: FileStatus) {
    const { device, inode, size, mtimeNs, ctimeNs } = status;
    this.#room = room;
    this.#status = status;
    this.#key = new Int32Array(new BigInt64Array([BigInt(device), inode, BigInt(size), mtimeNs, ctimeNs]).buffer);
    this.#hash = this.#key.reduce((hash, word) => mixed(hash ^ word), 0);
  }

  /** Fills `bytes` from `offset`; fewer come back only at the end of the file. Blocks its thread. */
  read(bytes: Buffer, offset: number, read: Read): number {
    let done = 0;
    for (const { index, from, length } of this.#partsOf(bytes.length, offset)) {
      const target = bytes.subarray(done, done + length);
      const isWhole = length === this.#lengthOf(index);
      const count = isWhole ? this.#fetch(index, target, read) : this.#fetchPart(index, { target, from, read });
      done += count;
      if (count < length) break;
    }
    return done;
  }

  /** All of the file, without blocking. */
  async readAll(bytes: Buffer, read: ReadAsync): Promise<number> {
    const { slots } = this.#room;
    if (!this.#room.isSettled(this.#status)) return await read(bytes, 0);
    const mine: Mine[] = [];
    const others: Part[] = [];
    for (const part of this.#partsOf(bytes.length, 0)) {
      const piece = this.#pieceOf(part.index);
      const found = slots.look(piece, bytes.subarray(part.at, part.at + part.length));
      if (found.kind === 'being-read') others.push(part);
      else if (found.kind !== 'taken')
        mine.push({ ...part, piece, claim: found.kind === 'claimed' ? found.claim : undefined });
    }
    let count = bytes.length;
    try {
      for (const run of runsOf(mine)) count = Math.min(count, await this.#readRun(run, bytes, read));
    } finally {
      giveUpAll(slots, mine);
    }
    for (const part of others) count = Math.min(count, await this.#await(part, bytes, read));
    return count;
  }

  /** Of a piece that is had as a whole. */
  #fetchPart(index: number, { target, from, read }: { target: Buffer; from: number; read: Read }): number {
    const size = this.#lengthOf(index);
    const piece = this.#room.whole(this, index, (whole) => this.#fetch(index, whole.subarray(0, size), read));
    return piece.copy(target, 0, Math.min(from, piece.length), from + target.length);
  }

  #fetch(index: number, target: Buffer, read: Read): number {
    const { slots } = this.#room;
    const offset = index * pieceBytes;
    if (!this.#room.isSettled(this.#status)) return read(target, offset);
    const piece = this.#pieceOf(index);
    const until = performance.now() + this.#room.patienceMs;
    for (;;) {
      const found = slots.look(piece, target);
      if (found.kind === 'taken') return target.length;
      const claim = found.kind === 'claimed' ? found.claim : undefined;
      const isToWait = found.kind === 'being-read' && performance.now() < until && !this.#room.isStopped;
      if (!isToWait) return published(slots, { claim, piece, bytes: target }, () => read(target, offset));
      slots.wait(found.claim, stepMs);
    }
  }

  /** Answers how far the file is known by it: all of it, or as far as bytes came. */
  async #readRun(run: readonly Mine[], bytes: Buffer, read: ReadAsync): Promise<number> {
    const { slots } = this.#room;
    const from = run[0]?.at ?? 0;
    const end = run.reduce((sum, { length }) => sum + length, from);
    const count = await read(bytes.subarray(from, end), from);
    for (const { at, length, claim, piece } of run)
      if (claim !== undefined && at + length <= from + count)
        slots.publish(claim, piece, bytes.subarray(at, at + length));
    return count === end - from ? bytes.length : from + count;
  }

  async #await({ index, at, length }: Part, bytes: Buffer, read: ReadAsync): Promise<number> {
    const { slots } = this.#room;
    const piece = this.#pieceOf(index);
    const target = bytes.subarray(at, at + length);
    const until = performance.now() + this.#room.patienceMs;
    for (;;) {
      const found = slots.look(piece, target);
      if (found.kind === 'taken') return bytes.length;
      if (found.kind !== 'being-read' || performance.now() >= until || this.#room.isStopped) {
        const claim = found.kind === 'claimed' ? found.claim : undefined;
        const mine = [{ index, at, from: 0, length, piece, claim }];
        try {
          return await this.#readRun(mine, bytes, read);
        } finally {
          giveUpAll(slots, mine);
        }
      }
      await slots.waitAsync(found.claim, stepMs);
    }
  }

  /** The pieces that these bytes lie in, up to the end of the file. */
  *#partsOf(length: number, offset: number): Generator<Part, void> {
    for (let at = 0; at < length && offset + at < this.#status.size; ) {
      const index = Math.floor((offset + at) / pieceBytes);
      const from = offset + at - index * pieceBytes;
      const part = { index, at, from, length: Math.min(length - at, this.#lengthOf(index) - from) };
      yield part;
      at += part.length;
    }
  }

  #lengthOf(index: number): number {
    return Math.min(pieceBytes, this.#status.size - index * pieceBytes);
  }

  #pieceOf(index: number): Piece {
    const key = new Int32Array(keyWords);
    key.set(this.#key);
    key[keyWords - 1] = index;
    // One after another they go around all places of the room.
    return { key, hash: this.#hash + index, length: this.#lengthOf(index) };
  }
}

interface Part {
  readonly index: number;
  /** In what is asked for. */
  readonly at: number;
  /** In the piece. */
  readonly from: number;
  readonly length: number;
}

interface Mine extends Part {
  readonly piece: Piece;
  readonly claim: Claim | undefined;
}

interface Published {
  readonly claim: Claim | undefined;
  readonly piece: Piece;
  readonly bytes: Buffer;
}

/** What came short or failed is published to nobody. */
function published(slots: RoomSlots, { claim, piece, bytes }: Published, read: () => number): number {
  if (claim === undefined) return read();
  try {
    const count = read();
    if (count === bytes.length) slots.publish(claim, piece, bytes);
    return count;
  } finally {
    slots.giveUp(claim);
  }
}

/** What was published is not held any more. */
function giveUpAll(slots: RoomSlots, parts: readonly Mine[]): void {
  for (const { claim } of parts) if (claim !== undefined) slots.giveUp(claim);
}

/** Those that lie next to each other are read at once. */
function runsOf(parts: readonly Mine[]): Mine[][] {
  const runs: Mine[][] = [];
  for (const part of parts) {
    const run = runs.at(-1);
    if (run?.at(-1)?.index === part.index - 1) run.push(part);
    else runs.push([part]);
  }
  return runs;
}

function mixed(value: number): number {
  const once = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  return Math.imul(once ^ (once >>> 13), 0xc2b2ae35) ^ (once >>> 16);
}
