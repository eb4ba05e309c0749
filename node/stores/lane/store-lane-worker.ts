/**
 * The thread of a lane of which one end or both are stores: many files in flight, every wait asynchronous. What a file is
 * read from and what it is written to are chosen once; between the two are the digest, the meter and the memory that all
 * files in flight share.
 */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { createDigest, type Digest } from '../../../src/engine/checksum/digest.ts';
import { blockWhileFast } from '../../../src/engine/disk/in-pool.ts';
import { factsOf } from '../../../src/engine/disk/name-clash.ts';
import {
  type Failed,
  type ItemBatch,
  type LaneItem,
  type OutcomeBatch,
  packOutcomes,
  pathThere,
  type Synced,
  unpackItems,
} from '../../../src/engine/endpoint/item.ts';
import type { LimiterMemory } from '../../../src/engine/pipeline/rate-limiter.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { type MeterMemory, TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import { WorkClock } from '../../../src/engine/pipeline/work-clock.ts';
import { type WorkMemory, WorkMeter } from '../../../src/engine/pipeline/work-meter.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import { openStore } from '../open-store.ts';
import type { StoreSetting } from '../store-setting.ts';
import { type UploadMemorySetting, uploadMemory } from '../uploads/upload-memory.ts';
import { ByteBudget } from './byte-budget.ts';
import { FolderReader, FolderWriter } from './folder-ends.ts';
import type { FileReader, FileWriter, OpenFile } from './moved-file.ts';
import { PiecePool } from './piece-pool.ts';
import { StoreReader, StoreWriter } from './store-ends.ts';

export type LaneEnd =
  | { readonly kind: 'folder'; readonly root: Uint8Array }
  | {
      readonly kind: 'store';
      readonly store: StoreSetting;
      /** Of the end that is written, where it is kept in mind. */
      readonly uploads: UploadMemorySetting | undefined;
    };

export interface StoreLaneSetting {
  readonly from: LaneEnd;
  readonly to: LaneEnd;
  readonly temporaryKey: string;
  readonly checksum: ChecksumName;
  readonly verify: boolean;
  readonly limiters: readonly LimiterMemory[];
  /** Of pieces that were read and are not written yet, of all files together. */
  readonly bytesInFlight: number;
  /** One for each file that may be in flight. */
  readonly meters: readonly MeterMemory[];
  readonly work: WorkMemory;
}

export type StoreLaneJob = { readonly kind: 'move'; readonly items: ItemBatch } | { readonly kind: 'close' };

export interface StoreLaneReport {
  readonly kind: 'outcomes';
  readonly batch: OutcomeBatch;
}

const setting = workerData as StoreLaneSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

blockWhileFast();
const throttle = new Throttle(setting.limiters);
const clock = new WorkClock({ meter: new WorkMeter(setting.work), limitedMs: () => throttle.waitedMs });
const pool = new PiecePool(setting.bytesInFlight);
const writer = await openWriter(setting.to);
const reader = await openReader(setting.from);
const budget = new ByteBudget(setting.bytesInFlight);
const stop = new AbortController();
const waiting: LaneItem[] = [];
const flights = new Set<Promise<void>>();
const freeMeters = setting.meters.map((memory) => new TransferMeter(memory));
const freeDigests: Digest[] = [];
let synced: Synced[] = [];
let failed: Failed[] = [];

async function openReader(end: LaneEnd): Promise<FileReader> {
  return end.kind === 'folder'
    ? new FolderReader(end.root, pool)
    : new StoreReader({ store: await openStore(end.store), throttle, pool, isReused: !writer.keepsPieces });
}

async function openWriter(end: LaneEnd): Promise<FileWriter> {
  const { temporaryKey, checksum, verify } = setting;
  if (end.kind === 'folder') return new FolderWriter({ root: end.root, temporaryKey, checksum, verify });
  const uploads = end.uploads && uploadMemory(end.uploads);
  const store = await openStore(end.store, { temporaryKey, uploads });
  return new StoreWriter({ store, throttle, pool, checksum, verify });
}

function pump(): void {
  while (!stop.signal.aborted && flights.size < writer.filesAtOnce && freeMeters.length > 0) {
    const item = waiting.shift();
    if (item === undefined) return;
    const flight: Promise<void> = fly(item).finally(() => {
      flights.delete(flight);
      pump();
    });
    flights.add(flight);
  }
}

/** Never rejects. */
async function fly(item: LaneItem): Promise<void> {
  const meter = freeMeters.pop() as TransferMeter;
  const digest = freeDigests.pop() ?? (await createDigest(setting.checksum));
  const moving = new Moving(item, meter, digest);
  try {
    report({ synced: await moving.move() });
  } catch (thrown) {
    if (!stop.signal.aborted) report({ failed: { id: item.id, side: moving.side, ...factsOf(asFault(thrown)) } });
  }
  meter.endFile();
  digest.reset();
  freeMeters.push(meter);
  freeDigests.push(digest);
}

class Moving {
  /** Which one is to blame when it fails. */
  side: Failed['side'] = 'source';
  readonly #item: LaneItem;
  readonly #meter: TransferMeter;
  readonly #digest: Digest;
  #since = performance.now();
  #sum: Uint8Array = Buffer.alloc(0);

  constructor(item: LaneItem, meter: TransferMeter, digest: Digest) {
    this.#item = item;
    this.#meter = meter;
    this.#digest = digest;
  }

  async move(): Promise<Synced> {
    const startedAt = performance.now();
    const { id, path, kind, size: scanned } = this.#item;
    const { signal } = stop;
    if (kind === 'link')
      throw new Fault('name-unsupported', `${shownName(path)} is a symbolic link, and a store has none`);
    await using file = await reader.open(path, scanned, signal);
    this.#spent('source');
    const { size, mtimeNs, atimeNs } = file;
    using _ = await budget.take(reader.heldBytes(size) + writer.heldBytes(size), signal);
    // Waiting for others is nobody's work.
    this.#since = performance.now();
    this.#meter.beginFile(id, size);
    this.side = 'destination';
    const pieces = this.#pieces(file);
    await writer.write({
      path: pathThere(this.#item),
      size,
      mtimeNs,
      atimeNs,
      pieces,
      release: (piece) => pool.giveBack(piece),
      digest: () => this.#sum,
      signal,
    });
    this.#spent('destination');
    return { id, size, mtimeNs, digest: this.#sum, durationMs: performance.now() - startedAt };
  }

  async *#pieces(file: OpenFile): AsyncGenerator<Buffer, void> {
    let done = 0;
    this.side = 'source';
    for await (const piece of file.pieces(writer.pieceBytes(file.size))) {
      this.side = 'destination';
      this.#spent('source');
      this.#digest.update(piece);
      yield piece;
      // Asked for the next one: this one has left, or is on its way beside others.
      done += piece.length;
      if (!writer.keepsPieces) pool.giveBack(piece);
      this.#meter.add(piece.length);
      this.#meter.advanceFile(done);
      this.side = 'source';
      this.#spent('destination');
    }
    this.side = 'destination';
    this.#spent('source');
    this.#sum = this.#digest.finish();
  }

  /** All since it was said the last time. */
  #spent(on: 'source' | 'destination'): void {
    const now = performance.now();
    clock.spent(on, now - this.#since);
    this.#since = now;
  }
}

/** What ended in the same turn of the event loop goes into one message. */
function report(outcome: { readonly synced: Synced } | { readonly failed: Failed }): void {
  if (synced.length + failed.length === 0) setImmediate(flush);
  if ('synced' in outcome) synced.push(outcome.synced);
  else failed.push(outcome.failed);
}

function flush(): void {
  port?.postMessage({ kind: 'outcomes', batch: packOutcomes({ synced, failed }) } satisfies StoreLaneReport);
  synced = [];
  failed = [];
}

async function close(): Promise<void> {
  stop.abort(new Fault('interrupted', 'the transfer was stopped'));
  await Promise.all(flights);
  await Promise.all([reader[Symbol.asyncDispose](), writer[Symbol.asyncDispose]()]);
  port?.close();
}

port.on('message', (job: StoreLaneJob) => {
  if (job.kind === 'close') {
    void close();
    return;
  }
  waiting.push(...unpackItems(job.items));
  pump();
});
