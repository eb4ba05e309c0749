/** A thread that reads back what others have written, as a lane knows it; it starts with the first file. */
import { Worker } from 'node:worker_threads';
import { StopFlag } from '../pipeline/stop-flag.ts';
import { TransferMeter } from '../pipeline/transfer-meter.ts';
import type { VerifierSetting } from '../pipeline/verifier.ts';
import type { WrittenFile } from '../pipeline/written-file.ts';
import { threadMemory } from '../thread-memory.ts';
import type { FileUnderWay } from './destination.ts';

/** Files that are written and wait for it, each open and with its temporary file: no more are written meanwhile. */
const mostWaiting = 4;

export type VerifyJob = { readonly kind: 'verify'; readonly file: WrittenFile } | { readonly kind: 'close' };

export interface VerifyThreadOptions<Setting extends VerifierSetting, Report> {
  /** It takes `VerifyJob`s and posts one report for each file, none once it is stopped. */
  readonly workerFile: URL;
  readonly setting: Omit<Setting, 'stop' | 'meter'>;
  /** In the order of the files. */
  readonly onReport: (report: Report) => void;
  readonly onLost: (thrown: unknown) => void;
}

interface StartedThread {
  readonly worker: Worker;
  readonly exited: Promise<unknown>;
}

export class VerifyThread<Setting extends VerifierSetting, Report> implements AsyncDisposable {
  readonly #options: VerifyThreadOptions<Setting, Report>;
  readonly #stop = new StopFlag();
  readonly #meter = new TransferMeter();
  #files: readonly Pick<WrittenFile, 'item' | 'size'>[] = [];
  #started: StartedThread | undefined;
  #busyMs = 0;
  #busySince = 0;

  constructor(options: VerifyThreadOptions<Setting, Report>) {
    this.#options = options;
  }

  get hasRoom(): boolean {
    return this.#files.length < mostWaiting;
  }

  /** How long there was something to read back, in all. */
  get busyMs(): number {
    return this.#busyMs + (this.#files.length > 0 ? performance.now() - this.#busySince : 0);
  }

  /** Waiting, or being read. */
  get files(): readonly FileUnderWay[] {
    const current = this.#meter.file;
    return this.#files.map(({ item, size }) => {
      const doneBytes = current?.id === item ? current.doneBytes : 0;
      return { id: item, sizeBytes: size, doneBytes, state: 'verifying' };
    });
  }

  take(file: WrittenFile): void {
    this.#started ??= this.#start();
    if (this.#files.length === 0) this.#busySince = performance.now();
    this.#files = [...this.#files, { item: file.item, size: file.size }];
    this.#started.worker.postMessage({ kind: 'verify', file } satisfies VerifyJob);
  }

  /** What it has is read back and published; then it ends. */
  async finish(): Promise<void> {
    this.#started?.worker.postMessage({ kind: 'close' } satisfies VerifyJob);
    await this.#started?.exited;
  }

  /** What it has is forgotten, and temporary files removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.raise();
    await this.finish();
  }

  #start(): StartedThread {
    const { workerFile, setting, onReport, onLost } = this.#options;
    const workerData = { ...setting, stop: this.#stop.memory, meter: this.#meter.memory };
    const worker = new Worker(workerFile, { workerData, name: 'verifier', resourceLimits: threadMemory });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.on('message', (report: Report) => {
      const busyMs = this.busyMs;
      this.#files = this.#files.slice(1);
      if (this.#files.length === 0) this.#busyMs = busyMs;
      onReport(report);
    });
    worker.once('error', onLost);
    return { worker, exited };
  }
}
