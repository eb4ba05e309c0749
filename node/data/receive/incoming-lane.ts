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
import { createRing, type RingMemory, RingProducer } from '../../../src/engine/pipeline/block-ring.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { isFaultCode } from '../../../src/runtime/fault-codes.ts';
import type { EndedFiles } from './ended-files.ts';
import type { PeerVerifierSetting } from './verify-worker.ts';
import type { WriterReport, WriterSetting } from './writer-worker.ts';

const workerFile = new URL(`./writer-worker${extname(import.meta.filename)}`, import.meta.url);
const verifierFile = new URL(`./verify-worker${extname(import.meta.filename)}`, import.meta.url);
/** Of one session; at least two slots, whatever they hold. */
const mostRingBytes = 32 * 1024 * 1024;
const sayEveryMs = 500;

export interface IncomingLaneOptions extends Omit<WriterSetting, 'ring'> {
  readonly blockSizeBytes: number;
  readonly queueCapacity: number;
  readonly onOutcomes: (ended: EndedFiles) => void;
  /** Slots are free again. `writtenBytes` since the lane was opened. */
  readonly onRoom: (room: { readonly slots: number; readonly writtenBytes: number }) => void;
  /** A file is being read back; a few times a second. */
  readonly onVerifying: (file: FileUnderWay) => void;
  /** At most once. */
  readonly onBroken: (fault: Fault) => void;
}

export class IncomingLane implements AsyncDisposable {
  readonly #options: IncomingLaneOptions;
  readonly #ring: RingMemory;
  readonly #producer: RingProducer;
  readonly #exit: Promise<void>;
  readonly #verifier: VerifyThread<PeerVerifierSetting, EndedFiles> | undefined;
  readonly #ticker: NodeJS.Timeout | undefined;
  /** Slots that are free and not given back yet. */
  #owed = 0;
  #writtenBytes = 0;
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

  /** Where the body of the next frame goes. Throws `bad-message` when the peer sends more than it may. */
  roomFor(bodyBytes: number): Buffer {
    const slot = this.#producer.hasRoom ? this.#producer.waitForRoom() : undefined;
    if (slot === undefined || bodyBytes > slot.length)
      throw new Fault('bad-message', 'more blocks came than there is room for');
    return slot;
  }

  put(bodyBytes: number): void {
    this.#producer.put(bodyBytes);
  }

  /** Everything that came is written and published, if the peer is done; then the threads end. */
  async finish(): Promise<void> {
    this.#producer.close();
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

  #take(report: WriterReport): void {
    switch (report.kind) {
      case 'slot-done':
        this.#owed += 1;
        this.#writtenBytes = report.writtenBytes;
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
    this.#options.onRoom({ slots: this.#owed, writtenBytes: this.#writtenBytes });
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
