/**
 * The receiving half of a lane: slots that frames are copied into, and the thread that writes them. The peer may have as
 * many frames under way as there are slots, so there is always room for what it may send, and nothing piles up.
 */

import type { Buffer } from 'node:buffer';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { slotOverhead } from '../../../src/engine/pipeline/block.ts';
import { createRing, type RingMemory, RingProducer } from '../../../src/engine/pipeline/block-ring.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { isFaultCode } from '../../../src/runtime/fault-codes.ts';
import type { WriterReport, WriterSetting } from './writer-worker.ts';

const workerFile = new URL(`./writer-worker${extname(import.meta.filename)}`, import.meta.url);
/** Of one session; at least two slots, whatever they hold. */
const mostRingBytes = 32 * 1024 * 1024;

export interface IncomingLaneOptions extends Omit<WriterSetting, 'ring'> {
  readonly blockSizeBytes: number;
  readonly queueCapacity: number;
  readonly onSlotDone: (done: Extract<WriterReport, { kind: 'slot-done' }>) => void;
  /** At most once. */
  readonly onBroken: (fault: Fault) => void;
}

export class IncomingLane implements AsyncDisposable {
  readonly #ring: RingMemory;
  readonly #producer: RingProducer;
  readonly #exit: Promise<void>;

  private constructor({ ring, worker }: { readonly ring: RingMemory; readonly worker: Worker }) {
    this.#ring = ring;
    this.#producer = new RingProducer(ring);
    this.#exit = new Promise((resolve) => worker.once('exit', () => resolve()));
  }

  static open({ blockSizeBytes, queueCapacity, onSlotDone, onBroken, ...setting }: IncomingLaneOptions): IncomingLane {
    const slotBytes = blockSizeBytes + slotOverhead;
    const capacity = Math.max(2, Math.min(queueCapacity, Math.floor(mostRingBytes / slotBytes)));
    const ring = createRing({ capacity, slotBytes });
    const workerData: WriterSetting = { ...setting, ring };
    const worker = new Worker(workerFile, { workerData, name: 'writer' });
    worker.on('message', (report: WriterReport) => {
      if (report.kind === 'slot-done') onSlotDone(report);
      else onBroken(new Fault(isFaultCode(report.code) ? report.code : 'internal', report.message));
    });
    worker.on('error', (cause) => onBroken(new Fault('internal', `the writing thread ended: ${cause}`, { cause })));
    return new IncomingLane({ ring, worker });
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

  /** Everything that came is written and published, if the peer is done; then the thread ends. */
  async finish(): Promise<void> {
    this.#producer.close();
    await this.#exit;
  }

  /** The thread leaves off after the slot in hand; a file under way is removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#producer.stop();
    await this.#exit;
  }
}
