/** The thread of a local lane that keeps many calls in flight, as the lane sees it. */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { TransferMeter } from '../pipeline/transfer-meter.ts';
import { WorkMeter } from '../pipeline/work-meter.ts';
import { threadMemory } from '../thread-memory.ts';
import { type LaneItem, type Outcomes, packItems, unpackItems, unpackOutcomes } from './item.ts';
import type { PoolLaneJob, PoolLaneReport, PoolLaneSetting } from './pool-lane-worker.ts';

const workerFile = new URL(`./pool-lane-worker${extname(import.meta.filename)}`, import.meta.url);

export interface PoolThreadOptions extends Omit<PoolLaneSetting, 'meter' | 'work'> {
  readonly onOutcomes: (outcomes: Outcomes) => void;
  /** Fewer files are waiting than before. */
  readonly onRoom: () => void;
  /** These are not copied: they must go block by block. */
  readonly onLarge: (items: readonly LaneItem[]) => void;
  readonly onLost: (thrown: unknown) => void;
}

export class PoolThread implements AsyncDisposable {
  readonly meter = new TransferMeter();
  readonly work = new WorkMeter();
  readonly #options: PoolThreadOptions;
  readonly #worker: Worker;
  readonly #exited: Promise<unknown>;
  #length = 0;

  constructor(options: PoolThreadOptions) {
    this.#options = options;
    const { sourceRoot, destinationRoot, temporaryKey, checksum, verify, limiters, room } = options;
    const workerData: PoolLaneSetting = {
      sourceRoot,
      destinationRoot,
      temporaryKey,
      checksum,
      verify,
      limiters,
      meter: this.meter.memory,
      work: this.work.memory,
      room,
    };
    this.#worker = new Worker(workerFile, { workerData, name: 'pool-lane', resourceLimits: threadMemory });
    this.#exited = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.on('message', (report: PoolLaneReport) => this.#take(report));
    this.#worker.once('error', options.onLost);
  }

  /** Files that wait or are in flight. */
  get length(): number {
    return this.#length;
  }

  add(items: readonly LaneItem[]): void {
    this.#length += items.length;
    this.#worker.postMessage({ kind: 'copy', items: packItems(items) } satisfies PoolLaneJob);
  }

  /** Gives up what is under way; temporary files are removed. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.postMessage({ kind: 'close' } satisfies PoolLaneJob);
    await this.#exited;
  }

  #take(report: PoolLaneReport): void {
    if (report.kind === 'large') {
      const items = unpackItems(report.items);
      this.#length -= items.length;
      this.#options.onLarge(items);
    } else {
      const outcomes = unpackOutcomes(report.batch);
      this.#length -= outcomes.synced.length + outcomes.failed.length;
      this.#options.onOutcomes(outcomes);
    }
    this.#options.onRoom();
  }
}
