/**
 * The queue between reader and writer: a fixed number of equal slots of shared memory, first in, first out, one
 * producer and one consumer, which may be different threads. Slots are reused, so the ring is all the memory that bytes
 * under way ever take. The slot released last is filled next: while the consumer keeps up, bytes stay in the cache of the
 * processor instead of travelling through all slots (bench/engine-copy.ts: a third less time for large files).
 *
 * Each end waits either by blocking its thread (worker threads that call the disk) or asynchronously (threads that own
 * sockets). Every change counts up one version word and wakes whoever waits on it, so no wake-up is lost.
 */
import { Buffer } from 'node:buffer';

/** What both ends share; survives `postMessage`. */
export interface RingMemory {
  readonly control: SharedArrayBuffer;
  readonly slots: SharedArrayBuffer;
  readonly capacity: number;
  readonly slotBytes: number;
}

const version = 0;
const putCount = 1;
const takenCount = 2;
const isClosed = 3;
const isStopped = 4;
const refusedItem = 5;
/** The free slot on top, plus one; 0 is none. Below it the others hang in a chain. */
const topFree = 6;
const firstColumn = 7;

export function createRing({
  capacity,
  slotBytes,
}: {
  readonly capacity: number;
  readonly slotBytes: number;
}): RingMemory {
  const control = new SharedArrayBuffer((firstColumn + 3 * capacity) * Int32Array.BYTES_PER_ELEMENT);
  const words = new Int32Array(control);
  words[topFree] = 1;
  for (let slot = 0; slot < capacity; slot += 1) words[firstColumn + slot] = slot === capacity - 1 ? 0 : slot + 2;
  return {
    control,
    slots: new SharedArrayBuffer(capacity * slotBytes),
    capacity,
    slotBytes,
  };
}

class RingEnd {
  protected readonly control: Int32Array<SharedArrayBuffer>;
  protected readonly views: readonly Buffer[];
  /** Of each slot: the free one below it, as in `topFree`. */
  protected readonly nextFree: Int32Array<SharedArrayBuffer>;
  /** Of each slot: how many of its bytes count. */
  protected readonly lengths: Int32Array<SharedArrayBuffer>;
  /** Slots in the order they were put, around and around. */
  protected readonly order: Int32Array<SharedArrayBuffer>;

  constructor({ control, slots, capacity, slotBytes }: RingMemory) {
    this.control = new Int32Array(control);
    const column = (index: number) => new Int32Array(control, (firstColumn + index * capacity) * 4, capacity);
    this.nextFree = column(0);
    this.lengths = column(1);
    this.order = column(2);
    this.views = Array.from(
      { length: capacity },
      (_, slot) => Buffer.from(slots, slot * slotBytes, slotBytes) as unknown as Buffer,
    );
  }

  /** Slots that are filled and not yet released. */
  get filled(): number {
    return (Atomics.load(this.control, putCount) - Atomics.load(this.control, takenCount)) | 0;
  }

  get isStopped(): boolean {
    return Atomics.load(this.control, isStopped) === 1;
  }

  /** Gives up from either end: waits on both sides end with undefined, and what is in the slots is lost. */
  stop(): void {
    Atomics.store(this.control, isStopped, 1);
    this.announce();
  }

  /** Resolves when one of the ends has given up. */
  async stopped(): Promise<void> {
    await this.waitAsync(() => this.isStopped);
  }

  protected announce(): void {
    Atomics.add(this.control, version, 1);
    Atomics.notify(this.control, version);
  }

  protected wait(isReady: () => boolean): void {
    for (;;) {
      const seen = Atomics.load(this.control, version);
      if (isReady()) return;
      Atomics.wait(this.control, version, seen);
    }
  }

  protected async waitAsync(isReady: () => boolean): Promise<void> {
    for (;;) {
      const seen = Atomics.load(this.control, version);
      if (isReady()) return;
      await Atomics.waitAsync(this.control, version, seen).value;
    }
  }
}

export interface FreeSlot {
  readonly bytes: Buffer;
  /** Hands it over, of which the first `length` bytes count. At most once. */
  put(length: number): void;
}

export interface FilledSlot {
  /** What counts of it. */
  readonly bytes: Buffer;
  /** Gives it back. At most once. */
  release(): void;
}

export class RingProducer extends RingEnd {
  /** The slot that was given out and not put yet. */
  #held: number | undefined;

  /**
   * The next slot to fill, once fewer than `mostFilled` are filled, or undefined when the ring was stopped. Blocks: for
   * worker threads only.
   */
  waitForRoom(mostFilled = Number.POSITIVE_INFINITY): Buffer | undefined {
    this.wait(() => (this.hasRoom && this.filled < mostFilled) || this.isStopped);
    return this.#slot();
  }

  async waitForRoomAsync(): Promise<Buffer | undefined> {
    await this.waitAsync(() => this.hasRoom || this.isStopped);
    return this.#slot();
  }

  get hasRoom(): boolean {
    return this.#held !== undefined || Atomics.load(this.control, topFree) !== 0;
  }

  /** Whether the consumer wants no more of this item; asked between its blocks. */
  isRefused(item: number): boolean {
    return Atomics.load(this.control, refusedItem) === (item | 0);
  }

  /** To be called before the first block of an item, which may have been refused in an earlier attempt. */
  begin(): void {
    Atomics.store(this.control, refusedItem, -1);
  }

  /** A free slot that somebody fills while others are filled, to be handed over in any order; undefined when there is none. */
  take(): FreeSlot | undefined {
    if (this.isStopped || Atomics.load(this.control, topFree) === 0) return undefined;
    const slot = this.#takeFree();
    return { bytes: this.views[slot] as Buffer, put: (length) => this.#putSlot(slot, length) };
  }

  /** Hands over the slot that `waitForRoom` gave, of which the first `length` bytes count. */
  put(length: number): void {
    const slot = this.#held as number;
    this.#held = undefined;
    this.#putSlot(slot, length);
  }

  #putSlot(slot: number, length: number): void {
    const count = Atomics.load(this.control, putCount);
    this.lengths[slot] = length;
    this.order[(count >>> 0) % this.views.length] = slot;
    Atomics.store(this.control, putCount, (count + 1) | 0);
    this.announce();
  }

  /** Nothing more will be put; the consumer empties the ring and then sees its end. */
  close(): void {
    Atomics.store(this.control, isClosed, 1);
    this.announce();
  }

  #slot(): Buffer | undefined {
    if (this.isStopped) return undefined;
    this.#held ??= this.#takeFree();
    return this.views[this.#held];
  }

  /** Only this end takes, so the top cannot have been taken and put back between the two looks at it. */
  #takeFree(): number {
    for (;;) {
      const top = Atomics.load(this.control, topFree);
      const below = Atomics.load(this.nextFree, top - 1);
      if (Atomics.compareExchange(this.control, topFree, top, below) === top) return top - 1;
    }
  }
}

export class RingConsumer extends RingEnd {
  /** Of the slots in the order they were put: the one that is given out next. */
  #next = 0;

  /** The oldest filled slot, or undefined at the end of a closed ring and when it was stopped. Blocks: for worker threads only. */
  waitForBlock(): Buffer | undefined {
    this.wait(() => this.hasBlock || this.isEnded);
    return this.#slot();
  }

  async waitForBlockAsync(): Promise<Buffer | undefined> {
    await this.waitAsync(() => this.hasBlock || this.isEnded);
    return this.#slot();
  }

  /** The oldest filled slot as `waitForBlockAsync` gives it, and then it is not the oldest any more: several may be held. */
  async takeAsync(): Promise<FilledSlot | undefined> {
    const bytes = await this.waitForBlockAsync();
    if (bytes === undefined) return undefined;
    const slot = this.#slotAt(this.#next);
    this.#next = (this.#next + 1) | 0;
    return { bytes, release: () => this.#free(slot) };
  }

  get hasBlock(): boolean {
    return ((Atomics.load(this.control, putCount) - this.#next) | 0) > 0;
  }

  get isEnded(): boolean {
    return this.isStopped || (Atomics.load(this.control, isClosed) === 1 && !this.hasBlock);
  }

  /** Tells the producer that the rest of this item is not wanted, because it cannot be written. */
  refuse(item: number): void {
    Atomics.store(this.control, refusedItem, item | 0);
  }

  /** Gives back the slot that `waitForBlock` gave. */
  release(): void {
    const slot = this.#slotAt(this.#next);
    this.#next = (this.#next + 1) | 0;
    this.#free(slot);
  }

  #free(slot: number): void {
    Atomics.add(this.control, takenCount, 1);
    for (;;) {
      const top = Atomics.load(this.control, topFree);
      Atomics.store(this.nextFree, slot, top);
      if (Atomics.compareExchange(this.control, topFree, top, slot + 1) === top) break;
    }
    this.announce();
  }

  #slot(): Buffer | undefined {
    if (this.isStopped || !this.hasBlock) return undefined;
    const slot = this.#slotAt(this.#next);
    return this.views[slot]?.subarray(0, this.lengths[slot]);
  }

  #slotAt(count: number): number {
    return this.order[(count >>> 0) % this.views.length] as number;
  }
}
