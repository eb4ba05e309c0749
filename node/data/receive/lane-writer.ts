/**
 * Writes what a peer sends, slot by slot. Calls block while they are fast; where they take long, the small files of a slot
 * are written many at once in the thread pool, and those of the next slots meanwhile. Now and then a few are written the
 * first way, to see whether that still holds.
 */
import { Buffer } from 'node:buffer';
import type { Digest } from '../../../src/engine/checksum/digest.ts';
import type { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { factsOf } from '../../../src/engine/disk/name-clash.ts';
import type { SharedDirectory } from '../../../src/engine/disk/shared-directory.ts';
import { FileFlights } from '../../../src/engine/endpoint/file-flights.ts';
import type { Failed, Outcomes, Synced } from '../../../src/engine/endpoint/item.ts';
import { PaceLooks } from '../../../src/engine/endpoint/pace-looks.ts';
import { type Block, blocksOf, mostFilesInSlot, splitSlot } from '../../../src/engine/pipeline/block.ts';
import type { BlockReceiver } from '../../../src/engine/pipeline/block-receiver.ts';
import type { PoolPublisher } from '../../../src/engine/pipeline/pool-publisher.ts';
import { digestMismatch } from '../../../src/engine/pipeline/read-back.ts';
import type { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import { asFault } from '../../../src/runtime/fault.ts';

/** The way with many files in flight. */
export interface FlyingWay {
  /** Of the destination folder; disposed by whoever opened it. */
  readonly root: SharedDirectory;
  readonly publisher: PoolPublisher;
  /** Compares what arrived with the digest that came along; undefined where there is none. */
  readonly verification: Digest | undefined;
  /** Of the calls that a small file takes. */
  readonly pace: CallPace;
}

export interface LaneWriterOptions {
  readonly receiver: BlockReceiver;
  readonly meter: TransferMeter;
  /** Undefined where there is only the blocking way. */
  readonly flying: FlyingWay | undefined;
  /** Of slots whose files wait or are in flight; a slot more is taken even if it is larger. */
  readonly mostBytes: number;
  /** Files ended: all of a slot that did not end before. */
  readonly onEnded: (outcomes: Outcomes, paths: ReadonlyMap<number, Buffer>) => void;
}

interface SlotUnderWay {
  readonly synced: Synced[];
  readonly failed: Failed[];
  readonly paths: Map<number, Buffer>;
  readonly bytes: number;
  left: number;
}

interface Arrived {
  readonly block: Block;
  readonly path: Buffer;
  readonly slot: SlotUnderWay;
}

/** Files that wait, however small: their outcomes and places in memory. */
const mostFiles = 2048;
/** openat, pwrite, fsync, futimens, renameat, close, and the fsync of the folder */
const callsOfFile = 7;

export class LaneWriter {
  readonly #options: LaneWriterOptions;
  readonly #looks: PaceLooks | undefined;
  readonly #flights: FileFlights<Arrived> | undefined;
  readonly #stop = new AbortController();
  #slots = 0;
  #bytes = 0;
  #slotEnded = Promise.withResolvers<void>();

  constructor(options: LaneWriterOptions) {
    this.#options = options;
    const { flying } = options;
    if (flying === undefined) return;
    this.#looks = new PaceLooks(flying.pace, callsOfFile);
    this.#flights = new FileFlights<Arrived>({
      openFolder: async (path) => {
        using _ = await flying.root.folder(path);
      },
      fly: (file) => this.#write(file, flying),
    });
  }

  /** Files are in flight: the thread must not block. */
  get isFlying(): boolean {
    return this.#slots > 0;
  }

  /**
   * Resolves when the slot may be reused and the next one taken; its files may be in flight still. Throws `bad-message` for a slot that is not
   * well-formed.
   */
  async take(slot: Buffer): Promise<void> {
    const { receiver, flying } = this.#options;
    const isTimed = flying !== undefined && (flying.pace.isSlow || this.#looks?.isDue === true);
    const blocks = isTimed ? [...blocksOf(slot)] : [];
    if (!isTimed || !areSmallFiles(blocks)) {
      this.#tell(receiver.accept(slot), pathsOf(blocksOf(slot)));
      return;
    }
    const underWay = { synced: [], failed: [], paths: copiedPathsOf(blocks), bytes: slot.length, left: blocks.length };
    let rest = slot;
    while (rest.length > 0 && this.#looks?.isDue === true) rest = this.#look(rest, underWay);
    if (!flying.pace.isSlow) this.#accept(rest, underWay);
    if (underWay.left === 0) {
      this.#tell(underWay, underWay.paths);
      return;
    }
    this.#fly(rest, underWay);
    while (this.#isFull && !this.#stop.signal.aborted) await this.#slotEnded.promise;
  }

  /** Resolves when all that was taken has ended, or was given up. */
  async drained(): Promise<void> {
    await this.#flights?.drained();
  }

  /** Gives up what is in flight; temporary files are removed. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#slotEnded.resolve();
    await this.#flights?.stop();
  }

  get #isFull(): boolean {
    return this.#bytes > this.#options.mostBytes || (this.#flights?.length ?? 0) > mostFiles;
  }

  #tell(outcomes: Outcomes, paths: ReadonlyMap<number, Buffer>): void {
    if (outcomes.synced.length + outcomes.failed.length > 0) this.#options.onEnded(outcomes, paths);
  }

  #look(slot: Buffer, underWay: SlotUnderWay): Buffer {
    const looks = this.#looks as PaceLooks;
    const [part, rest] = splitSlot(slot, looks.files);
    const startedAt = performance.now();
    const files = this.#accept(part, underWay);
    looks.observe({ files, bytes: part.length, ms: performance.now() - startedAt });
    return rest;
  }

  /** Answers how many files there were. */
  #accept(slot: Buffer, underWay: SlotUnderWay): number {
    if (slot.length === 0) return 0;
    const { synced, failed } = this.#options.receiver.accept(slot);
    underWay.synced.push(...synced);
    underWay.failed.push(...failed);
    underWay.left -= synced.length + failed.length;
    return synced.length + failed.length;
  }

  #fly(slot: Buffer, underWay: SlotUnderWay): void {
    this.#slots += 1;
    this.#bytes += underWay.bytes;
    const own = Buffer.from(slot);
    this.#flights?.add(Array.from(blocksOf(own), (block) => ({ block, path: block.path, slot: underWay })));
  }

  async #write({ block, path, slot }: Arrived, { publisher, verification }: FlyingWay): Promise<number | undefined> {
    const startedAt = performance.now();
    let tookMs: number | undefined;
    try {
      const { item: id, isLink, data, digest, size, mtimeNs, atimeNs } = block;
      if (!isLink && verification?.of(data).equals(digest) === false) throw digestMismatch(path);
      await publisher.publish({ path, isLink, data, digest, mtimeNs, atimeNs, signal: this.#stop.signal });
      this.#options.meter.add(data.length);
      tookMs = performance.now() - startedAt;
      slot.synced.push({ id, size, mtimeNs, digest: Buffer.from(digest), durationMs: tookMs });
    } catch (thrown) {
      if (this.#stop.signal.aborted) return undefined;
      slot.failed.push({ id: block.item, ...factsOf(asFault(thrown)), side: 'destination' });
    }
    slot.left -= 1;
    if (slot.left === 0) this.#end(slot);
    return tookMs;
  }

  #end(slot: SlotUnderWay): void {
    this.#slots -= 1;
    this.#bytes -= slot.bytes;
    const ended = this.#slotEnded;
    this.#slotEnded = Promise.withResolvers();
    this.#tell(slot, slot.paths);
    ended.resolve();
  }
}

/** And nothing else; what a peer should not have sent is for the receiver to refuse. */
function areSmallFiles(blocks: readonly Block[]): boolean {
  if (blocks.length === 0 || blocks.length > mostFilesInSlot) return false;
  const ids = new Set(blocks.map(({ item }) => item));
  return ids.size === blocks.length && blocks.every(isSmallFile);
}

function isSmallFile({ isFirst, isLast, isAbort, isHole, offset, size, dataLength }: Block): boolean {
  return isFirst && isLast && !isAbort && !isHole && offset === 0 && size === dataLength;
}

function pathsOf(blocks: Iterable<Block>): ReadonlyMap<number, Buffer> {
  return new Map(Array.from(blocks, ({ item, path }) => [item, path]));
}

function copiedPathsOf(blocks: readonly Block[]): Map<number, Buffer> {
  return new Map(blocks.map(({ item, path }) => [item, Buffer.from(path)]));
}
