/**
 * Puts blocks into slots, as many as fit, and hands a slot over when it is full: small files and the pieces of sparse ones
 * share it, a block of a large file takes it whole.
 */
import type { Buffer } from 'node:buffer';
import { type BlockHead, blockEnd, dataOffset, mostFilesInSlot, mostHoleBytes, writeHead } from './block.ts';
import type { Throttle } from './throttle.ts';

/** Where slots are filled: a ring, or the one slot of a thread that writes what it reads. */
export interface BlockSink {
  /**
   * A slot for `blockSizeBytes` and `slotOverhead`, once fewer than `mostFilled` are filled; undefined when the other side
   * has stopped.
   */
  waitForRoom(mostFilled: number): Buffer | undefined;
  put(length: number): void;
  begin(): void;
  isRefused(item: number): boolean;
}

export interface SlotFillerOptions {
  readonly sink: BlockSink;
  /** Kept to by whoever empties the slots; here it bounds what is read ahead. */
  readonly throttle: Throttle;
  readonly blockSizeBytes: number;
  /** A block under a limit has so many milliseconds of it. */
  readonly limitedBlockMs: number;
}

export interface FillerMark {
  readonly handedOver: number;
  readonly filled: number;
  readonly files: number;
  readonly covered: number;
}

/** Of the limit in a block: few enough that reading flows, enough that a reader which wakes up late is not waited for. */
export const limitedBlockMs = 25;
/** Under a limit, so that reading flows with it: one that is emptied and one for the time after. */
const limitedSlots = 2;

/** Thrown to leave a file when the run is stopped; whoever sends files catches it. */
export const stopped = Symbol('stopped');

export class SlotFiller {
  readonly #options: SlotFillerOptions;
  #slot: Buffer | undefined;
  #filled = 0;
  #files = 0;
  /** Of the files, holes included. */
  #covered = 0;
  #handedOver = 0;

  constructor(options: SlotFillerOptions) {
    this.#options = options;
  }

  /** How many bytes a block should have now. */
  get blockSize(): number {
    const { throttle, blockSizeBytes, limitedBlockMs } = this.#options;
    return throttle.blockSize(blockSizeBytes, limitedBlockMs);
  }

  /** Where the bytes of the next block go. Throws `stopped`. */
  roomFor(pathLength: number, dataLength: number): Buffer {
    const end = blockEnd(this.#filled, pathLength, dataLength);
    const isFull = end > Math.min(this.#slot?.length ?? 0, this.blockSize) || this.#files === mostFilesInSlot;
    if (isFull) this.flush();
    this.#slot ??= this.#nextSlot();
    const from = dataOffset(this.#filled, pathLength);
    return this.#slot.subarray(from, from + dataLength);
  }

  /** Of the block that `roomFor` was asked for. What is long is handed over at once, so that progress is seen. */
  add(head: BlockHead): void {
    this.#filled = writeHead(this.#slot as Buffer, this.#filled, head);
    this.#covered += head.dataLength;
    if (head.isLast) this.#files += 1;
    if (this.#filled >= this.blockSize || this.#covered >= mostHoleBytes) this.flush();
  }

  /** For `takeBack`. */
  mark(): FillerMark {
    return { handedOver: this.#handedOver, filled: this.#filled, files: this.#files, covered: this.#covered };
  }

  /** Forgets what was added since; answers false when some of it has left. */
  takeBack({ handedOver, filled, files, covered }: FillerMark): boolean {
    if (handedOver !== this.#handedOver) return false;
    this.#filled = filled;
    this.#files = files;
    this.#covered = covered;
    return true;
  }

  flush(): void {
    if (this.#filled === 0) return;
    const length = this.#filled;
    this.#handedOver += 1;
    this.#slot = undefined;
    this.#filled = 0;
    this.#files = 0;
    this.#covered = 0;
    this.#options.sink.put(length);
  }

  #nextSlot(): Buffer {
    const { sink, throttle } = this.#options;
    const slot = sink.waitForRoom(throttle.isLimited ? limitedSlots : Number.POSITIVE_INFINITY);
    if (slot === undefined) throw stopped;
    return slot;
  }
}
