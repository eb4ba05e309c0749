/**
 * Every transfer, its state and its latest progress. The only writer of transfers: states move by `nextTransferState`, a
 * batch of reports is stored whole or not at all, and progress is kept in memory alone.
 */
import { formatLocation } from '../../src/model/location.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { RateLimit } from '../../src/model/rate-limit.ts';
import type { Streams } from '../../src/model/streams.ts';
import { ownerOf, type Transfer } from '../../src/model/transfer.ts';
import {
  type FaultNote,
  isEnded,
  nextTransferState,
  type QueueReason,
  type TransferEvent,
  type TransferState,
} from '../../src/model/transfer-state.ts';
import type { TransferFilter, TransferWindow } from '../../src/protocol/console-link.ts';
import type { NodeReport } from '../../src/protocol/node-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { formatDuration } from '../../src/runtime/units.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { NodeStore } from '../nodes/node-store.ts';
import type { WatchedStore } from '../watches/watched-store.ts';
import { ActiveTransfers } from './active-transfers.ts';
import type { FailureStore } from './failure-store.ts';
import type { FindingStore } from './finding-store.ts';
import { startedByKey } from './known-key.ts';
import { latenessOf } from './lateness.ts';
import { type Glance, type HeardProgress, LiveProgress } from './live-progress.ts';
import { moved } from './moved.ts';
import { startedAnew } from './started-anew.ts';
import type { StepStore } from './step-store.ts';
import { isOfNode } from './take-report.ts';
import { takeReports } from './take-reports.ts';
import type { Throughput } from './throughput.ts';
import type { Asked, NewTransfers, StoredTransfer, TransferStore } from './transfer-store.ts';

/** Counts what happens. */
export interface TransferMeter {
  heard(transfer: StoredTransfer, progress: HeardProgress['progress']): void;
  /** Once. */
  ended(transfer: StoredTransfer): void;
}

export interface LedgerOptions {
  readonly database: Sqlite;
  readonly store: TransferStore;
  readonly failures: FailureStore;
  readonly findings: FindingStore;
  readonly steps: StepStore;
  readonly nodes: NodeStore;
  readonly watched: WatchedStore;
  readonly audit: AuditLog;
  readonly throughput: Throughput;
  readonly meter: TransferMeter;
  /** Why one that is queued does not begin, as far as the hub knows. */
  readonly reasonOf: (transfer: StoredTransfer) => QueueReason | undefined;
  readonly clock: Clock;
}

export class Ledger {
  readonly #options: LedgerOptions;
  readonly #active: ActiveTransfers;
  readonly #live = new LiveProgress();
  readonly #listeners = new Set<() => void>();

  constructor(options: LedgerOptions) {
    this.#options = options;
    this.#active = new ActiveTransfers(options.store.active());
  }

  /**
   * One transfer for each destination, all of them or none. What the same key has started before is the answer, and nothing
   * is new. Throws `usage` for a key that has started something else.
   */
  add(request: NewTransfers): { readonly transfers: Transfer[]; readonly isNew: boolean } {
    const { database, store, steps, audit } = this.#options;
    const { transfers, isNew } = database
      .transaction(() => {
        const earlier = request.key === undefined ? [] : store.ofKey(request.key);
        if (earlier.length > 0) return { transfers: startedByKey(earlier, request), isNew: false };
        const added = store.add(request);
        for (const { id, fanOut, source, destination, state, createdAt, createdBy: who } of added) {
          steps.note(id, createdAt, state);
          const together = fanOut === undefined ? '' : `, fan-out ${fanOut}`;
          const detail = `${formatLocation(source)} -> ${formatLocation(destination)}${together}`;
          audit.append({ who, action: 'transfer.start', object: id, result: 'ok', detail });
        }
        return { transfers: added, isNew: true };
      })
      .immediate();
    if (isNew) for (const transfer of transfers) this.#remember(transfer);
    return { transfers: transfers.map((transfer) => this.#shown(transfer)), isNew };
  }

  /** Throws `transfer-unknown`. */
  get(id: TransferId): Transfer {
    return this.#shown(this.stored(id));
  }

  /** Throws `transfer-unknown`. */
  stored(id: TransferId): StoredTransfer {
    const transfer = this.#active.get(id) ?? this.#options.store.get(id);
    if (transfer === undefined) throw new Fault('transfer-unknown', `there is no transfer ${id}`);
    return transfer;
  }

  /** Everything that has not ended, as it is stored. */
  get active(): ActiveTransfers {
    return this.#active;
  }

  /** What of it all is summed up, several times a second. */
  glances(): Glance[] {
    return Array.from(this.#active.all(), (transfer) => this.#live.glance(transfer));
  }

  /** Newest first. */
  page(filter: TransferFilter, offset: number, limit: number): TransferWindow {
    const { transfers, total } =
      filter === 'active'
        ? { transfers: this.#active.page(offset, limit), total: this.#active.size }
        : this.#options.store.page(filter, offset, limit);
    return { transfers: transfers.map((transfer) => this.#shown(transfer)), total };
  }

  countTroubled(since: number): number {
    return this.#options.store.countTroubled(since);
  }

  /** From here on the owner may know of it. */
  markOrdered(id: TransferId): void {
    const { audit, clock } = this.#options;
    const transfer = this.stored(id);
    if (transfer.orderedAt !== undefined) return;
    const ordered = { ...transfer, orderedAt: clock.now() };
    const lateMs = latenessOf(ordered);
    if (lateMs !== undefined) {
      const detail = `${formatDuration(lateMs / 1000)} after its start time`;
      audit.append({ who: 'hub', action: 'transfer.late', object: id, result: 'ok', detail });
    }
    this.#save(ordered);
  }

  /** Remembers what the owner is still to be told; undefined forgets it. */
  setAsked(id: TransferId, asked: Asked | undefined): void {
    const { asked: before, ...transfer } = this.stored(id);
    if (before !== asked) this.#save(asked === undefined ? transfer : { ...transfer, asked });
  }

  setLimit(id: TransferId, bwlimit: RateLimit | undefined): void {
    const transfer = this.stored(id);
    this.#save({ ...transfer, options: { ...transfer.options, bwlimit } });
  }

  setStreams(id: TransferId, streams: Streams): void {
    const transfer = this.stored(id);
    this.#save({ ...transfer, options: { ...transfer.options, streams } });
  }

  /** Undefined is at once. */
  setStartAt(id: TransferId, startAt: number | undefined): void {
    this.#save({ ...this.stored(id), startAt });
  }

  setPriority(id: TransferId, priority: Priority): void {
    this.#save({ ...this.stored(id), priority });
  }

  /**
   * Starts one that has ended again, under its id: its end, its times, its failed files and its findings are those of what comes now. Throws
   * `not-possible-now`.
   */
  retry(id: TransferId, who: string): void {
    const { database, store, failures, findings, steps, audit, clock } = this.#options;
    const transfer = this.stored(id);
    const state = nextTransferState(transfer.state, { kind: 'retry' });
    if (state === undefined) throw new Fault('not-possible-now', `${id} is ${transfer.state.kind}`);
    const again = startedAnew(transfer, state, clock.now());
    database
      .transaction(() => {
        audit.append({ who, action: 'transfer.retry', object: id, result: 'ok', detail: transfer.state.kind });
        failures.clear(id);
        findings.clear(id);
        steps.note(id, clock.now(), state);
        store.save(again);
      })
      .immediate();
    this.#remember(again);
    this.#announce();
  }

  /** For a transfer whose owner knows nothing of it. Throws `not-possible-now`. */
  move(id: TransferId, event: TransferEvent): void {
    const transfer = this.stored(id);
    const state = nextTransferState(transfer.state, event);
    if (state === undefined) throw new Fault('not-possible-now', `${id} is ${transfer.state.kind}`);
    const at = this.#options.clock.now();
    this.#save(moved({ transfer, state, at, totals: undefined }));
    this.#options.steps.note(id, at, state);
  }

  fail(id: TransferId, reason: FaultNote): void {
    if (!isEnded(this.stored(id).state)) this.move(id, { kind: 'fail', reason });
  }

  /**
   * Stores what a node reports and returns the number of the last report that is stored. Those that were stored before are
   * passed over; throws `bad-message`, and stores nothing, when one is missing.
   */
  storeReports(node: string, reports: readonly NodeReport[]): number {
    const known = (id: TransferId) => this.#active.get(id) ?? this.#options.store.get(id);
    const { upTo, changed } = takeReports(reports, { ...this.#options, node, known });
    for (const transfer of changed) this.#remember(transfer);
    this.#announce();
    return upTo;
  }

  /** `message` is the notice that says it. */
  hearProgress(node: string, said: readonly HeardProgress[], message: Buffer): void {
    const { meter, throughput } = this.#options;
    const heard = said.filter(({ transfer: id, createdAt, progress }) => {
      const transfer = this.#active.get(id);
      if (!isOfNode(transfer, node, createdAt)) return false;
      const { startedAt, at, copied } = progress;
      meter.heard(transfer, progress);
      throughput.hear(id, { startedAt, at, copiedBytes: copied.bytes });
      return true;
    });
    this.#live.hear(node, heard, message);
    this.#announce();
  }

  nodeIsAway(node: string): void {
    const owned = this.#active.of(node).flatMap((transfer) => (ownerOf(transfer) === node ? [transfer.id] : []));
    this.#live.nodeIsAway(node, owned);
    for (const id of owned) this.#options.throughput.loseSight(id);
    this.#announce();
  }

  /** Resolves with the transfer once `holds`, or as it is after `timeoutMs`. */
  async settled(id: TransferId, holds: (transfer: Transfer) => boolean, timeoutMs: number): Promise<Transfer> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (holds(this.get(id))) resolve();
    };
    const timer = setTimeout(resolve, timeoutMs);
    this.#listeners.add(look);
    look();
    await promise;
    clearTimeout(timer);
    this.#listeners.delete(look);
    return this.get(id);
  }

  #save(transfer: StoredTransfer): void {
    this.#options.store.save(transfer);
    this.#remember(transfer);
    this.#announce();
  }

  #remember(transfer: StoredTransfer): void {
    const { id } = transfer;
    if (isEnded(transfer.state)) {
      if (this.#active.delete(id)) this.#options.meter.ended(transfer);
      this.#live.forget(id);
    } else {
      // What the node has said of its state holds until it reports another, not until we note something of ours.
      if (this.#active.get(id)?.state !== transfer.state) this.#live.moved(id);
      this.#active.put(transfer);
    }
  }

  #shown(stored: StoredTransfer): Transfer {
    const { orderedAt: _, ...transfer } = stored;
    const lateMs = latenessOf(stored);
    return this.#live.shown({
      ...transfer,
      state: this.#withReason(stored),
      ...(lateMs !== undefined && { lateMs }),
    });
  }

  /** What its node says of why it waits counts before what can be seen from here. */
  #withReason(transfer: StoredTransfer): TransferState {
    const { state } = transfer;
    if (state.kind !== 'queued' || state.reason !== undefined) return state;
    const reason = this.#options.reasonOf(transfer);
    return reason === undefined ? state : { kind: 'queued', reason };
  }

  #announce(): void {
    for (const listener of this.#listeners) listener();
  }
}
