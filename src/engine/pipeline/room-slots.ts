/**
 * The memory of a reading room (reading-room.ts): pieces of files in slots of three sizes, so that a small file takes little.
 * A piece may lie in one of eight slots, which follows from its file and its place in it. The state of a slot is one word,
 * changed by compare and exchange only:
 *
 *   empty ── claim ──▶ reading ── publish ──▶ filling ──▶ ready, and so many read it now ── claim, when nobody does ──▶ reading
 *                         └── give up, or overdue ──▶ empty, or claimed by another
 *
 * Whoever fills a slot has it alone, and writes the key and the bytes that belong together; whoever reads it holds it, and
 * compares the key. Bytes come into it only after they were read, so that a thread which hangs in a read has no slot. One
 * that is killed while it reads holds up others no longer than is said below; one that is killed in the few microseconds of
 * a copy takes its slot with it, and no more.
 */
import { Buffer } from 'node:buffer';

/** What the threads of one process share; survives `postMessage`. */
export interface RoomMemory {
  readonly words: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
  /** A file that was changed less than this ago is not shared. */
  readonly settledMs: number;
  /** How long somebody may read a piece before another may read it, too: longer than any read that sharing pays for. */
  readonly overdueMs: number;
}

export const pieceBytes = 256 * 1024;
/** 64 MiB in all. The last one is longer than a ring, so that a sender whose ring is empty and one whose ring is full share. */
const shelves = [
  { slotBytes: 16 * 1024, slots: 768 },
  { slotBytes: 64 * 1024, slots: 192 },
  { slotBytes: pieceBytes, slots: 160 },
] as const;
const ways = 8;

// Of a slot, in words of 32 bits after the one that is its state.
const claimedAt = 1;
const lengthAt = 2;
const keyAt = 3;
export const keyWords = 11;
const slotWords = 16;
/** Before the slots: bytes that were read into the room, and that were taken from it. */
const figureWords = 4;

// Of the state: which one, how many read a slot that is ready, and a tag of the key: most of what it is not is seen by it.
const empty = 0;
const reading = 1;
const filling = 2;
const ready = 3;
const kindMask = 0b11;
const oneReader = 0b100;
const readersMask = 0b1111_1100;
const tagMask = ~0xff;

/** Fewer than 5 seconds say nothing: file systems keep two, and the clock of a file server may be another one's. */
const defaultSettledMs = 5000;
const ticksInMs = 100;
const defaultOverdueMs = 5000;

export function createRoom({ settledMs = defaultSettledMs, overdueMs = defaultOverdueMs } = {}): RoomMemory {
  const count = shelves.reduce((sum, { slots }) => sum + slots, 0);
  const bytes = shelves.reduce((sum, { slots, slotBytes }) => sum + slots * slotBytes, 0);
  return {
    words: new SharedArrayBuffer((figureWords + count * slotWords) * Int32Array.BYTES_PER_ELEMENT),
    bytes: new SharedArrayBuffer(bytes),
    settledMs,
    overdueMs,
  };
}

/** What is looked for: a piece of a file, whose number is the last word of the key. */
export interface Piece {
  readonly key: Int32Array;
  /** Of the key. */
  readonly hash: number;
  readonly length: number;
}

export interface Claim {
  /** Where its state is. */
  readonly at: number;
  readonly word: number;
}

export type Look =
  | { readonly kind: 'taken' }
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** By somebody else; may be waited for. */
  | { readonly kind: 'being-read'; readonly claim: Claim }
  | { readonly kind: 'no-room' };

export class RoomSlots {
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #bytes: Buffer;
  readonly #overdueMs: number;
  readonly #figures: BigInt64Array<SharedArrayBuffer>;

  constructor({ words, bytes, overdueMs }: RoomMemory) {
    this.#overdueMs = overdueMs;
    this.#words = new Int32Array(words);
    this.#bytes = Buffer.from(bytes) as unknown as Buffer;
    this.#figures = new BigInt64Array(words, 0, 2);
  }

  get readBytes(): number {
    return Number(Atomics.load(this.#figures, 0));
  }

  get takenBytes(): number {
    return Number(Atomics.load(this.#figures, 1));
  }

  /** Copies the piece into `target` if it is there; else it is for the caller to read, if nobody else does already. */
  look(piece: Piece, target: Uint8Array): Look {
    const word = tagOf(piece.hash) | reading;
    const { first } = placeOf(piece);
    // Each turn that is lost is one that somebody else has won.
    for (let turn = 0; turn < ways; turn += 1) {
      const now = clockTicks();
      let victim: Claim | undefined;
      let victimAge = -1;
      for (let way = 0; way < ways; way += 1) {
        const at = first + way * slotWords;
        const seen = Atomics.load(this.#words, at);
        const kind = seen & kindMask;
        const age = (now - Atomics.load(this.#words, at + claimedAt)) | 0;
        const isTagged = ((seen ^ word) & tagMask) === 0;
        if (kind === ready && isTagged && this.#take(at, piece, target)) return { kind: 'taken' };
        const isOverdue = kind === reading && age > this.#overdueMs * ticksInMs;
        if (isTagged && (kind === filling || (kind === reading && !isOverdue)))
          return { kind: 'being-read', claim: { at, word: seen } };
        const isFree = kind === empty || (kind === ready && (seen & readersMask) === 0) || isOverdue;
        const rank = kind === empty || (isOverdue && isTagged) ? Number.POSITIVE_INFINITY : age;
        if (isFree && (victim === undefined || rank > victimAge)) {
          victim = { at, word: seen };
          victimAge = rank;
        }
      }
      if (victim === undefined) return { kind: 'no-room' };
      const { at } = victim;
      // First the time: who sees the claim with an older one would take it for overdue.
      Atomics.store(this.#words, at + claimedAt, now);
      if (Atomics.compareExchange(this.#words, at, victim.word, word) === victim.word)
        return { kind: 'claimed', claim: { at, word } };
    }
    return { kind: 'no-room' };
  }

  /** Gives what was read to all. Does nothing where somebody else has taken over the claim. */
  publish({ at, word }: Claim, piece: Piece, bytes: Uint8Array): void {
    const words = this.#words;
    if (Atomics.compareExchange(words, at, word, (word & tagMask) | filling) !== word) return;
    words.set(piece.key, at + keyAt);
    words[at + lengthAt] = bytes.length;
    this.#bytes.set(bytes, bytesAt(at, piece));
    Atomics.store(words, at, (word & tagMask) | ready);
    Atomics.notify(words, at);
    Atomics.add(this.#figures, 0, BigInt(bytes.length));
  }

  /** It could not be read. */
  giveUp({ at, word }: Claim): void {
    if (Atomics.compareExchange(this.#words, at, word, empty) === word) Atomics.notify(this.#words, at);
  }

  /** Until the claim of somebody else has become something, or so long. */
  wait({ at, word }: Claim, ms: number): void {
    Atomics.wait(this.#words, at, word, ms);
  }

  async waitAsync({ at, word }: Claim, ms: number): Promise<void> {
    await Atomics.waitAsync(this.#words, at, word, ms).value;
  }

  #take(at: number, piece: Piece, target: Uint8Array): boolean {
    if (!this.#hold(at)) return false;
    try {
      if (!this.#isOf(at, piece)) return false;
      const from = bytesAt(at, piece);
      target.set(this.#bytes.subarray(from, from + piece.length));
      Atomics.add(this.#figures, 1, BigInt(piece.length));
      return true;
    } finally {
      Atomics.sub(this.#words, at, oneReader);
    }
  }

  #hold(at: number): boolean {
    for (;;) {
      const seen = Atomics.load(this.#words, at);
      if ((seen & kindMask) !== ready || (seen & readersMask) === readersMask) return false;
      if (Atomics.compareExchange(this.#words, at, seen, seen + oneReader) === seen) return true;
    }
  }

  #isOf(at: number, { key, length }: Piece): boolean {
    if (this.#words[at + lengthAt] !== length) return false;
    for (let index = 0; index < keyWords; index += 1) if (this.#words[at + keyAt + index] !== key[index]) return false;
    return true;
  }
}

function tagOf(hash: number): number {
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) & tagMask;
}

/** The shelf of a piece, and the first of its ways. */
function placeOf({ length, hash }: Pick<Piece, 'length' | 'hash'>) {
  let [slotsBefore, bytesBefore] = [0, 0];
  for (const { slotBytes, slots } of shelves) {
    if (length <= slotBytes) {
      const set = (hash >>> 0) % (slots / ways);
      return { first: figureWords + (slotsBefore + set * ways) * slotWords, slotsBefore, bytesBefore, slotBytes };
    }
    slotsBefore += slots;
    bytesBefore += slots * slotBytes;
  }
  throw new RangeError(`a piece of ${length} bytes is longer than ${pieceBytes}`);
}

function bytesAt(at: number, piece: Piece): number {
  const { slotsBefore, bytesBefore, slotBytes } = placeOf(piece);
  return bytesBefore + ((at - figureWords) / slotWords - slotsBefore) * slotBytes;
}

/** Of one clock for all threads, so fine that of two claims it says which is older; it goes around every 12 hours. */
function clockTicks(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return (seconds * 1000 * ticksInMs + Math.floor((nanoseconds / 1e6) * ticksInMs)) | 0;
}
