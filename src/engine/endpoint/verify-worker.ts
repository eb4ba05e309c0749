/** The thread of a local lane that reads large files back while the others copy. */
import { parentPort, workerData } from 'node:worker_threads';
import { Verifier, type VerifierSetting } from '../pipeline/verifier.ts';
import { type OutcomeBatch, packOutcomes } from './item.ts';
import type { VerifyJob } from './verify-thread.ts';

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

const verifier = await Verifier.open(workerData as VerifierSetting);

port.on('message', (job: VerifyJob) => {
  if (job.kind === 'close') {
    verifier[Symbol.dispose]();
    port.close();
    return;
  }
  const outcomes = verifier.publish(job.file);
  if (outcomes !== undefined) port.postMessage(packOutcomes(outcomes) satisfies OutcomeBatch);
});
