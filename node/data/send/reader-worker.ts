/** The thread that reads the files of a lane into the ring, from where they leave over the socket. */
import { parentPort, workerData } from 'node:worker_threads';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { type Failed, type ItemBatch, unpackItems } from '../../../src/engine/endpoint/item.ts';
import { type RingMemory, RingProducer } from '../../../src/engine/pipeline/block-ring.ts';
import type { LimiterMemory } from '../../../src/engine/pipeline/rate-limiter.ts';
import { openRoom } from '../../../src/engine/pipeline/reading-room.ts';
import type { RoomMemory } from '../../../src/engine/pipeline/room-slots.ts';
import { StopFlag, type StopMemory } from '../../../src/engine/pipeline/stop-flag.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { WorkClock } from '../../../src/engine/pipeline/work-clock.ts';
import { type WorkMemory, WorkMeter } from '../../../src/engine/pipeline/work-meter.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import { LaneReader } from './lane-reader.ts';

export interface ReaderSetting {
  readonly sourceRoot: Uint8Array;
  readonly checksum: ChecksumName;
  readonly blockSizeBytes: number;
  readonly keepsHoles: boolean;
  readonly room: RoomMemory | undefined;
  readonly limiters: readonly LimiterMemory[];
  readonly limitedBlockMs: number;
  readonly ring: RingMemory;
  readonly stop: StopMemory;
  readonly work: WorkMemory;
}

export type ReaderOrder = { readonly kind: 'send'; readonly items: ItemBatch } | { readonly kind: 'close' };

/** A file that could not be read. */
export type ReaderReport = Failed;

const setting = workerData as ReaderSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

const root = RootDirectory.open({ path: setting.sourceRoot, make: false });
const ring = new RingProducer(setting.ring);
const stop = new StopFlag(setting.stop);
const reader = new LaneReader({
  root,
  sink: ring,
  digest: await createDigest(setting.checksum),
  throttle: new Throttle(setting.limiters),
  blockSizeBytes: setting.blockSizeBytes,
  keepsHoles: setting.keepsHoles,
  room: openRoom(setting.room, () => stop.isRaised),
  limitedBlockMs: setting.limitedBlockMs,
  stop,
  pace: new CallPace(),
  clock: new WorkClock({ meter: new WorkMeter(setting.work) }),
  onFailed: (failed) => port.postMessage(failed satisfies ReaderReport),
});

async function close(): Promise<void> {
  await reader[Symbol.asyncDispose]();
  root[Symbol.dispose]();
  port?.close();
}

port.on('message', (order: ReaderOrder) => {
  if (order.kind === 'send') reader.send(unpackItems(order.items));
  else void close();
});
