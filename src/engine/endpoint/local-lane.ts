/**
 * The lane from local disk to local disk: two threads with synchronous calls, which on a fast disk cost a fraction of
 * asynchronous ones (docs/architecture.md). Small files go to whichever thread has less to do, in batches; a large file
 * occupies one, or both, one reading and one writing, around a ring of shared blocks (large-file-way.ts). Where calls take
 * long, small files go to two other threads with many calls in flight; now and then a few are copied the first way, to see
 * whether they still do.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { unlessAborted } from '../../runtime/unless-aborted.ts';
import type { UnfinishedPlace } from '../disk/unfinished-files.ts';
import { slotOverhead } from '../pipeline/block.ts';
import { createRing, RingProducer } from '../pipeline/block-ring.ts';
import { StopFlag } from '../pipeline/stop-flag.ts';
import { TransferMeter } from '../pipeline/transfer-meter.ts';
import type { VerifierSetting } from '../pipeline/verifier.ts';
import { addWork, noWork, WorkMeter } from '../pipeline/work-meter.ts';
import { threadMemory } from '../thread-memory.ts';
import { type Batch, batches } from './batches.ts';
import type { FolderLaneOptions, Lane, LaneSample } from './destination.ts';
import { type LaneItem, type OutcomeBatch, packItems, unpackItems, unpackOutcomes } from './item.ts';
import { LanePace } from './lane-pace.ts';
import { LargeFileWay } from './large-file-way.ts';
import type { LaneJob, LaneReport, LocalLaneSetting } from './local-lane-worker.ts';
import { PoolThreads } from './pool-threads.ts';
import { VerifyThread } from './verify-thread.ts';

const verifierFile = new URL(`./verify-worker${extname(import.meta.filename)}`, import.meta.url);
const workerFile = new URL(`./local-lane-worker${extname(import.meta.filename)}`, import.meta.url);
/** Enough that a thread never waits for the next message, few enough that a stop is quick. A large file is that much. */
const mostJobs = 3;
/** Files that wait for the thread pool: enough to come from many folders. */
const mostInPool = 8192;
const trialFiles = 8;
const trialEveryMs = 2000;

interface LaneThread {
  readonly worker: Worker;
  readonly exited: Promise<unknown>;
  readonly meter: TransferMeter;
  readonly work: WorkMeter;
  /** Of the jobs that it was given, first to last. */
  readonly weights: number[];
}

interface LaneThreads {
  readonly reader: LaneThread;
  readonly writer: LaneThread;
}

export interface LocalLaneOptions extends FolderLaneOptions {
  readonly destinationRoot: Uint8Array;
  readonly unfinished: UnfinishedPlace;
}

export class LocalLane implements Lane {
  readonly #options: LocalLaneOptions;
  readonly #stop = new StopFlag();
  readonly #largeFiles = new LargeFileWay();
  readonly #pace: LanePace | undefined;
  readonly #ring;
  /** Started with the first file at the latest: a run with nothing to do needs none. */
  #threads: LaneThreads | undefined;
  readonly #verifier: VerifyThread<VerifierSetting, OutcomeBatch> | undefined;
  #pool: PoolThreads | undefined;
  #trialAt = 0;
  #room = Promise.withResolvers<void>();
  #isClosing = false;
  #loss: { readonly thrown: unknown } | undefined;

  private constructor(options: LocalLaneOptions) {
    this.#options = options;
    // The other threads write new files beside their targets and know no other way.
    this.#pace = options.unfinished.kind === 'beside' && !options.inplace ? new LanePace() : undefined;
    this.#ring = createRing({ capacity: options.queueCapacity, slotBytes: options.blockSizeBytes + slotOverhead });
    const { destinationRoot: root, temporaryKey, unfinished, checksum, verify, onOutcomes } = options;
    this.#verifier = !verify
      ? undefined
      : new VerifyThread({
          workerFile: verifierFile,
          setting: { root, temporaryKey, unfinished, checksum },
          onReport: (batch) => {
            onOutcomes(unpackOutcomes(batch));
            this.#room.resolve();
          },
          onLost: (thrown) => this.#lose(thrown),
        });
  }

  static open(options: LocalLaneOptions): LocalLane {
    const lane = new LocalLane(options);
    if (options.isWorkLikely) lane.#startThreads();
    return lane;
  }

  async submit(items: readonly LaneItem[], signal: AbortSignal): Promise<void> {
    const threads = this.#startThreads();
    for (const batch of batches(items)) {
      await this.#waitForRoom(signal);
      if (batch.isLarge) this.#copyLarge(threads, batch);
      else if (this.#pace?.isSlow === true) this.#copyInPool(threads, batch.items);
      else this.#copy(threads, batch.items, { weight: 1, isTrial: false });
    }
    await this.#waitForRoom(signal);
  }

  sample(): LaneSample {
    const threads = [...this.#started, ...(this.#pool?.threads ?? [])];
    const meters = threads.map(({ meter }) => meter);
    return {
      writtenBytes: meters.reduce((sum, meter) => sum + meter.writtenBytes, 0),
      files: [
        ...meters.flatMap(({ file }) => (file === undefined ? [] : { ...file, state: 'sending' as const })),
        ...(this.#verifier?.files ?? []),
      ],
      streams: undefined,
      work: addWork(...threads.map(({ work }) => work.times), { ...noWork, destination: this.#verifier?.busyMs ?? 0 }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#stop.raise();
    new RingProducer(this.#ring).stop();
    await Promise.all([
      this.#pool?.[Symbol.asyncDispose](),
      ...this.#started.map(({ worker, exited }) => {
        worker.postMessage({ kind: 'close' } satisfies LaneJob);
        return exited;
      }),
    ]);
    // By now it has everything that they have written.
    await this.#verifier?.[Symbol.asyncDispose]();
  }

  #copyLarge(threads: LaneThreads, batch: Batch): void {
    const { reader, writer } = threads;
    const isAlone = batch.isLast && loadOf(reader) === 0 && loadOf(writer) === 0;
    if (this.#largeFiles.isForOneThread(isAlone)) {
      this.#copy(threads, batch.items, { weight: mostJobs, isTrial: false });
      return;
    }
    this.#copyInTwo(threads, batch.items);
  }

  #copyInTwo({ reader, writer }: LaneThreads, items: readonly LaneItem[]): void {
    this.#post(reader, { kind: 'send', items: packItems(items) }, 1);
    this.#post(writer, { kind: 'receive' }, 1);
  }

  #copy(
    { reader, writer }: LaneThreads,
    items: readonly LaneItem[],
    { weight, isTrial }: { readonly weight: number; readonly isTrial: boolean },
  ): void {
    const thread = loadOf(reader) <= loadOf(writer) ? reader : writer;
    this.#post(thread, { kind: 'copy', items: packItems(items), isTrial }, weight);
  }

  #copyInPool(threads: LaneThreads, items: readonly LaneItem[]): void {
    const pool = this.#poolThreads(threads);
    const now = performance.now();
    const isTrialDue = now >= this.#trialAt && loadOf(threads.reader) === 0;
    if (isTrialDue) {
      this.#trialAt = now + trialEveryMs;
      this.#copy(threads, items.slice(0, trialFiles), { weight: 1, isTrial: true });
    }
    pool.add(isTrialDue ? items.slice(trialFiles) : items);
  }

  #poolThreads(threads: LaneThreads): PoolThreads {
    if (this.#pool !== undefined) return this.#pool;
    this.#trialAt = performance.now() + trialEveryMs;
    this.#pool = new PoolThreads({
      ...this.#options,
      onRoom: () => this.#room.resolve(),
      onLarge: (items) => {
        for (const item of items) this.#copyInTwo(threads, [item]);
      },
      onLost: (thrown) => this.#lose(thrown),
    });
    return this.#pool;
  }

  get #started(): readonly LaneThread[] {
    return this.#threads === undefined ? [] : [this.#threads.reader, this.#threads.writer];
  }

  #startThreads(): LaneThreads {
    this.#threads ??= { reader: this.#startThread(), writer: this.#startThread() };
    return this.#threads;
  }

  #startThread(): LaneThread {
    const { isWorkLikely, queueCapacity, onOutcomes, onLost, ...setting } = this.#options;
    const meter = new TransferMeter();
    const work = new WorkMeter();
    const workerData: LocalLaneSetting = {
      ...setting,
      ring: this.#ring,
      stop: this.#stop.memory,
      meter: meter.memory,
      work: work.memory,
      pace: this.#pace?.memory,
    };
    const worker = new Worker(workerFile, { workerData, name: 'lane', resourceLimits: threadMemory });
    const exited = new Promise((resolve) => worker.once('exit', resolve));
    const thread = { worker, exited, meter, work, weights: [] };
    worker.on('message', (report: LaneReport) => this.#take(thread, report));
    worker.once('error', (thrown) => this.#lose(thrown));
    return thread;
  }

  #take(thread: LaneThread, report: LaneReport): void {
    if (report.kind === 'outcomes') {
      this.#options.onOutcomes(unpackOutcomes(report.batch));
      return;
    }
    if (report.kind === 'written') {
      this.#verifier?.take(report.file);
      return;
    }
    thread.weights.shift();
    if (report.largeFile !== undefined) this.#largeFiles.observe(report.largeFile);
    if (report.left !== undefined && this.#threads !== undefined && !this.#isClosing)
      this.#poolThreads(this.#threads).add(unpackItems(report.left));
    this.#room.resolve();
  }

  #lose(thrown: unknown): void {
    if (this.#isClosing || this.#loss !== undefined) return;
    this.#loss = { thrown };
    this.#room.resolve();
    this.#options.onLost(thrown);
  }

  #post(thread: LaneThread, job: LaneJob, weight: number): void {
    thread.weights.push(weight);
    thread.worker.postMessage(job);
  }

  get #hasRoom(): boolean {
    const hasPoolRoom = this.#pace?.isSlow !== true || (this.#pool?.length ?? 0) < mostInPool;
    const hasThreadRoom = this.#started.some((thread) => loadOf(thread) < mostJobs);
    return hasPoolRoom && hasThreadRoom && this.#verifier?.hasRoom !== false;
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    while (!this.#hasRoom && this.#loss === undefined) {
      this.#room = Promise.withResolvers();
      await unlessAborted(this.#room.promise, signal);
    }
    signal.throwIfAborted();
    if (this.#loss !== undefined) throw this.#loss.thrown;
  }
}

function loadOf({ weights }: LaneThread): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}
