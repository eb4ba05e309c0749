/**
 * The thread of a local lane for small files on slow mounts: many files in flight, taken from many folders in turn, every
 * call in the thread pool.
 */
import type { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import type { ChecksumName } from '../../model/transfer-options.ts';
import { asFault } from '../../runtime/fault.ts';
import { createDigest } from '../checksum/digest.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { factsOf } from '../disk/name-clash.ts';
import { SharedDirectory, type SharedDirectoryOptions } from '../disk/shared-directory.ts';
import { temporaryNames } from '../disk/temporary-name.ts';
import { largeFileBytes } from '../pipeline/block-sender.ts';
import { PoolPublisher } from '../pipeline/pool-publisher.ts';
import type { LimiterMemory } from '../pipeline/rate-limiter.ts';
import { openRoom } from '../pipeline/reading-room.ts';
import type { RoomMemory } from '../pipeline/room-slots.ts';
import { Throttle } from '../pipeline/throttle.ts';
import { type MeterMemory, TransferMeter } from '../pipeline/transfer-meter.ts';
import { WorkClock } from '../pipeline/work-clock.ts';
import { type WorkMemory, WorkMeter } from '../pipeline/work-meter.ts';
import { FileFlights } from './file-flights.ts';
import {
  type Failed,
  type ItemBatch,
  type LaneItem,
  type OutcomeBatch,
  packItems,
  packOutcomes,
  pathThere,
  type Synced,
  unpackItems,
} from './item.ts';
import { readItem } from './read-item.ts';

export interface PoolLaneSetting {
  readonly sourceRoot: Uint8Array;
  readonly destinationRoot: Uint8Array;
  readonly temporaryKey: string;
  readonly checksum: ChecksumName;
  /** Each file is read back before it is published. */
  readonly verify: boolean;
  readonly limiters: readonly LimiterMemory[];
  readonly meter: MeterMemory;
  readonly work: WorkMemory;
  readonly room: RoomMemory | undefined;
}

export type PoolLaneJob = { readonly kind: 'copy'; readonly items: ItemBatch } | { readonly kind: 'close' };

export type PoolLaneReport =
  | { readonly kind: 'outcomes'; readonly batch: OutcomeBatch }
  /** These must go block by block: they have grown since the scan, or have holes. */
  | { readonly kind: 'large'; readonly items: ItemBatch };

/** Folders kept open on each side. */
const openFolders = 256;

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
const clock = new WorkClock({ meter: new WorkMeter(setting.work) });
const stop = new AbortController();
const room = openRoom(setting.room, () => stop.signal.aborted);
const flights = new FileFlights<LaneItem>({ openFolder: openOnBothSides, fly: copy });
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

async function openOnBothSides(path: Buffer, { to }: LaneItem): Promise<void> {
  using _ = await source.folder(path);
  // Files that get other paths may go to as many folders as there are files.
  if (to !== undefined) return;
  using __ = await destination.folder(path);
}

async function copy(item: LaneItem): Promise<number | undefined> {
  const startedAt = performance.now();
  let side: Failed['side'] = 'source';
  try {
    const file = await readItem({ root: source, item, digest, mostBytes: largeFileBytes, room });
    if (file === undefined) {
      port?.postMessage({ kind: 'large', items: packItems([item]) } satisfies PoolLaneReport);
      return undefined;
    }
    const readAt = performance.now();
    clock.spent('source', readAt - startedAt);
    side = 'destination';
    const waitedMs = await publisher.publish({ ...file, path: pathThere(item), signal: stop.signal });
    const { data, mtimeNs } = file;
    meter.add(data.length);
    const now = performance.now();
    clock.spent('limit', waitedMs);
    clock.spent('destination', now - readAt - waitedMs);
    const durationMs = now - startedAt;
    report({ synced: { id: item.id, size: data.length, mtimeNs, digest: file.digest, durationMs } });
    return durationMs - waitedMs;
  } catch (thrown) {
    if (stop.signal.aborted) return undefined;
    report({ failed: { id: item.id, side, ...factsOf(asFault(thrown)) } });
    return undefined;
  }
}

async function close(): Promise<void> {
  stop.abort();
  await flights.stop();
  source[Symbol.dispose]();
  destination[Symbol.dispose]();
  port?.close();
}

port.on('message', (job: PoolLaneJob) => {
  if (job.kind === 'close') void close();
  else flights.add(unpackItems(job.items));
});
