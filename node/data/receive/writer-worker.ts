/**
 * The thread that writes what one peer sends: out of the ring, beside the targets, compared with the digests that came
 * along, published. It tells the session about every slot that has room again and what became of the files in it.
 */
import type { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { UnfinishedFiles, type UnfinishedPlace } from '../../../src/engine/disk/unfinished-files.ts';
import { blocksOf } from '../../../src/engine/pipeline/block.ts';
import { BlockReceiver } from '../../../src/engine/pipeline/block-receiver.ts';
import { RingConsumer, type RingMemory } from '../../../src/engine/pipeline/block-ring.ts';
import { Publisher } from '../../../src/engine/pipeline/publisher.ts';
import { ReadBack } from '../../../src/engine/pipeline/read-back.ts';
import { StopFlag } from '../../../src/engine/pipeline/stop-flag.ts';
import { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import type { WrittenFile } from '../../../src/engine/pipeline/written-file.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import { asFault } from '../../../src/runtime/fault.ts';
import { type EndedFiles, endedFiles } from './ended-files.ts';
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

export type WriterReport =
  | {
      readonly kind: 'slot-done';
      /** Since the thread began. */
      readonly writtenBytes: number;
      /** Undefined when no file ended in this slot. */
      readonly ended: EndedFiles | undefined;
    }
  /** To be read back and published by another thread. */
  | { readonly kind: 'written'; readonly file: WrittenFile }
  /** The peer broke the rules; the session ends. */
  | { readonly kind: 'broken'; readonly code: string; readonly message: string };

const setting = workerData as WriterSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

using root = RootDirectory.open({ path: setting.root, make: false, isExact: true });
using audit = PeerAudit.open(setting.audit);
const ring = new RingConsumer(setting.ring);
const meter = new TransferMeter();
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

try {
  for (let slot = ring.waitForBlock(); slot !== undefined; slot = ring.waitForBlock()) {
    const outcomes = receiver.accept(slot);
    const hasEnded = outcomes.synced.length + outcomes.failed.length > 0;
    if (hasEnded) audit.note(outcomes, pathsIn(slot));
    ring.release();
    report(hasEnded ? endedFiles(outcomes) : undefined);
  }
} catch (thrown) {
  const { code, message } = asFault(thrown);
  port.postMessage({ kind: 'broken', code, message } satisfies WriterReport);
}

function pathsIn(slot: Buffer): ReadonlyMap<number, Buffer> {
  return new Map(blocksOf(slot).map(({ item, path }) => [item, path]));
}

function report(ended: EndedFiles | undefined): void {
  const slotDone: WriterReport = { kind: 'slot-done', writtenBytes: meter.writtenBytes, ended };
  port?.postMessage(slotDone, ended === undefined ? [] : [ended.outcomes.buffer]);
}
