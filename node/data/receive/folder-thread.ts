/** The destination folder of a session, held open by a thread of its own (folder-worker.ts). */
import { Buffer } from 'node:buffer';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Clash } from '../../../src/engine/disk/name-clash.ts';
import type { UnfinishedPlace } from '../../../src/engine/disk/unfinished-files.ts';
import type {
  DestinationCapabilities,
  Failure,
  FolderTimes,
  Removal,
} from '../../../src/engine/endpoint/destination.ts';
import { faultFromBody } from '../../../src/protocol/fault-body.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import type { FolderOrder, FolderReport, FolderSetting } from './folder-worker.ts';

const workerFile = new URL(`./folder-worker${extname(import.meta.filename)}`, import.meta.url);

export interface OpenedFolder {
  /** `/proc/self/fd/N`: good in this process until the thread is disposed. */
  readonly path: Buffer;
  readonly capabilities: DestinationCapabilities;
  /** Good as long. */
  readonly unfinished: UnfinishedPlace;
}

type Question<K> = Omit<Extract<FolderOrder, { kind: K }>, 'id'>;

export class FolderThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #exit: Promise<void>;
  readonly #opened = Promise.withResolvers<OpenedFolder>();
  readonly #waiting = new Map<number, PromiseWithResolvers<readonly Failure[]>>();
  #count = 0;
  #failure: Fault | undefined;

  private constructor(setting: FolderSetting) {
    this.#worker = new Worker(workerFile, { workerData: setting, name: 'folders' });
    this.#exit = new Promise((resolve) => this.#worker.once('exit', () => resolve()));
    this.#worker.on('message', (report: FolderReport) => this.#take(report));
    this.#worker.once('error', (cause) =>
      this.#fail(new Fault('internal', `the folder thread ended: ${cause}`, { cause })),
    );
    this.#worker.once('exit', () => this.#fail(new Fault('interrupted', 'the folder was closed')));
    // Awaited by whoever opened it, unless the session ended before.
    this.#opened.promise.catch(() => {});
  }

  static open(setting: FolderSetting): FolderThread {
    return new FolderThread(setting);
  }

  /** Rejects with what opening the folder met. */
  get opened(): Promise<OpenedFolder> {
    return this.#opened.promise;
  }

  async settle(entries: readonly FolderTimes[]): Promise<readonly Failure[]> {
    return await this.#ask({ kind: 'settle', entries });
  }

  async remove(entries: readonly Removal[]): Promise<readonly Failure[]> {
    return await this.#ask({ kind: 'remove', entries });
  }

  async respell(path: Buffer, clash: Clash): Promise<readonly Failure[]> {
    return await this.#ask({ kind: 'respell', path, clash });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.postMessage({ kind: 'close' } satisfies FolderOrder);
    await this.#exit;
  }

  async #ask(order: Question<'settle'> | Question<'remove'> | Question<'respell'>): Promise<readonly Failure[]> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#count += 1;
    const answer = Promise.withResolvers<readonly Failure[]>();
    this.#waiting.set(this.#count, answer);
    this.#worker.postMessage({ ...order, id: this.#count });
    return await answer.promise;
  }

  #take(report: FolderReport): void {
    if (report.kind === 'opened') this.#opened.resolve({ ...report, path: Buffer.from(report.path) });
    else if (report.kind === 'failed') this.#fail(faultFromBody(report));
    else {
      this.#waiting.get(report.id)?.resolve(report.failures);
      this.#waiting.delete(report.id);
    }
  }

  #fail(fault: Fault): void {
    this.#failure ??= fault;
    this.#opened.reject(this.#failure);
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
  }
}
