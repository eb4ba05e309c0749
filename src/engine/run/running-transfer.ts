/** A run on this machine as the main thread sees it: events, a limit that can be changed, a stop, an end. */
import type { Worker } from 'node:worker_threads';
import type { RateLimit } from '../../model/rate-limit.ts';
import { systemClock } from '../../runtime/clock.ts';
import { asFault, Fault } from '../../runtime/fault.ts';
import { LimitKeeper } from '../pipeline/limit-keeper.ts';
import type { RunEvent, RunSummary } from './run-event.ts';
import { startRunThread } from './run-thread.ts';
import type { RunOrder, RunReport, RunSetting } from './run-worker.ts';

export interface RunningTransferOptions extends Omit<RunSetting, 'limiters'> {
  readonly bwlimit: RateLimit | undefined;
  /** One that was started ahead. */
  readonly thread?: Worker;
  /** In order; progress at most four times a second. */
  readonly onEvent: (event: RunEvent) => void;
}

export class RunningTransfer implements AsyncDisposable {
  /** Rejects with a Fault when the run could not go on or was stopped. By then its thread has let go of everything. */
  readonly ended: Promise<RunSummary>;
  readonly #worker: Worker;
  readonly #limit: LimitKeeper;

  private constructor(worker: Worker, limit: LimitKeeper, ended: Promise<RunSummary>) {
    this.#worker = worker;
    this.#limit = limit;
    this.ended = ended;
  }

  static start({ bwlimit, thread = startRunThread(), onEvent, ...setting }: RunningTransferOptions): RunningTransfer {
    const limit = new LimitKeeper({ limit: bwlimit, clock: systemClock });
    thread.ref();
    thread.once('exit', () => limit[Symbol.dispose]());
    const running = new RunningTransfer(thread, limit, endOf(thread, onEvent));
    thread.postMessage({ kind: 'run', setting: { ...setting, limiters: [limit.memory] } } satisfies RunOrder);
    return running;
  }

  /** In force at once. */
  set bwlimit(limit: RateLimit | undefined) {
    this.#limit.limit = limit;
  }

  /** Ends within a second with this fault; what is left stays in the backlog. May be called more than once. */
  stop(fault: Fault): void {
    this.#worker.postMessage({ kind: 'stop', code: fault.code, message: fault.message } satisfies RunOrder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop(new Fault('interrupted', 'the run was let go'));
    await this.ended.catch(() => {});
  }
}

function endOf(worker: Worker, onEvent: (event: RunEvent) => void): Promise<RunSummary> {
  return new Promise((resolve, reject) => {
    let end = () => reject(new Fault('internal', 'the thread of the run ended without a result'));
    worker.on('message', (report: RunReport) => {
      if (report.kind === 'event') onEvent(report.event);
      else if (report.kind === 'ended') end = () => resolve(report.summary);
      else end = () => reject(new Fault(report.code, report.message));
    });
    worker.once('error', (thrown) => {
      end = () => reject(asFault(thrown));
    });
    worker.once('exit', () => end());
  });
}
