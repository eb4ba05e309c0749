/**
 * The receiving half of a lane: slots that frames are copied into, the thread that writes them, and one that reads back
 * where that is asked for. The peer may have as many frames under way as there are slots, so there is always room for
 * what it may send, and nothing piles up.
 */

import type { Buffer } from 'node:buffer';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileUnderWay } from '../../../src/engine/endpoint/destination.ts';
import { VerifyThread } from '../../../src/engine/endpoint/verify-thread.ts';
import { slotOverhead } from '../../../src/engine/pipeline/block.ts';
import { createRing, type FreeSlot, type RingMemory, RingProducer } from '../../../src/engine/pipeline/block-ring.ts';
import { frameNumbers } from '../../../src/protocol/block-frame.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { isFaultCode } from '../../../src/runtime/fault-codes.ts';
import type { EndedFiles } from './ended-files.ts';
import type { PeerVerifierSetting } from './read-back-worker.ts';
import type { Busy, WriterReport, WriterSetting } from './writer-worker.ts';

const workerFile = new URL(`./writer-worker${extname(import.meta.filename)}`, import.meta.url);
const verifierFile = new URL(`./read-back-worker${extname(import.meta.filename)}`, import.meta.url);
/** Of one session; at least two slots, whatever they hold. */
const mostRingBytes = 32 * 1024 * 1024;
const sayEveryMs = 500;

export interface IncomingLaneOptions extends Omit<WriterSetting, 'ring'> {
  readonly blockSizeBytes: number;
  readonly queueCapacity: number;
  readonly onOutcomes: (ended: EndedFiles) => void;
  /** Slots are free again. `writtenBytes` and `busy` since the lane was opened. */
  readonly onRoom: (room: { readonly slots: number; readonly writtenBytes: number; readonly busy: Busy }) => void;
  /** A file is being read back; a few times a second. */
  readonly onVerifying: (file: FileUnderWay) => void;
  /** At most once. */
  readonly onBroken: (fault: Fault) => void;
}

/** A frame that is on its way in: each connection has one at a time. */
export interface IncomingFrame {
  /** Where its body goes. */
  readonly bytes: Buffer;
  /** All of it is there. */
  put(): void;
}

export interface FrameWish {
  readonly bodyBytes: number;
  /** Its place among the frames of the lane; undefined: after the one before it. */
  readonly number: number | undefined;
}

export class IncomingLane implements AsyncDisposable {
  readonly #options: IncomingLaneOptions;
  readonly #ring: RingMemory;
  readonly #producer: RingProducer;
  readonly #exit: Promise<void>;
  readonly #verifier: VerifyThread<PeerVerifierSetting, EndedFiles> | undefined;
  readonly #ticker: NodeJS.Timeout | undefined;
  /** Frames that are on their way in or wait for one before them, and what hands them over, by their place. */
  readonly #early = new Map<number, (() => void) | undefined>();
  /** How many frames have begun, and how many were handed over in their order. */
  #begun = 0;
  #handedOver = 0;
  /** After so many the lane is full, when that is known. */
  #last: number | undefined;
  /** Slots that are free and not given back yet. */
  #owed = 0;
  #writtenBytes = 0;
  #busy: Busy = { diskMs: 0, processorMs: 0 };
  #isBroken = false;

  private constructor(options: IncomingLaneOptions) {
    this.#options = options;
    const { root, temporaryKey, unfinished, checksum, verify, inplace, audit, blockSizeBytes, queueCapacity } = options;
    const slotBytes = blockSizeBytes + slotOverhead;
    const capacity = Math.max(2, Math.min(queueCapacity, Math.floor(mostRingBytes / slotBytes)));
    this.#ring = createRing({ capacity, slotBytes });
    this.#producer = new RingProducer(this.#ring);
    const workerData: WriterSetting = {
      root,
      temporaryKey,
      unfinished,
      checksum,
      verify,
      inplace,
      audit,
      ring: this.#ring,
    };
    const worker = new Worker(workerFile, { workerData, name: 'writer' });
    this.#exit = new Promise((resolve) => worker.once('exit', () => resolve()));
    worker.on('message', (report: WriterReport) => this.#take(report));
    worker.on('error', (thrown) => this.#break(threadEnded('writing', thrown)));
    if (!verify) return;
    this.#verifier = new VerifyThread({
      workerFile: verifierFile,
      setting: { root, temporaryKey, unfinished, checksum, audit },
      onReport: (report) => {
        this.#options.onOutcomes(report);
        this.#giveRoom();
      },
      onLost: (thrown) => this.#break(threadEnded('verifying', thrown)),
    });
    this.#ticker = setInterval(() => this.#tellVerifying(), sayEveryMs);
  }

  static open(options: IncomingLaneOptions): IncomingLane {
    return new IncomingLane(options);
  }

  get slotBytes(): number {
    return this.#ring.slotBytes;
  }

  get slots(): number {
    return this.#ring.capacity;
  }

  /** Throws `bad-message` when the peer sends more than it may, or the same frame again. */
  frame({ bodyBytes, number }: FrameWish): IncomingFrame {
    const place = number === undefined ? this.#begun : this.#placeOf(number);
    const isDue = place < this.#handedOver + this.slots && place < (this.#last ?? Number.POSITIVE_INFINITY);
    if (!isDue || this.#early.has(place)) throw new Fault('bad-message', 'a frame of blocks came that is not due');
    const slot = this.#producer.take();
    if (slot === undefined || bodyBytes > slot.bytes.length)
      throw new Fault('bad-message', 'more blocks came than there is room for');
    this.#begun += 1;
    this.#early.set(place, undefined);
    return { bytes: slot.bytes, put: () => this.#put(place, slot, bodyBytes) };
  }

  /**
   * Everything that came is written and published, if the peer is done; then the threads end. `frames`: so many there are
   * in all; by default those that have begun.
   */
  async finish(frames: number = this.#begun): Promise<void> {
    this.#last = frames;
    if (this.#handedOver >= frames) this.#producer.close();
    await this.#exit;
    await this.#verifier?.finish();
    clearInterval(this.#ticker);
  }

  /** The threads leave off after the slot in hand; files under way are removed. Also in the midst of `finish`. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#producer.stop();
    await this.#exit;
    await this.#verifier?.[Symbol.asyncDispose]();
    clearInterval(this.#ticker);
  }

  /** Numbers are counted modulo 2^24, and no frame is further ahead than there are slots. */
  #placeOf(number: number): number {
    const ahead = (number - (this.#handedOver % frameNumbers) + frameNumbers) % frameNumbers;
    return this.#handedOver + ahead;
  }

  #put(place: number, slot: FreeSlot, bodyBytes: number): void {
    this.#early.set(place, () => slot.put(bodyBytes));
    for (let next = this.#early.get(this.#handedOver); next !== undefined; next = this.#early.get(this.#handedOver)) {
      next();
      this.#early.delete(this.#handedOver);
      this.#handedOver += 1;
    }
    if (this.#handedOver === this.#last) this.#producer.close();
  }

  #take(report: WriterReport): void {
    switch (report.kind) {
      case 'slot-done':
        this.#owed += 1;
        this.#writtenBytes = report.writtenBytes;
        this.#busy = report.busy;
        this.#giveRoom();
        return;
      case 'ended':
        this.#options.onOutcomes(report.ended);
        return;
      case 'written':
        this.#verifier?.take(report.file);
        return;
      case 'broken':
        this.#break(new Fault(isFaultCode(report.code) ? report.code : 'internal', report.message));
        return;
      default:
        report satisfies never;
    }
  }

  /** Not while many files wait to be read back: each is open, and takes room on the disk beside its old version. */
  #giveRoom(): void {
    if (this.#owed === 0 || this.#verifier?.hasRoom === false) return;
    const { diskMs, processorMs } = this.#busy;
    const busy = { diskMs: diskMs + (this.#verifier?.busyMs ?? 0), processorMs };
    this.#options.onRoom({ slots: this.#owed, writtenBytes: this.#writtenBytes, busy });
    this.#owed = 0;
  }

  #tellVerifying(): void {
    const [current] = this.#verifier?.files ?? [];
    if (current !== undefined) this.#options.onVerifying(current);
  }

  #break(fault: Fault): void {
    if (this.#isBroken) return;
    this.#isBroken = true;
    this.#options.onBroken(fault);
  }
}

function threadEnded(which: string, cause: unknown): Fault {
  return new Fault('internal', `the ${which} thread ended: ${asFault(cause).message}`, { cause });
}
