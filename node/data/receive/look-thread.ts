/** A place that a peer looks at, held open by a thread of its own (look-worker.ts). */
import { Buffer } from 'node:buffer';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { TargetFacts } from '../../../src/engine/plan/plan-target.ts';
import { faultFromBody } from '../../../src/protocol/fault-body.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { RootedPath } from '../../roots.ts';
import type { LookOrder, LookReport } from './look-worker.ts';

const workerFile = new URL(`./look-worker${extname(import.meta.filename)}`, import.meta.url);

export interface SeenPlace {
  /** `/proc/self/fd/N`: good in this process until the thread is disposed. */
  readonly path: Buffer;
  readonly facts: TargetFacts;
}

export class LookThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #exit: Promise<void>;
  readonly #opened = Promise.withResolvers<SeenPlace>();
  #tried = Promise.withResolvers<readonly boolean[]>();
  #failure: Fault | undefined;

  private constructor(place: RootedPath) {
    this.#worker = new Worker(workerFile, { workerData: place, name: 'look' });
    this.#exit = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (report: LookReport) => this.#take(report));
    this.#worker.once('error', (cause) =>
      this.#fail(new Fault('internal', `the thread that looks ended: ${cause}`, { cause })),
    );
    this.#worker.once('exit', () => this.#fail(new Fault('interrupted', 'the folder was closed')));
    // Awaited by whoever opened it, unless the session ended before.
    this.#opened.promise.catch(() => {});
    this.#tried.promise.catch(() => {});
  }

  static open(place: RootedPath): LookThread {
    return new LookThread(place);
  }

  /** Rejects with what opening the place met. */
  get opened(): Promise<SeenPlace> {
    return this.#opened.promise;
  }

  /** One question at a time. */
  async refusesLong(names: readonly Buffer[]): Promise<readonly boolean[]> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#tried = Promise.withResolvers();
    this.#worker.postMessage({ kind: 'try', names } satisfies LookOrder);
    return await this.#tried.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.postMessage({ kind: 'close' } satisfies LookOrder);
    await this.#exit;
  }

  #take(report: LookReport): void {
    if (report.kind === 'opened') this.#opened.resolve({ facts: report.facts, path: Buffer.from(report.path) });
    else if (report.kind === 'tried') this.#tried.resolve(report.refused);
    else this.#fail(faultFromBody(report));
  }

  #fail(fault: Fault): void {
    this.#failure ??= fault;
    this.#opened.reject(this.#failure);
    this.#tried.reject(this.#failure);
  }
}
