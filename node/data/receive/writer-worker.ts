/**
 * The thread that writes what one peer sends: out of the ring, beside the targets, compared with the digests that came
 * along, published. It tells the session about every slot that has room again and what became of the files in it.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { RootDirectory } from '../../../src/engine/disk/directory-handle.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import type { Outcomes } from '../../../src/engine/endpoint/item.ts';
import { BlockReceiver } from '../../../src/engine/pipeline/block-receiver.ts';
import { RingConsumer, type RingMemory } from '../../../src/engine/pipeline/block-ring.ts';
import { Publisher } from '../../../src/engine/pipeline/publisher.ts';
import { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import { asFault } from '../../../src/runtime/fault.ts';
import { encodeOutcomes } from '../link/outcome-codec.ts';
import { PeerAudit, type PeerAuditSetting } from './peer-audit.ts';

export interface WriterSetting {
  /** Of the destination folder, which the session keeps open. */
  readonly root: Uint8Array;
  readonly temporaryKey: string;
  readonly checksum: ChecksumName;
  readonly ring: RingMemory;
  readonly audit: PeerAuditSetting;
}

export type WriterReport =
  | {
      readonly kind: 'slot-done';
      /** Since the thread began. */
      readonly writtenBytes: number;
      readonly syncedFiles: number;
      /** For the wire (outcome-codec.ts); undefined when no file ended in this slot. */
      readonly outcomes: Uint8Array<ArrayBuffer> | undefined;
    }
  /** The peer broke the rules; the session ends. */
  | { readonly kind: 'broken'; readonly code: string; readonly message: string };

const setting = workerData as WriterSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

using root = RootDirectory.open({ path: setting.root, make: false });
using audit = PeerAudit.open(setting.audit);
const ring = new RingConsumer(setting.ring);
const meter = new TransferMeter();
const digest = setting.checksum === 'none' ? undefined : await createDigest(setting.checksum);
using receiver = new BlockReceiver({
  publisher: new Publisher({ root, temporaryNames: temporaryNames(setting.temporaryKey) }),
  verification: digest,
  meter,
  onRefused: () => {},
});

try {
  for (let slot = ring.waitForBlock(); slot !== undefined; slot = ring.waitForBlock()) {
    const outcomes = receiver.accept(slot);
    audit.note(outcomes, slot);
    ring.release();
    report(outcomes);
  }
} catch (thrown) {
  const { code, message } = asFault(thrown);
  port.postMessage({ kind: 'broken', code, message } satisfies WriterReport);
}

function report(outcomes: Outcomes): void {
  const isNothing = outcomes.synced.length === 0 && outcomes.failed.length === 0;
  const bytes = isNothing ? undefined : (encodeOutcomes(outcomes) as Uint8Array<ArrayBuffer>);
  const slotDone: WriterReport = {
    kind: 'slot-done',
    writtenBytes: meter.writtenBytes,
    syncedFiles: outcomes.synced.length,
    outcomes: bytes,
  };
  port?.postMessage(slotDone, bytes === undefined ? [] : [bytes.buffer]);
}
