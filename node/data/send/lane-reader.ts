/**
 * Reads the files of a lane into slots. Calls block while they are fast; where they take long, small files are read many at
 * once in the thread pool and packed as they come. Now and then a few are read the first way, to see whether that still holds.
 */
import type { Buffer } from 'node:buffer';
import type { Digest } from '../../../src/engine/checksum/digest.ts';
import type { CallPace } from '../../../src/engine/disk/call-pace.ts';
import type { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { SharedDirectory } from '../../../src/engine/disk/shared-directory.ts';
import { FileFlights } from '../../../src/engine/endpoint/file-flights.ts';
import type { Failed, LaneItem } from '../../../src/engine/endpoint/item.ts';
import { PaceLooks } from '../../../src/engine/endpoint/pace-looks.ts';
import { readItem } from '../../../src/engine/endpoint/read-item.ts';
import { BlockSender, type BlockSenderOptions } from '../../../src/engine/pipeline/block-sender.ts';
import type { BlockSink } from '../../../src/engine/pipeline/slot-filler.ts';
import type { WorkClock } from '../../../src/engine/pipeline/work-clock.ts';
import { asFault } from '../../../src/runtime/fault.ts';

export interface LaneSink extends BlockSink {
  /** Slots that are handed over and still wait. */
  readonly filled: number;
}

export interface LaneReaderOptions extends BlockSenderOptions {
  readonly root: RootDirectory;
  readonly sink: LaneSink;
  readonly digest: Digest;
  /** Of the calls that a small file takes. */
  readonly pace: CallPace;
  /** Told when the disk is waited for. */
  readonly clock: WorkClock;
}

/** openat, statx, pread, statx, close */
const callsOfFile = 5;
const openFolders = 256;
/** What is packed leaves after this time if nothing else is on its way; while something is, more of it is packed together. */
const packingMs = 5;

export class LaneReader implements AsyncDisposable {
  readonly #options: LaneReaderOptions;
  readonly #sender: BlockSender;
  readonly #looks: PaceLooks;
  readonly #flights: FileFlights<LaneItem>;
  #shared: SharedDirectory | undefined;
  #waitedMs = 0;
  /** Files in flight. */
  #flying = 0;
  #packing: NodeJS.Timeout | undefined;

  constructor(options: LaneReaderOptions) {
    this.#options = options;
    this.#looks = new PaceLooks(options.pace, callsOfFile);
    this.#sender = new BlockSender({ ...options, sink: this.#timed(options.sink) });
    this.#flights = new FileFlights({ openFolder: (path) => this.#openFolder(path), fly: (item) => this.#read(item) });
  }

  /** What cannot be read is reported; everything else comes into slots. */
  send(items: readonly LaneItem[]): void {
    const { clock } = this.#options;
    clock.enter('source');
    this.#send(items);
    clock.enter(this.#flying > 0 ? 'source' : undefined);
  }

  #send(items: readonly LaneItem[]): void {
    let rest = items;
    while (rest.length > 0 && !this.#options.stop.isRaised && this.#looks.isDue) {
      this.#look(rest.slice(0, this.#looks.files));
      rest = rest.slice(this.#looks.files);
    }
    if (!this.#options.pace.isSlow) {
      this.#sender.send(rest);
      return;
    }
    const most = this.#sender.mostSmallBytes;
    this.#flights.add(rest.filter(({ size }) => size <= most));
    this.#sender.send(rest.filter(({ size }) => size > most));
  }

  /** Once stopped: what is in flight is given up. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#flights.stop();
    clearTimeout(this.#packing);
    this.#shared?.[Symbol.dispose]();
  }

  #look(items: readonly LaneItem[]): void {
    const [startedAt, waitedMs] = [performance.now(), this.#waitedMs];
    this.#sender.send(items);
    const ms = performance.now() - startedAt - (this.#waitedMs - waitedMs);
    const bytes = items.reduce((sum, { size }) => sum + size, 0);
    const isSmall = items.every(({ size }) => size <= this.#sender.mostSmallBytes);
    this.#looks.observe(isSmall ? { files: items.length, bytes, ms } : undefined);
  }

  /** Waiting for room in the ring is not the disk's time. */
  #timed(sink: BlockSink): BlockSink {
    return {
      waitForRoom: (mostFilled) => {
        const startedAt = performance.now();
        const before = this.#options.clock.enter(undefined);
        const slot = sink.waitForRoom(mostFilled);
        this.#options.clock.enter(before);
        this.#waitedMs += performance.now() - startedAt;
        return slot;
      },
      put: (length) => sink.put(length),
      begin: () => sink.begin(),
      isRefused: (item) => sink.isRefused(item),
    };
  }

  get #folders(): SharedDirectory {
    const { root } = this.#options;
    this.#shared ??= SharedDirectory.open({ root, make: false, isExact: false, capacity: openFolders });
    return this.#shared;
  }

  async #openFolder(path: Buffer): Promise<void> {
    using _ = await this.#folders.folder(path);
  }

  async #read(item: LaneItem): Promise<number | undefined> {
    const { digest, room, stop, clock, onFailed } = this.#options;
    if (stop.isRaised) return undefined;
    const startedAt = performance.now();
    this.#flying += 1;
    clock.enter('source');
    try {
      const mostBytes = this.#sender.mostSmallBytes;
      const file = await readItem({ root: this.#folders, item, digest, mostBytes, room });
      const tookMs = performance.now() - startedAt;
      if (file === undefined) this.#sender.send([item]);
      else {
        this.#sender.sendRead(item, file);
        this.#packing ??= setTimeout(() => this.#handOver(), packingMs);
      }
      return tookMs;
    } catch (thrown) {
      const { code, message } = asFault(thrown);
      onFailed({ id: item.id, code, message, side: 'source' } satisfies Failed);
      return undefined;
    } finally {
      this.#flying -= 1;
      if (this.#flying === 0) clock.enter(undefined);
    }
  }

  #handOver(): void {
    if (this.#options.sink.filled > 0) {
      this.#packing = setTimeout(() => this.#handOver(), packingMs);
      return;
    }
    this.#packing = undefined;
    this.#sender.flush();
  }
}
