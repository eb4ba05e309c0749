/**
 * The thread of a local lane for small files on slow mounts: many files in flight, taken from many folders in turn, every
 * call in the thread pool.
 */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import type { ChecksumName } from '../../model/transfer-options.ts';
import { asFault } from '../../runtime/fault.ts';
import { createDigest } from '../checksum/digest.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { poolShare } from '../disk/in-pool.ts';
import { factsOf } from '../disk/name-clash.ts';
import { SharedDirectory, type SharedDirectoryOptions } from '../disk/shared-directory.ts';
import { temporaryNames } from '../disk/temporary-name.ts';
import { largeFileBytes } from '../pipeline/block-sender.ts';
import { PoolPublisher, type WholeFileToPublish } from '../pipeline/pool-publisher.ts';
import type { LimiterMemory } from '../pipeline/rate-limiter.ts';
import { Throttle } from '../pipeline/throttle.ts';
import { type MeterMemory, TransferMeter } from '../pipeline/transfer-meter.ts';
import { readWholeFile, readWholeLink } from '../pipeline/whole-file.ts';
import { FlightWindow } from './flight-window.ts';
import { FolderQueue, type Taken, type WaitingFolder } from './folder-queue.ts';
import {
  type Failed,
  type ItemBatch,
  type LaneItem,
  type OutcomeBatch,
  packItems,
  packOutcomes,
  type Synced,
  unpackItems,
} from './item.ts';

export interface PoolLaneSetting {
  readonly sourceRoot: Uint8Array;
  readonly destinationRoot: Uint8Array;
  readonly temporaryKey: string;
  readonly checksum: ChecksumName;
  /** Each file is read back before it is published. */
  readonly verify: boolean;
  readonly limiters: readonly LimiterMemory[];
  readonly meter: MeterMemory;
}

export type PoolLaneJob = { readonly kind: 'copy'; readonly items: ItemBatch } | { readonly kind: 'close' };

export type PoolLaneReport =
  | { readonly kind: 'outcomes'; readonly batch: OutcomeBatch }
  /** These must go block by block: they have grown since the scan, or have holes. */
  | { readonly kind: 'large'; readonly items: ItemBatch };

/** Folders kept open on each side. */
const openFolders = 256;
/** Making one waits for the others that are made in the same folder. */
const mostOpening = 8;
const noDigest = Buffer.alloc(0);

const setting = workerData as PoolLaneSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

const source = openRoot(setting.sourceRoot, { make: false, isExact: false });
const destination = openRoot(setting.destinationRoot, { make: true, isExact: true });
const digest = await createDigest(setting.checksum);
const publisher = new PoolPublisher({
  root: destination,
  temporaryNames: temporaryNames(setting.temporaryKey),
  readBack: setting.verify ? digest : undefined,
  throttle: new Throttle(setting.limiters),
});
const meter = new TransferMeter(setting.meter);
const stop = new AbortController();
const queue = new FolderQueue();
const flights = new FlightWindow(poolShare());
let inFlight = 0;
let synced: Synced[] = [];
let failed: Failed[] = [];

function openRoot(path: Uint8Array, options: Pick<SharedDirectoryOptions, 'make' | 'isExact'>): SharedDirectory {
  using root = RootDirectory.open({ path, make: false });
  return SharedDirectory.open({ root, ...options, capacity: openFolders });
}

/** What ended in the same turn of the event loop goes into one message. */
function report(outcome: { readonly synced: Synced } | { readonly failed: Failed }): void {
  if (synced.length + failed.length === 0) setImmediate(flush);
  if ('synced' in outcome) synced.push(outcome.synced);
  else failed.push(outcome.failed);
}

function flush(): void {
  port?.postMessage({ kind: 'outcomes', batch: packOutcomes({ synced, failed }) } satisfies PoolLaneReport);
  synced = [];
  failed = [];
}

/** Undefined for a file that must go block by block. */
async function read({ kind, path }: LaneItem): Promise<Omit<WholeFileToPublish, 'signal'> | undefined> {
  if (kind === 'link') {
    const { target, mtimeNs, atimeNs } = await readWholeLink(source, path);
    return { path, isLink: true, data: target, digest: noDigest, mtimeNs, atimeNs };
  }
  const file = await readWholeFile({ root: source, path, mostBytes: largeFileBytes });
  if (file === undefined) return undefined;
  const { data, status } = file;
  return { path, isLink: false, data, digest: digest.of(data), mtimeNs: status.mtimeNs, atimeNs: status.atimeNs };
}

async function copy(item: LaneItem): Promise<void> {
  const startedAt = performance.now();
  let side: Failed['side'] = 'source';
  try {
    const file = await read(item);
    if (file === undefined) {
      port?.postMessage({ kind: 'large', items: packItems([item]) } satisfies PoolLaneReport);
      return;
    }
    side = 'destination';
    const waitedMs = await publisher.publish({ ...file, signal: stop.signal });
    const { data, mtimeNs } = file;
    meter.add(data.length);
    const durationMs = performance.now() - startedAt;
    flights.observe(durationMs - waitedMs);
    report({ synced: { id: item.id, size: data.length, mtimeNs, digest: file.digest, durationMs } });
  } catch (thrown) {
    if (stop.signal.aborted) return;
    report({ failed: { id: item.id, side, ...factsOf(asFault(thrown)) } });
  }
}

async function fly(taken: Taken): Promise<void> {
  inFlight += 1;
  await copy(taken.item);
  inFlight -= 1;
  queue.landed(taken);
  pump();
}

/** Held no longer than this: what is opened is kept for its files as long as there is room. */
async function open(folder: WaitingFolder): Promise<void> {
  inFlight += 1;
  try {
    using _ = await source.folder(folder.path);
    using __ = await destination.folder(folder.path);
  } catch {
    // The next to open it hears why: each of its files.
  }
  inFlight -= 1;
  queue.opened(folder);
  pump();
}

function pump(): void {
  if (stop.signal.aborted) {
    if (inFlight === 0) land();
    return;
  }
  for (let next = queue.open(mostOpening); next !== undefined; next = queue.open(mostOpening)) void open(next);
  while (inFlight < flights.size) {
    const taken = queue.take();
    if (taken === undefined) return;
    void fly(taken);
  }
}

function land(): void {
  source[Symbol.dispose]();
  destination[Symbol.dispose]();
  port?.close();
}

port.on('message', (job: PoolLaneJob) => {
  if (job.kind === 'close') stop.abort();
  else for (const item of unpackItems(job.items)) queue.add(item);
  pump();
});
