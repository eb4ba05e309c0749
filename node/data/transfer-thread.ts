/** A transfer of this node as the daemon's main thread knows it: a thread of its own, summaries, a stop. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { LimitKeeper } from '../../src/engine/pipeline/limit-keeper.ts';
import type { RunEvent } from '../../src/engine/run/run-event.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { StartTransferThread, TransferOutcome, TransferThread, TransferThreadOptions } from './data-plane.ts';
import { handOutMeeting } from './meet/meeting-thread.ts';
import type { TransferCommand, TransferReport, TransferSetting } from './transfer-worker.ts';

const workerFile = new URL(`./transfer-worker${extname(import.meta.filename)}`, import.meta.url);

export const startTransferThread: StartTransferThread = (options) => {
  const { order, source, destination, backlogFile, auditFile, uploadsFile, nodeLimiter, room } = options;
  const limit = new LimitKeeper({ limit: order.options.bwlimit, clock: systemClock });
  const limiters = [limit.memory, nodeLimiter];
  const { meeting, transferList } = handOutMeeting(options.meeting);
  const workerData: TransferSetting = {
    order,
    source,
    destination,
    meeting,
    backlogFile,
    auditFile,
    uploadsFile,
    limiters,
    room,
  };
  const worker = new Worker(workerFile, { workerData, transferList: [...transferList], name: order.id });
  worker.once('exit', () => limit[Symbol.dispose]());
  const outcome = outcomeOf(worker, options);
  const tell = (command: TransferCommand): void => worker.postMessage(command);
  const stop = (): void => tell({ kind: 'stop' });
  const thread: TransferThread = {
    outcome,
    stop,
    setLimit: (bwlimit) => {
      limit.limit = bwlimit;
    },
    setStreams: (streams) => tell({ kind: 'streams', streams }),
    renew: (pass) => tell({ kind: 'renew', pass }),
    [Symbol.asyncDispose]: async () => {
      stop();
      await outcome;
    },
  };
  return thread;
};

function listener(options: TransferThreadOptions): (event: RunEvent) => void {
  const { onPhase, onWaiting, onProgress, onFileFailed, onFinding } = options;
  return (event) => {
    if (event.kind === 'phase') onPhase(event.phase);
    else if (event.kind === 'waiting') onWaiting(event);
    else if (event.kind === 'progress') onProgress(event.progress);
    else if (event.kind === 'file-failed')
      onFileFailed({ path: event.path, reason: event.reason, isPending: event.isPending });
    else if (event.kind === 'finding')
      onFinding({ path: event.path, code: event.reason.code, message: event.reason.message });
  };
}

function outcomeOf(worker: Worker, options: TransferThreadOptions): Promise<TransferOutcome> {
  const onEvent = listener(options);
  let outcome = failed(new Fault('internal', 'the thread of the transfer ended without a result'));
  worker.on('message', (report: TransferReport) => {
    if (report.kind === 'event') onEvent(report.event);
    else if (report.kind === 'reach') options.onReach(report.reach);
    else if (report.kind === 'stream-failed') options.onStreamFailed(report.reason);
    else if (report.kind === 'ended') outcome = { kind: 'completed', totals: report.summary };
    else if (report.kind === 'stopped') outcome = { kind: 'stopped' };
    else outcome = failed(new Fault(report.code, report.message));
  });
  worker.once('error', (cause) => {
    outcome = failed(new Fault('internal', `the thread of the transfer ended: ${cause}`, { cause }));
  });
  return new Promise((resolve) => worker.once('exit', () => resolve(outcome)));
}

function failed({ code, message, hint, isRetryable }: Fault): TransferOutcome {
  return { kind: 'failed', reason: { code, message, hint }, isRetryable };
}
