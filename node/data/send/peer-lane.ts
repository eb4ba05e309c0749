/**
 * The sending half of a lane: a thread reads files into a ring, this one puts the slots on the wire as fast as the peer
 * has room for them. Nothing waits for an answer to a file; what became of files comes back in batches.
 */
import type { Buffer } from 'node:buffer';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FileUnderWay, FolderLaneOptions, Lane, LaneSample } from '../../../src/engine/endpoint/destination.ts';
import { type Failed, type LaneItem, type Outcomes, packItems } from '../../../src/engine/endpoint/item.ts';
import { type Block, blocksOf } from '../../../src/engine/pipeline/block.ts';
import { createRing, type FilledSlot, RingConsumer, type RingMemory } from '../../../src/engine/pipeline/block-ring.ts';
import { limitedBlockMs } from '../../../src/engine/pipeline/slot-filler.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import type { ReceiverMessage, SenderMessage } from '../../../src/protocol/data-link.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import type { DataChannel } from '../link/data-channel.ts';
import { LaneWork } from './lane-work.ts';
import type { PeerStreams } from './peer-streams.ts';
import type { ReaderOrder, ReaderReport, ReaderSetting } from './reader-worker.ts';

const workerFile = new URL(`./reader-worker${extname(import.meta.filename)}`, import.meta.url);
/** Submitted and not yet reported: enough that neither end waits for the other, few enough to be forgotten lightly. */
const mostItems = 8192;
const itemsInOrder = 512;
/** Under a limit the places at the peer hold so much of it together: an answer may take that long on a long line. */
const underWayMs = 400;
/** A run that is stopped ends within a second; one that is done has the time that an answer takes on a long line. */
const partingMs = { stopped: 800, done: 10_000 };

export interface PeerLaneOptions extends FolderLaneOptions {
  readonly channel: DataChannel<SenderMessage>;
  /** What the slots are sent on. */
  readonly streams: Pick<PeerStreams, 'send' | 'count'>;
  /** The longest body of a frame, as the peer said. */
  readonly slotBytes: number;
  /** How many frames may be under way. */
  readonly slots: number;
  /** Whether the peer knows what a hole is. */
  readonly keepsHoles: boolean;
  /** How long bytes have waited for the limits so far. */
  readonly limitedMs: () => number;
  /** Whether it knows in which order frames belong that came on several connections. */
  readonly countsFrames: boolean;
  /**
   * Asks the peer to publish what is whole, remove what is not, and end its half. Resolves when it has. `frames`: how many
   * were sent.
   */
  readonly onClose: (frames: number) => Promise<void>;
}

type Room = Extract<ReceiverMessage, { type: 'room' }>;

export class PeerLane implements Lane {
  readonly #options: PeerLaneOptions;
  readonly #ring: RingMemory;
  readonly #consumer: RingConsumer;
  readonly #stop = new StopFlag();
  readonly #work: LaneWork;
  readonly #worker: Worker;
  readonly #exit: Promise<void>;
  readonly #pump: Promise<void>;
  /** Items that were submitted and have not come back. */
  readonly #under = new Set<number>();
  #room: number;
  #frames = 0;
  /** Slots on their way into a socket. */
  readonly #leaving = new Set<Promise<void>>();
  #hasRoom = Promise.withResolvers<void>();
  #hasFewer = Promise.withResolvers<void>();
  #current: FileUnderWay | undefined;
  /** Sent to their end, and read back over there. */
  readonly #verifying = new Map<number, FileUnderWay>();
  #writtenBytes = 0;
  #isClosing = false;

  private constructor(options: PeerLaneOptions) {
    const { sourceRoot, room, checksum, blockSizeBytes, keepsHoles, limiters, queueCapacity, slotBytes, slots } =
      options;
    this.#options = options;
    this.#work = new LaneWork(options.limitedMs);
    this.#room = slots;
    this.#ring = createRing({ capacity: queueCapacity, slotBytes });
    this.#consumer = new RingConsumer(this.#ring);
    const { memory: stop } = this.#stop;
    const workerData: ReaderSetting = {
      sourceRoot,
      checksum,
      blockSizeBytes,
      keepsHoles,
      room,
      limiters,
      limitedBlockMs: Math.max(limitedBlockMs, underWayMs / slots),
      ring: this.#ring,
      stop,
      work: this.#work.reader.memory,
    };
    this.#worker = new Worker(workerFile, { workerData, name: 'reader' });
    this.#exit = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (failed: ReaderReport) => this.#unreadable(failed));
    this.#worker.once('error', (thrown) =>
      this.lose(new Fault('internal', `the reading thread ended: ${thrown}`, { cause: thrown })),
    );
    this.#pump = this.#send();
  }

  static open(options: PeerLaneOptions): PeerLane {
    return new PeerLane(options);
  }

  async submit(items: readonly LaneItem[], signal: AbortSignal): Promise<void> {
    for (let at = 0; at < items.length; at += itemsInOrder) {
      await this.#waitForFewer(signal);
      const some = items.slice(at, at + itemsInOrder);
      for (const { id } of some) this.#under.add(id);
      this.#worker.postMessage({ kind: 'send', items: packItems(some) } satisfies ReaderOrder);
    }
    await this.#waitForFewer(signal);
  }

  sample(): LaneSample {
    return {
      writtenBytes: this.#writtenBytes,
      files: [this.#current ?? [], ...this.#verifying.values()].flat(),
      streams: this.#options.streams.count,
      work: this.#work.look(),
    };
  }

  /** The peer gave places back. */
  giveRoom({ slots, writtenBytes, busy }: Room): void {
    this.#room += slots;
    this.#work.hear(busy);
    this.#writtenBytes = writtenBytes;
    this.#hasRoom.resolve();
  }

  /** The peer reads a file back. */
  noteVerifying({ item, doneBytes }: { readonly item: number; readonly doneBytes: number }): void {
    const file = this.#verifying.get(item);
    if (file !== undefined) this.#verifying.set(item, { ...file, doneBytes });
  }

  /**
   * What became of files, as the peer says. What is not under way is of no account: a file that could not be read to its
   * end may have failed over there as well.
   */
  take({ synced, failed }: Outcomes): void {
    const isNews = ({ id }: { readonly id: number }): boolean => {
      this.#verifying.delete(id);
      return this.#under.delete(id);
    };
    const news = { synced: synced.filter(isNews), failed: failed.filter(isNews) };
    for (const { id } of news.failed) if (id === this.#current?.id) this.#consumer.refuse(id);
    this.#hasFewer.resolve();
    if (news.synced.length + news.failed.length > 0) this.#options.onOutcomes(news);
  }

  /** The connection ended: nothing more will come back. */
  lose(fault: Fault): void {
    const isNews = !this.#isClosing;
    this.#isClosing = true;
    this.#halt();
    if (isNews) this.#options.onLost(fault);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const isLost = this.#isClosing;
    this.#isClosing = true;
    this.#halt();
    this.#worker.postMessage({ kind: 'close' } satisfies ReaderOrder);
    if (!isLost) await this.#part();
    await this.#pump;
    await this.#exit;
  }

  /** A peer whose disk hangs is not waited for: the connection ends, and it forgets what is not whole. */
  async #part(): Promise<void> {
    const { channel, onClose } = this.#options;
    const timer = setTimeout(
      () => channel.end(new Fault('timeout', 'the peer did not end the lane in time')),
      this.#under.size > 0 ? partingMs.stopped : partingMs.done,
    );
    await this.#pump;
    await onClose(this.#frames);
    clearTimeout(timer);
  }

  #halt(): void {
    this.#stop.raise();
    this.#consumer.stop();
    this.#hasRoom.resolve();
    this.#hasFewer.resolve();
  }

  #unreadable(failed: Failed): void {
    this.#under.delete(failed.id);
    this.#hasFewer.resolve();
    if (!this.#isClosing) this.#options.onOutcomes({ synced: [], failed: [failed] });
  }

  /** Never rejects: a lost connection is reported by `lose`. */
  async #send(): Promise<void> {
    const { streams, countsFrames } = this.#options;
    try {
      for (let slot = await this.#next(); slot !== undefined; slot = await this.#next()) {
        this.#note(slot.bytes);
        this.#room -= 1;
        const { left } = await streams.send(slot.bytes, countsFrames ? this.#frames : 0);
        this.#frames += 1;
        this.#await(left, slot);
      }
    } catch {
      this.#halt();
    }
    await Promise.all(this.#leaving);
  }

  #await(left: Promise<void>, slot: FilledSlot): void {
    const leaving = left.then(
      () => slot.release(),
      () => this.#halt(),
    );
    this.#leaving.add(leaving);
    this.#work.leaves();
    void leaving.then(() => {
      this.#leaving.delete(leaving);
      if (this.#leaving.size === 0) this.#work.left();
    });
  }

  /** A slot that may be sent, or undefined when the lane ends. */
  async #next(): Promise<FilledSlot | undefined> {
    while (this.#room === 0 && !this.#isClosing) {
      this.#hasRoom = Promise.withResolvers();
      this.#work.waitsForRoom();
      await this.#hasRoom.promise;
      this.#work.hasRoom();
    }
    return this.#isClosing ? undefined : await this.#consumer.takeAsync();
  }

  #note(slot: Buffer): void {
    let block: Block | undefined;
    for (const one of blocksOf(slot)) {
      if (one.isFirst && one.isLast) break;
      block = one;
    }
    this.#current = undefined;
    if (block === undefined || block.isAbort) return;
    const file = { id: block.item, sizeBytes: block.size, doneBytes: block.offset + block.dataLength };
    if (!block.isLast) this.#current = { ...file, state: 'sending' };
    else if (this.#options.verify) this.#verifying.set(file.id, { ...file, doneBytes: 0, state: 'verifying' });
  }

  async #waitForFewer(signal: AbortSignal): Promise<void> {
    while (this.#under.size >= mostItems && !this.#isClosing) {
      this.#hasFewer = Promise.withResolvers();
      await unlessAborted(this.#hasFewer.promise, signal);
    }
    signal.throwIfAborted();
  }
}
