/**
 * Leases pending files from the backlog to the lane and records what became of them, until nothing is left. Runs beside
 * the scan, so it ends only when the scan has and a last look finds nothing.
 */
import { Buffer } from 'node:buffer';
import { faultCodes, isFaultCode } from '../../runtime/fault-codes.ts';
import { shownName } from '../../runtime/names.ts';
import type { Clash } from '../disk/name-clash.ts';
import { splitPath } from '../disk/relative-path.ts';
import type { Lane } from '../endpoint/destination.ts';
import type { Failed, LaneItem, Outcomes, Synced } from '../endpoint/item.ts';
import { ProgressReport } from './progress-report.ts';
import { fail, find, halfWritten, leaveOut, noted, type Reason } from './reasons.ts';
import { RetryQueue } from './retry-queue.ts';
import { isLackOfRoom, RoomWait } from './room-wait.ts';
import { commit, isCommitDue, type RunContext } from './run-context.ts';
import { TouchedFolders } from './touched-folders.ts';

const leaseLength = 512;
/** While this many wait for another attempt no new ones are begun. */
const mostRetries = 10_000;
/** When a file that the scan has not come to is looked at again. */
const scanAgainMs = 500;
const commitAfterMs = 200;
const progressMs = 250;

export class TransferPhase {
  readonly #context: RunContext;
  readonly #touched: TouchedFolders | undefined;
  readonly #inFlight = new Map<number, LaneItem>();
  readonly #retries: RetryQueue;
  readonly #progress: ProgressReport;
  readonly #room = new RoomWait();
  /** Clashes that are being looked at; their items are in flight. */
  readonly #resolutions = new Set<Promise<void>>();
  /** Everything up to this row was leased in this pass over the backlog. */
  #cursor = 0;
  #wake = Promise.withResolvers<void>();
  #lost: { readonly thrown: unknown } | undefined;
  #committedAt = performance.now();
  /** As it was said last. */
  #phase: 'transferring' | 'verifying' = 'transferring';

  constructor(context: RunContext) {
    this.#context = context;
    this.#retries = new RetryQueue(context.options.retries);
    this.#progress = new ProgressReport(context);
    this.#touched = context.backlog.counters.pendingFiles > 0 ? new TouchedFolders() : undefined;
  }

  /** There may be new rows, or the scan has ended. */
  notice(): void {
    this.#wake.resolve();
  }

  /** `isScanning` is asked before the last look. */
  async run(isScanning: () => boolean): Promise<void> {
    const { backlog, source, destination, options, limiters, signal } = this.#context;
    await using lane = await source.openLane(destination, {
      temporaryKey: backlog.temporaryKey,
      checksum: options.checksum,
      verify: options.verify,
      inplace: options.inplace,
      renames: this.#context.naming !== undefined,
      blockSizeBytes: options.blockSizeBytes,
      queueCapacity: options.queueCapacity,
      // The first run of a backlog, or one with something left: there will be files.
      isWorkLikely: backlog.counters.pendingFiles > 0 || backlog.counters.syncedFiles === 0,
      limiters,
      onOutcomes: (outcomes) => this.#record(outcomes),
      onLost: (thrown) => this.#lose(thrown),
    });
    const ticker = setInterval(() => this.#tick(lane), progressMs);
    const onAbort = () => this.notice();
    signal.addEventListener('abort', onAbort);
    try {
      await this.#work(lane, isScanning);
      this.#touched?.unsettle(backlog.folders);
    } finally {
      clearInterval(ticker);
      signal.removeEventListener('abort', onAbort);
      await Promise.all(this.#resolutions);
      this.#tick(lane);
      commit(this.#context);
    }
  }

  async #work(lane: Lane, isScanning: () => boolean): Promise<void> {
    const { options, signal } = this.#context;
    for (;;) {
      signal.throwIfAborted();
      if (this.#lost !== undefined) throw this.#lost.thrown;
      this.#wake = Promise.withResolvers();
      const wasScanning = isScanning();
      const items = this.#nextItems();
      if (items.length > 0) {
        this.#say('transferring');
        for (const item of items) {
          this.#inFlight.set(item.id, item);
          this.#touched?.note(item.path);
        }
        // A kill must not forget which files may be half written.
        if (options.inplace) this.#commit();
        await lane.submit(items, signal);
        continue;
      }
      const isIdle = this.#inFlight.size === 0 && this.#retries.length === 0;
      if (isIdle && this.#cursor > 0) {
        // Rows that became pending behind the cursor.
        this.#cursor = 0;
        continue;
      }
      if (isIdle && !wasScanning) {
        // Also where it took no time of its own.
        if (options.verify) this.#say('verifying');
        return;
      }
      await this.#sleep();
    }
  }

  #nextItems(): LaneItem[] {
    const now = Date.now();
    if (this.#room.isWaiting(now)) return [];
    if (this.#room.end(now)) {
      this.#phase = 'transferring';
      this.#context.onEvent({ kind: 'phase', phase: 'transferring' });
    }
    const { backlog, run } = this.#context;
    // As they are by now: a scan may have changed or removed them.
    const due = this.#retries.takeDue(now).flatMap(({ id }) => backlog.files.pending(id) ?? []);
    if (due.length > 0) return due;
    if (this.#retries.length >= mostRetries) return [];
    const items = backlog.files.lease({ after: this.#cursor, limit: leaseLength, run });
    this.#cursor = items.at(-1)?.id ?? this.#cursor;
    return items;
  }

  /** Until something happens or the next attempt is due. */
  async #sleep(): Promise<void> {
    const dueAt = Math.max(this.#retries.nextAt ?? Number.POSITIVE_INFINITY, this.#room.nextAttemptAt);
    const timer = Number.isFinite(dueAt) ? setTimeout(() => this.notice(), Math.max(1, dueAt - Date.now())) : undefined;
    await this.#wake.promise;
    clearTimeout(timer);
  }

  #record({ synced, failed }: Outcomes): void {
    for (const one of synced) this.#recordSynced(one);
    for (const one of failed) this.#recordFailed(one);
    const isDue = performance.now() - this.#committedAt > commitAfterMs;
    if (isDue || isCommitDue(this.#context)) this.#commit();
    if (this.#inFlight.size === 0) this.notice();
  }

  #recordSynced({ id, size, mtimeNs, digest, durationMs, finding }: Synced): void {
    const item = this.#inFlight.get(id);
    if (item === undefined) return;
    const { backlog, options, tally } = this.#context;
    this.#inFlight.delete(id);
    this.#retries.forget(id);
    // It is leased once more, to the path that it has by now.
    if (!backlog.files.isInPlace(item)) return;
    this.#room.noteRoom();
    const checksum =
      digest.length === 0 ? null : Buffer.from(digest.buffer, digest.byteOffset, digest.length).toString('hex');
    backlog.files.markSynced(item, { size, mtimeNs, hash: checksum, hashName: options.checksum });
    tally.add('copied', size);
    this.#progress.done(item.path, size, durationMs);
    if (finding !== undefined) find(this.#context, item.path, finding);
    this.#context.audit.add({
      path: item.path,
      to: item.to,
      event: 'synced',
      size,
      algorithm: checksum === null ? null : options.checksum,
      checksum,
      durationMs,
      error: null,
    });
  }

  #recordFailed(failure: Failed): void {
    const item = this.#inFlight.get(failure.id);
    if (item === undefined) return;
    this.#inFlight.delete(failure.id);
    if (isLackOfRoom(failure.code)) this.#waitForRoom(item, failure);
    else if (this.#isOutdated(item)) this.#retries.postpone(item, Date.now() + scanAgainMs);
    else if (failure.code === 'not-found' && failure.side === 'source') this.#takeGone(item, failure);
    else if (this.#isForgotten(item)) this.#retries.forget(item.id);
    else if (failure.clash !== undefined && item.to === undefined) this.#resolveClash(item, failure, failure.clash);
    else if (!isWorthRetrying(failure) || !this.#retries.add(item, Date.now())) this.#giveUp(item, failure);
    else
      this.#context.backlog.files.markFailed(item.id, { error: `${failure.code}: ${failure.message}`, run: undefined });
    this.notice();
  }

  /** Not an attempt of the file: all others would fail the same way. */
  #waitForRoom(item: LaneItem, failure: Failed): void {
    const wait = this.#room.begin(Date.now());
    if (wait !== undefined) this.#context.onEvent({ kind: 'waiting', reason: noted(failure), ...wait });
    this.#retries.postpone(item, this.#room.nextAttemptAt);
  }

  /** The scan that has ended meanwhile says that the source has no such file. */
  #isForgotten({ id }: LaneItem): boolean {
    return this.#context.backlog.files.scanOf(id) === undefined;
  }

  /** Known from an earlier scan only: the one under way will say whether there is still such a file. */
  #isOutdated({ id }: LaneItem): boolean {
    const { backlog, tally } = this.#context;
    return tally.isScanning && backlog.files.scanOf(id) !== Number(backlog.fact('scan'));
  }

  #takeGone(item: LaneItem, failure: Failed): void {
    const { mayBeTorn, options } = this.#context;
    const isTorn = mayBeTorn || (options.inplace && this.#retries.hasFailed(item.id));
    // Of one that is forgotten the scan has told.
    if (isTorn && !this.#isForgotten(item)) this.#giveUp(item, halfWritten(item.path));
    else this.#recordGone(item, failure);
  }

  /** Deleted at the source since the scan: nothing is left to do, and nothing failed. */
  #recordGone(item: LaneItem, failure: Failed): void {
    this.#context.backlog.files.forget(item);
    this.#context.backlog.folders.forgetListing(splitPath(item.path).folder);
    leaveOut(this.#context, item, failure);
  }

  #resolveClash(item: LaneItem, failure: Failed, clash: Clash): void {
    this.#inFlight.set(item.id, item);
    const resolve = async (): Promise<void> => {
      const isWorthwhile = await this.#context.clashes.resolve(item.path, clash);
      this.#inFlight.delete(item.id);
      if (isWorthwhile) this.#retries.postpone(item, Date.now());
      else this.#giveUp(item, failure);
      this.notice();
    };
    const resolution = resolve().catch((thrown: unknown) => this.#lose(thrown));
    this.#resolutions.add(resolution);
    void resolution.then(() => this.#resolutions.delete(resolution));
  }

  #giveUp(item: LaneItem, { code, message: reason }: Reason): void {
    const { backlog, run } = this.#context;
    const shown = shownName(item.path);
    // What keeps a folder from its place is told of the folder.
    const message = reason.includes(shown) ? reason : `${shown}: ${reason}`;
    backlog.files.markFailed(item.id, { error: `${code}: ${message}`, run });
    fail(this.#context, { ...item, isPending: true }, { code, message });
  }

  #lose(thrown: unknown): void {
    this.#lost ??= { thrown };
    this.notice();
  }

  #tick(lane: Lane): void {
    if (this.#context.backlog.changes > 0) this.#commit();
    const sample = lane.sample();
    const verifying = sample.files.filter(({ state }) => state === 'verifying').length;
    if (verifying > 0 && verifying === this.#inFlight.size && !this.#context.tally.isScanning) this.#say('verifying');
    this.#context.onEvent({
      kind: 'progress',
      progress: this.#progress.sample(sample, (id) => this.#inFlight.get(id)?.path),
    });
  }

  #say(phase: 'transferring' | 'verifying'): void {
    if (phase === this.#phase) return;
    this.#phase = phase;
    this.#context.onEvent({ kind: 'phase', phase });
  }

  #commit(): void {
    commit(this.#context);
    this.#committedAt = performance.now();
  }
}

/** `not-found` at the destination is a folder or temporary file that someone removed meanwhile. */
function isWorthRetrying({ code, side }: Failed): boolean {
  if (code === 'not-found') return side === 'destination';
  return isFaultCode(code) && faultCodes[code].isRetryable;
}
