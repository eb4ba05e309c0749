/** One thread with many files in flight, of which one end or both are stores. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Lane, LaneSample } from '../../../src/engine/endpoint/destination.ts';
import { type LaneItem, packItems, unpackOutcomes } from '../../../src/engine/endpoint/item.ts';
import { largeFileBytes } from '../../../src/engine/pipeline/block-sender.ts';
import { TransferMeter } from '../../../src/engine/pipeline/transfer-meter.ts';
import { WorkMeter } from '../../../src/engine/pipeline/work-meter.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import type { StoreLaneOptions } from './open-store-lane.ts';
import type { StoreLaneJob, StoreLaneReport, StoreLaneSetting } from './store-lane-worker.ts';

const workerFile = new URL(`./store-lane-worker${extname(import.meta.filename)}`, import.meta.url);
/**
 * What connections bring lies outside V8's heap and is let go of when the young objects that hold it are collected. With
 * few of those at a time that costs a millisecond; else each 64 MiB make V8 collect everything.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 2 };
/** As many files as any end has in flight. */
const mostInFlight = 64;
/** Files that wait in the thread: enough that it never waits for the next message. */
const mostWaiting = 1024;

export interface OneStoreLaneOptions extends StoreLaneOptions {
  /** Of pieces that were read and are not written yet, of all files together. */
  readonly bytesInFlight: number;
}

export class StoreLane implements Lane {
  readonly #work = new WorkMeter();
  readonly #meters = Array.from({ length: mostInFlight }, () => new TransferMeter());
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  readonly #options: OneStoreLaneOptions;
  #length = 0;
  #room = Promise.withResolvers<void>();
  #loss: { readonly thrown: unknown } | undefined;
  #isClosing = false;

  constructor(options: OneStoreLaneOptions) {
    const { from, to, temporaryKey, checksum, verify, limiters, bytesInFlight } = options;
    const meters = this.#meters.map(({ memory }) => memory);
    const { memory: work } = this.#work;
    const workerData: StoreLaneSetting = {
      from,
      to,
      temporaryKey,
      checksum,
      verify,
      limiters,
      bytesInFlight,
      meters,
      work,
    };
    this.#options = options;
    this.#worker = new Worker(workerFile, { workerData, name: 'store-lane', resourceLimits });
    this.#exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.on('message', (report: StoreLaneReport) => this.#take(report));
    this.#worker.once('error', (thrown) => this.#lose(thrown));
    this.#worker.once('exit', () => {
      if (!this.#isClosing) this.#lose(new Error('the thread of the lane ended'));
    });
  }

  async submit(items: readonly LaneItem[], signal: AbortSignal): Promise<void> {
    this.#length += items.length;
    this.#worker.postMessage({ kind: 'move', items: packItems(items) } satisfies StoreLaneJob);
    while (this.#length > mostWaiting) {
      if (this.#loss !== undefined) throw this.#loss.thrown;
      this.#room = Promise.withResolvers();
      await unlessAborted(this.#room.promise, signal);
    }
  }

  sample(): LaneSample {
    const files = this.#meters.flatMap(({ file }) =>
      file === undefined || file.sizeBytes <= largeFileBytes ? [] : { ...file, state: 'sending' as const },
    );
    const writtenBytes = this.#meters.reduce((sum, meter) => sum + meter.writtenBytes, 0);
    return { writtenBytes, files, streams: undefined, work: this.#work.times };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    this.#worker.postMessage({ kind: 'close' } satisfies StoreLaneJob);
    await this.#exited;
  }

  #take({ batch }: StoreLaneReport): void {
    const outcomes = unpackOutcomes(batch);
    this.#length -= outcomes.synced.length + outcomes.failed.length;
    this.#options.onOutcomes(outcomes);
    this.#room.resolve();
  }

  #lose(thrown: unknown): void {
    if (this.#loss !== undefined) return;
    this.#loss = { thrown };
    this.#options.onLost(thrown);
    this.#room.resolve();
  }
}
