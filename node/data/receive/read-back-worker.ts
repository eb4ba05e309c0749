/** The thread that reads back the large files of one peer and publishes them, while the writer goes on with the next ones. */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import type { VerifyJob } from '../../../src/engine/endpoint/verify-thread.ts';
import { Verifier, type VerifierSetting } from '../../../src/engine/pipeline/verifier.ts';
import { type EndedFiles, endedFiles } from './ended-files.ts';
import { PeerAudit, type PeerAuditSetting } from './peer-audit.ts';

export interface PeerVerifierSetting extends VerifierSetting {
  readonly audit: PeerAuditSetting;
}

const setting = workerData as PeerVerifierSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

const audit = PeerAudit.open(setting.audit);
const verifier = await Verifier.open(setting);

port.on('message', (job: VerifyJob) => {
  if (job.kind === 'close') {
    verifier[Symbol.dispose]();
    audit[Symbol.dispose]();
    port.close();
    return;
  }
  const outcomes = verifier.publish(job.file);
  if (outcomes === undefined) return;
  audit.note(outcomes, new Map([[job.file.item, Buffer.from(job.file.path)]]));
  const ended: EndedFiles = endedFiles(outcomes);
  port.postMessage(ended, [ended.outcomes.buffer]);
});
