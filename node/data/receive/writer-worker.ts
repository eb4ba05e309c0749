/**
 * The thread that writes what one peer sends: out of the ring, beside the targets, compared with the digests that came
 * along, published. It tells the session about every slot that has room again and what became of the files.
 */
import type { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { CallPace } from '../../../src/engine/disk/call-pace.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { SharedDirectory } from '../../../src/engine/disk/shared-directory.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import { UnfinishedFiles, type UnfinishedPlace } from '../../../src/engine/disk/unfinished-files.ts';
import type { Outcomes } from '../../../src/engine/endpoint/item.ts';
import { BlockReceiver } from '../../../src/engine/pipeline/block-receiver.ts';
import { RingConsumer, type RingMemory } from '../../../src/engine/pipeline/block-ring.ts';
import { PoolPublisher } from '../../../src/engine/pipeline/pool-publisher.ts';
import { Publisher } from '../../../src/engine/pipeline/publisher.ts';
import { ReadBack } from '../../../src/engine/pipeline/read-back.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import { WorkClock } from '../../../src/engine/pipeline/work-clock.ts';
import { WorkMeter } from '../../../src/engine/pipeline/work-meter.ts';
import type { WrittenFile } from '../../../src/engine/pipeline/written-file.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import { asFault } from '../../../src/runtime/fault.ts';
import { type EndedFiles, endedFiles } from './ended-files.ts';
import { LaneWriter } from './lane-writer.ts';
import { PeerAudit, type PeerAuditSetting } from './peer-audit.ts';

export interface WriterSetting {
  /** Of the destination folder, which the session keeps open. */
  readonly root: Uint8Array;
  readonly temporaryKey: string;
  readonly unfinished: UnfinishedPlace;
  readonly checksum: ChecksumName;
  readonly verify: boolean;
  readonly inplace: boolean;
  readonly ring: RingMemory;
  readonly audit: PeerAuditSetting;
}

/** Milliseconds since the thread began. */
export interface Busy {
  readonly diskMs: number;
  readonly processorMs: number;
}

export type WriterReport =
  /** There is room for another. `writtenBytes` since the thread began. */
  | { readonly kind: 'slot-done'; readonly writtenBytes: number; readonly busy: Busy }
  | { readonly kind: 'ended'; readonly ended: EndedFiles }
  /** To be read back and published by another thread. */
  | { readonly kind: 'written'; readonly file: WrittenFile }
  /** The peer broke the rules; the session ends. */
  | { readonly kind: 'broken'; readonly code: string; readonly message: string };

/** Kept open for files in flight. */
const openFolders = 256;

const setting = workerData as WriterSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

using root = RootDirectory.open({ path: setting.root, make: false, isExact: true });
using audit = PeerAudit.open(setting.audit);
const ring = new RingConsumer(setting.ring);
const meter = new TransferMeter();
const work = new WorkMeter();
const clock = new WorkClock({ meter: work });
const newDigest = async () => (setting.checksum === 'none' ? undefined : await createDigest(setting.checksum));
const backDigest = setting.verify ? await newDigest() : undefined;
const readBack = backDigest && new ReadBack({ digest: backDigest, stop: new StopFlag(), meter: undefined });
using publisher = new Publisher({
  root,
  unfinished: new UnfinishedFiles({ root, temporaryKey: setting.temporaryKey, place: setting.unfinished }),
  inPlace: setting.inplace ? { source: undefined } : undefined,
  readBack,
});
using receiver = new BlockReceiver({
  publisher,
  verification: await newDigest(),
  meter,
  onWritten: readBack && ((file) => port.postMessage({ kind: 'written', file } satisfies WriterReport)),
  onRefused: () => {},
});

// The other way writes new files beside their targets and knows no other.
const mayFly = setting.unfinished.kind === 'beside' && !setting.inplace;
using shared = mayFly ? SharedDirectory.open({ root, make: true, isExact: true, capacity: openFolders }) : undefined;
const writer = new LaneWriter({
  receiver,
  meter,
  flying: shared && {
    root: shared,
    publisher: new PoolPublisher({
      root: shared,
      temporaryNames: temporaryNames(setting.temporaryKey),
      readBack: setting.verify ? await newDigest() : undefined,
      throttle: new Throttle([]),
    }),
    verification: await newDigest(),
    pace: new CallPace(),
  },
  mostBytes: setting.ring.capacity * setting.ring.slotBytes,
  onEnded: report,
});

// What is in flight must not end with the thread that waits for the next slot.
port.ref();
void ring.stopped().then(() => writer.stop());
try {
  for (let slot = await nextSlot(); slot !== undefined; slot = await nextSlot()) {
    // What flies while the next slot is waited for holds up nobody.
    clock.enter('destination');
    await writer.take(slot);
    clock.enter(undefined);
    ring.release();
    const { destination: diskMs, processor: processorMs } = work.times;
    const busy = { diskMs, processorMs };
    port.postMessage({ kind: 'slot-done', writtenBytes: meter.writtenBytes, busy } satisfies WriterReport);
  }
  await writer.drained();
} catch (thrown) {
  const { code, message } = asFault(thrown);
  port.postMessage({ kind: 'broken', code, message } satisfies WriterReport);
}
await writer.stop();
port.unref();

/** A thread that has nothing in flight costs less when it blocks. */
async function nextSlot(): Promise<Buffer | undefined> {
  return writer.isFlying ? await ring.waitForBlockAsync() : ring.waitForBlock();
}

function report(outcomes: Outcomes, paths: ReadonlyMap<number, Buffer>): void {
  audit.note(outcomes, paths);
  const ended = endedFiles(outcomes);
  port?.postMessage({ kind: 'ended', ended } satisfies WriterReport, [ended.outcomes.buffer]);
}
