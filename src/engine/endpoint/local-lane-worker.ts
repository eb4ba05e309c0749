/**
 * One of the two threads of a local lane. It copies files by itself, or of a large one it either reads into the ring or
 * writes from it, while the other thread does the other half.
 */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import type { ChecksumName } from '../../model/transfer-options.ts';
import { createDigest } from '../checksum/digest.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { UnfinishedFiles, type UnfinishedPlace } from '../disk/unfinished-files.ts';
import { slotOverhead } from '../pipeline/block.ts';
import { BlockReceiver } from '../pipeline/block-receiver.ts';
import { RingConsumer, type RingMemory, RingProducer } from '../pipeline/block-ring.ts';
import { BlockSender, largeFileBytes } from '../pipeline/block-sender.ts';
import { PacedPublisher } from '../pipeline/paced-publisher.ts';
import type { LimiterMemory } from '../pipeline/rate-limiter.ts';
import { ReadBack } from '../pipeline/read-back.ts';
import { openRoom } from '../pipeline/reading-room.ts';
import type { RoomMemory } from '../pipeline/room-slots.ts';
import { type BlockSink, limitedBlockMs } from '../pipeline/slot-filler.ts';
import { StopFlag, type StopMemory } from '../pipeline/stop-flag.ts';
import { Throttle } from '../pipeline/throttle.ts';
import { type MeterMemory, TransferMeter } from '../pipeline/transfer-meter.ts';
import { WorkClock } from '../pipeline/work-clock.ts';
import { type WorkMemory, WorkMeter } from '../pipeline/work-meter.ts';
import type { WrittenFile } from '../pipeline/written-file.ts';
import {
  type Failed,
  type ItemBatch,
  type LaneItem,
  type OutcomeBatch,
  type Outcomes,
  packItems,
  packOutcomes,
  unpackItems,
} from './item.ts';
import { LanePace, type PaceMemory } from './lane-pace.ts';
import type { JobTime } from './large-file-way.ts';

export interface LocalLaneSetting {
  readonly sourceRoot: Uint8Array;
  readonly destinationRoot: Uint8Array;
  readonly temporaryKey: string;
  readonly unfinished: UnfinishedPlace;
  readonly checksum: ChecksumName;
  readonly verify: boolean;
  readonly inplace: boolean;
  readonly blockSizeBytes: number;
  readonly limiters: readonly LimiterMemory[];
  readonly ring: RingMemory;
  readonly stop: StopMemory;
  readonly meter: MeterMemory;
  readonly work: WorkMemory;
  /** Undefined when there is no other way for small files. */
  readonly pace: PaceMemory | undefined;
  readonly room: RoomMemory | undefined;
}

export type LaneJob =
  /**
   * Read and write files, many small ones or a large one. What is left of small ones when they turn out to be slow comes
   * back, unless this is to find out.
   */
  | { readonly kind: 'copy'; readonly items: ItemBatch; readonly isTrial: boolean }
  /** Read large files into the ring; an empty slot says that all were. */
  | { readonly kind: 'send'; readonly items: ItemBatch }
  /** Write what comes out of the ring until the empty slot. */
  | { readonly kind: 'receive' }
  | { readonly kind: 'close' };

export type LaneReport =
  | { readonly kind: 'outcomes'; readonly batch: OutcomeBatch }
  /** To be read back and published by another thread. */
  | { readonly kind: 'written'; readonly file: WrittenFile }
  /** `largeFile` when one was read, `left` what was not begun. */
  | { readonly kind: 'job-done'; readonly largeFile: JobTime | undefined; readonly left: ItemBatch | undefined };

/** Enough to share the cost of syncing a folder, small enough to stay in the cache of the processor. */
const smallSlotBytes = 2 * 1024 * 1024;
/** Files at the head of a job, timed by themselves. */
const lookFiles = 2;

const setting = workerData as LocalLaneSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

const source = RootDirectory.open({ path: setting.sourceRoot, make: false });
const destination = RootDirectory.open({ path: setting.destinationRoot, make: false, isExact: true });
const digest = await createDigest(setting.checksum);
const stop = new StopFlag(setting.stop);
const readBack = setting.verify
  ? new ReadBack({ digest: await createDigest(setting.checksum), stop, meter: undefined })
  : undefined;
const throttle = new Throttle(setting.limiters);
const clock = new WorkClock({ meter: new WorkMeter(setting.work) });
const publisher = new PacedPublisher({
  root: destination,
  unfinished: new UnfinishedFiles({
    root: destination,
    temporaryKey: setting.temporaryKey,
    place: setting.unfinished,
  }),
  inPlace: setting.inplace ? { source } : undefined,
  readBack,
  throttle,
  stop,
  clock,
});
const meter = new TransferMeter(setting.meter);
const pace = setting.pace && new LanePace(setting.pace);
const toRing = new RingProducer(setting.ring);
const fromRing = new RingConsumer(setting.ring);
const common = {
  root: source,
  digest,
  throttle,
  limitedBlockMs,
  keepsHoles: true,
  room: openRoom(setting.room, () => stop.isRaised),
  stop,
};

function report({ synced, failed }: Outcomes): void {
  if (synced.length === 0 && failed.length === 0) return;
  port?.postMessage({ kind: 'outcomes', batch: packOutcomes({ synced, failed }) } satisfies LaneReport);
}
const onWritten = setting.verify
  ? (file: WrittenFile) => port.postMessage({ kind: 'written', file } satisfies LaneReport)
  : undefined;
const onFailed = (failed: Failed) => report({ synced: [], failed: [failed] });

/** Takes each slot as soon as it is filled. */
class OwnSlot implements BlockSink {
  readonly #slot = Buffer.allocUnsafeSlow(smallSlotBytes + slotOverhead);
  readonly #receiver = new BlockReceiver({
    publisher,
    verification: undefined,
    meter,
    onWritten,
    onRefused: (item) => this.#refuse(item),
  });
  #refused = -1;

  waitForRoom = (): Buffer => this.#slot;
  begin = (): void => this.#refuse(-1);
  isRefused = (item: number): boolean => this.#refused === item;
  put = (length: number): void => report(this.#accept(length));
  end = (): void => this.#receiver.forget();

  #accept(length: number): Outcomes {
    const before = clock.enter('destination');
    const outcomes = this.#receiver.accept(this.#slot.subarray(0, length));
    clock.enter(before);
    return outcomes;
  }

  #refuse(item: number): void {
    this.#refused = item;
  }
}

/** The other thread is waited for. */
const ringSink: BlockSink = {
  waitForRoom: (mostFilled) => {
    const before = clock.enter(undefined);
    const slot = toRing.waitForRoom(mostFilled);
    clock.enter(before);
    return slot;
  },
  put: (length) => toRing.put(length),
  begin: () => toRing.begin(),
  isRefused: (item) => toRing.isRefused(item),
};

const ownSlot = new OwnSlot();
const copier = new BlockSender({ ...common, sink: ownSlot, blockSizeBytes: smallSlotBytes, onFailed });
const sender = new BlockSender({ ...common, sink: ringSink, blockSizeBytes: setting.blockSizeBytes, onFailed });
const receiver = new BlockReceiver({
  publisher,
  verification: undefined,
  meter,
  onWritten,
  onRefused: (item) => fromRing.refuse(item),
});

function sendLarge(items: ItemBatch): void {
  clock.enter('source');
  sender.send(unpackItems(items));
  clock.enter(undefined);
  if (toRing.waitForRoom() !== undefined) toRing.put(0);
}

function receive(): void {
  for (let slot = fromRing.waitForBlock(); slot !== undefined; slot = fromRing.waitForBlock()) {
    const isEnd = slot.length === 0;
    if (!isEnd) {
      clock.enter('destination');
      report(receiver.accept(slot));
      clock.enter(undefined);
    }
    fromRing.release();
    if (isEnd) return;
  }
}

function copy(items: readonly LaneItem[], isTrial: boolean): void {
  let left: readonly LaneItem[] = [];
  const isLarge = items.some(({ size }) => size > largeFileBytes);
  clock.enter('source');
  const time = timed(() => {
    if (pace === undefined || isLarge) copier.send(items);
    else left = copySmall(items, { pace, isTrial });
    ownSlot.end();
  });
  clock.enter(undefined);
  done(isLarge ? time : undefined, left);
}

/** Answers with what was not begun, because calls take too long for this thread. */
function copySmall(
  items: readonly LaneItem[],
  { pace, isTrial }: { readonly pace: LanePace; readonly isTrial: boolean },
): readonly LaneItem[] {
  for (let from = 0; from < items.length; ) {
    if (stop.isRaised) return [];
    if (pace.isSlow && !isTrial) return items.slice(from);
    const isLook = from === 0 || isTrial || pace.isInDoubt;
    const part = items.slice(from, isLook ? from + lookFiles : undefined);
    from += part.length;
    const [startedAt, waitedMs] = [performance.now(), throttle.waitedMs];
    copier.send(part);
    const ms = performance.now() - startedAt - (throttle.waitedMs - waitedMs);
    if (isLook) pace.observe({ files: part.length, bytes: part.reduce((sum, { size }) => sum + size, 0), ms });
  }
  return [];
}

function timed(work: () => void): JobTime {
  const [startedAt, before] = [performance.now(), process.threadCpuUsage()];
  work();
  const { user, system } = process.threadCpuUsage(before);
  return { wallMs: performance.now() - startedAt, processorMs: (user + system) / 1000 };
}

function done(largeFile: JobTime | undefined, notBegun: readonly LaneItem[] = []): void {
  const left = notBegun.length === 0 ? undefined : packItems(notBegun);
  port?.postMessage({ kind: 'job-done', largeFile, left } satisfies LaneReport);
}

port.on('message', (job: LaneJob) => {
  switch (job.kind) {
    case 'copy':
      copy(unpackItems(job.items), job.isTrial);
      break;
    case 'send':
      done(timed(() => sendLarge(job.items)));
      break;
    case 'receive':
      receive();
      done(undefined);
      break;
    case 'close':
      receiver[Symbol.dispose]();
      publisher[Symbol.dispose]();
      source[Symbol.dispose]();
      destination[Symbol.dispose]();
      port.close();
      break;
    default:
      job satisfies never;
  }
});
