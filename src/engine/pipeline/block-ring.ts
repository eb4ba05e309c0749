/**
 * The queue between reader and writer: a fixed number of equal slots of shared memory, first in, first out, one
 * producer and one consumer, which may be different threads. Slots are reused, so the ring is all the memory that bytes
 * under way ever take.
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
const firstLength = 6;

export function createRing({
  capacity,
  slotBytes,
}: {
  readonly capacity: number;
  readonly slotBytes: number;
}): RingMemory {
  return {
    control: new SharedArrayBuffer((firstLength + capacity) * Int32Array.BYTES_PER_ELEMENT),
    slots: new SharedArrayBuffer(capacity * slotBytes),
    capacity,
    slotBytes,
  };
}

class RingEnd {
  protected readonly control: Int32Array<SharedArrayBuffer>;
  protected readonly views: readonly Buffer[];

  constructor({ control, slots, capacity, slotBytes }: RingMemory) {
    this.control = new Int32Array(control);
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

export class RingProducer extends RingEnd {
  /** The next slot to fill, or undefined when the ring was stopped. Blocks: for worker threads only. */
  waitForRoom(): Buffer | undefined {
    this.wait(() => this.hasRoom || this.isStopped);
    return this.#slot();
  }

  async waitForRoomAsync(): Promise<Buffer | undefined> {
    await this.waitAsync(() => this.hasRoom || this.isStopped);
    return this.#slot();
  }

  get hasRoom(): boolean {
    return this.filled < this.views.length;
  }

  /** Whether the consumer wants no more of this item; asked between its blocks. */
  isRefused(item: number): boolean {
    return Atomics.load(this.control, refusedItem) === (item | 0);
  }

  /** To be called before the first block of an item, which may have been refused in an earlier attempt. */
  begin(): void {
    Atomics.store(this.control, refusedItem, -1);
  }

  /** Hands over the slot that `waitForRoom` gave, of which the first `length` bytes count. */
  put(length: number): void {
    const count = Atomics.load(this.control, putCount);
    this.control[firstLength + ((count >>> 0) % this.views.length)] = length;
    Atomics.store(this.control, putCount, (count + 1) | 0);
    this.announce();
  }

  /** Nothing more will be put; the consumer empties the ring and then sees its end. */
  close(): void {
    Atomics.store(this.control, isClosed, 1);
    this.announce();
  }

  #slot(): Buffer | undefined {
    return this.isStopped ? undefined : this.views[(Atomics.load(this.control, putCount) >>> 0) % this.views.length];
  }
}

export class RingConsumer extends RingEnd {
  /** The oldest filled slot, or undefined at the end of a closed ring and when it was stopped. Blocks: for worker threads only. */
  waitForBlock(): Buffer | undefined {
    this.wait(() => this.hasBlock || this.isEnded);
    return this.#slot();
  }

  async waitForBlockAsync(): Promise<Buffer | undefined> {
    await this.waitAsync(() => this.hasBlock || this.isEnded);
    return this.#slot();
  }

  get hasBlock(): boolean {
    return this.filled > 0;
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
    Atomics.store(this.control, takenCount, (Atomics.load(this.control, takenCount) + 1) | 0);
    this.announce();
  }

  #slot(): Buffer | undefined {
    if (this.isStopped || !this.hasBlock) return undefined;
    const slot = (Atomics.load(this.control, takenCount) >>> 0) % this.views.length;
    return this.views[slot]?.subarray(0, this.control[firstLength + slot]);
  }
}
