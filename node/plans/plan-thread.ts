/** A plan in a thread of its own: a mount that hangs holds up this thread and nobody else. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PlanAnswer } from '../../src/model/plan-request.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { MeetingWays } from '../data/data-plane.ts';
import { handOutMeeting } from '../data/meet/meeting-thread.ts';
import type { PlanReport, PlanSetting, PlanStop } from './plan-worker.ts';

const workerFile = new URL(`./plan-worker${extname(import.meta.filename)}`, import.meta.url);

export interface PlanThreadOptions extends Omit<PlanSetting, 'meeting'> {
  /** How a peer is met that cannot be dialled; undefined where there is no other way. */
  readonly meeting: MeetingWays | undefined;
}

export type MakePlanInThread = (options: PlanThreadOptions, signal: AbortSignal) => Promise<PlanAnswer>;

/** Settles when the thread has let go of everything. Throws what the plan met; stopped by the signal, `interrupted`. */
export const makePlanInThread: MakePlanInThread = async (options, signal) => {
  signal.throwIfAborted();
  const { meeting, transferList } = handOutMeeting(options.meeting);
  const workerData: PlanSetting = { ...options, meeting };
  const worker = new Worker(workerFile, { workerData, transferList: [...transferList], name: 'plan' });
  const { promise: exited, resolve } = Promise.withResolvers<void>();
  let report: PlanReport | undefined;
  let cause: unknown;
  worker.on('message', (message: PlanReport) => {
    report = message;
  });
  worker.once('error', (thrown) => {
    cause = thrown;
  });
  worker.once('exit', () => resolve());
  const stop = (): void => worker.postMessage({ kind: 'stop' } satisfies PlanStop);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await exited;
  } finally {
    signal.removeEventListener('abort', stop);
  }
  if (report?.kind === 'made') return report.answer;
  if (report?.kind === 'failed') throw new Fault(report.code, report.message);
  throw new Fault('internal', 'the thread of the plan ended without a result', { cause });
};
