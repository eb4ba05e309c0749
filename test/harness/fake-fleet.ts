/** Nodes, folders and transfers of a fake hub. Transfers that are started move on by themselves, a tenth at a time, and end. */
import { nodeDetail } from '../../hub/nodes/node-detail.ts';
import type { Glance } from '../../hub/transfers/live-progress.ts';
import { pageOfEntries } from '../../node/lookups/entry-page.ts';
import type { FolderEntry, FolderPage, FolderWish } from '../../src/model/folder-listing.ts';
import type { Location } from '../../src/model/location.ts';
import type { NodeDetail } from '../../src/model/node-detail.ts';
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { FileProgress, Progress } from '../../src/model/progress.ts';
import type { Transfer, TransferRequest, TransferTotals } from '../../src/model/transfer.ts';
import type { TransferCourse } from '../../src/model/transfer-course.ts';
import type { TransferFile } from '../../src/model/transfer-file.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import { isEnded, type TransferState } from '../../src/model/transfer-state.ts';
import type { HubOverview, RateSeries, TransferFilter, TransferWindow } from '../../src/protocol/console-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { type TransferId, transferId } from '../../src/runtime/identifier.ts';

export interface SeededTransfer {
  readonly number: number;
  readonly name: string;
  readonly from: Location;
  readonly to: Location;
  readonly state: TransferState;
  readonly share?: number;
  readonly bytes?: number;
  readonly rate?: number;
  readonly files?: readonly FileProgress[];
  readonly etaSeconds?: number;
  readonly failedFiles?: number;
}

export interface FleetSeed {
  readonly nodes: readonly NodeRecord[];
  /** Entries by `node:path`. */
  readonly folders: Readonly<Record<string, readonly FolderEntry[]>>;
  readonly transfers: readonly SeededTransfer[];
  readonly files?: readonly TransferFile[];
  readonly rates: readonly number[];
  readonly now: () => number;
}

interface Adjustment extends Partial<Omit<Transfer, 'options'>> {
  readonly options?: Partial<Transfer['options']>;
}

const stepMs = 40;

export class FakeFleet {
  nodes: readonly NodeRecord[];
  readonly transfers = new Map<string, Transfer>();
  /** What there is of a transfer's course beside its state of now. */
  readonly courses = new Map<string, Partial<TransferCourse>>();
  readonly throughput: RateSeries;
  readonly now: () => number;
  readonly #folders: Map<string, readonly FolderEntry[]>;
  readonly #files: readonly TransferFile[];
  readonly #timers = new Set<NodeJS.Timeout>();
  #next: number;

  constructor({ nodes, folders, transfers, files = [], rates, now }: FleetSeed) {
    this.nodes = nodes;
    this.now = now;
    this.throughput = { stepMs: 5000, rates: [...rates] };
    this.#folders = new Map(Object.entries(folders));
    this.#files = files;
    for (const seeded of transfers) this.transfers.set(`T-${seeded.number}`, seededTransfer(seeded, now()));
    this.#next = Math.max(0, ...transfers.map(({ number }) => number)) + 1;
  }

  overview(): HubOverview {
    const active = [...this.transfers.values()].filter(({ state }) => !isEnded(state));
    const pending = {
      files: sum(active, ({ progress }) => progress?.pending.files),
      bytes: sum(active, ({ progress }) => progress?.pending.bytes),
    };
    const etas = active.flatMap(({ progress }) => (progress?.etaSeconds === undefined ? [] : [progress.etaSeconds]));
    return {
      nodesOnline: this.nodes.filter(({ presence }) => presence === 'online').length,
      nodes: this.nodes.length,
      running: active.filter(({ state }) => state.kind === 'transferring' || state.kind === 'verifying').length,
      queued: active.filter(({ state }) => state.kind === 'queued').length,
      failed: [...this.transfers.values()].filter(({ state }) => state.kind === 'failed').length,
      rate: sum(active, ({ progress, state }) => (state.kind === 'transferring' ? progress?.rate : 0)),
      pending,
      ...(etas.length > 0 && { etaSeconds: Math.max(...etas) }),
      throughput: this.throughput,
    };
  }

  page({
    filter,
    offset,
    limit,
  }: {
    readonly filter: TransferFilter;
    readonly offset: number;
    readonly limit: number;
  }): TransferWindow {
    const all = [...this.transfers.values()]
      .reverse()
      .filter(({ state }) =>
        filter === 'failed'
          ? state.kind === 'failed' || state.kind === 'completed-with-errors'
          : filter === 'all' || isEnded(state) === (filter === 'ended'),
      );
    return { transfers: all.slice(offset, offset + limit), total: all.length };
  }

  transfer(id: string): Transfer {
    const transfer = this.transfers.get(id);
    if (transfer === undefined) throw new Fault('transfer-unknown', `there is no transfer ${id}`);
    return transfer;
  }

  files(id: string): readonly TransferFile[] {
    this.transfer(id);
    return this.#files;
  }

  course(id: string): TransferCourse {
    const { createdAt, state } = this.transfer(id);
    const steps = [
      { at: createdAt, state: { kind: 'queued' as const } },
      { at: createdAt + 1000, state },
    ];
    return { steps, isCut: false, together: [], next: [], ...this.courses.get(id) };
  }

  nodeDetail(name: string): NodeDetail {
    const active = [...this.transfers.values()].filter(({ state }) => !isEnded(state));
    const of = (node: string) =>
      active.filter(({ source, destination }) => source.node === node || destination.node === node);
    const ledger = { active: { of }, glances: () => active as Glance[], get: (id: TransferId) => this.transfer(id) };
    return nodeDetail({ registry: { get: () => ({ name }) }, ledger }, name);
  }

  change(id: TransferId, next: (state: TransferState) => TransferState): Transfer {
    const before = this.transfer(id);
    const changed = { ...before, state: next(before.state) };
    this.transfers.set(id, changed);
    return changed;
  }

  adjust(id: TransferId, { options, ...change }: Adjustment): Transfer {
    const before = this.transfer(id);
    const changed = { ...before, ...change, options: { ...before.options, ...options } };
    this.transfers.set(id, changed);
    return changed;
  }

  start(request: TransferRequest): Transfer {
    const number = this.#next;
    this.#next += 1;
    const name = request.name ?? request.source.path.slice(request.source.path.lastIndexOf('/') + 1);
    const transfer = {
      ...seededTransfer(
        {
          number,
          name,
          from: request.source,
          to: request.destination,
          state: { kind: 'transferring' },
          bytes: 50e6,
          share: 0,
          rate: 20e6,
        },
        this.now(),
      ),
      options: request.options,
    };
    this.transfers.set(transfer.id, transfer);
    this.#move(transfer.id, 1);
    return transfer;
  }

  browse({ node, path }: Location, wish: FolderWish): FolderPage {
    const entries = this.#folders.get(`${node}:${path}`);
    if (entries === undefined) throw new Fault('not-found', `${node} has no folder ${path}`);
    return {
      path,
      ...pageOfEntries(entries, wish),
      isReadOnly: false,
      freeBytes: 12.4e12,
      totalBytes: 40e12,
    };
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #move(id: TransferId, step: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const before = this.transfer(id);
      if (before.state.kind === 'paused') return this.#move(id, step);
      if (isEnded(before.state)) return;
      this.transfers.set(id, step < 10 ? moved(before, step / 10, this.now()) : this.#ended(before));
      if (step < 10) this.#move(id, step + 1);
    }, stepMs);
    this.#timers.add(timer);
  }

  #ended(transfer: Transfer): Transfer {
    const { node, path } = transfer.destination;
    const parent = `${node}:${path.slice(0, path.lastIndexOf('/'))}`;
    const name = path.slice(path.lastIndexOf('/') + 1);
    const there = this.#folders.get(parent);
    if (there !== undefined && !there.some((entry) => entry.name === name))
      this.#folders.set(parent, [...there, { name, kind: 'folder', sizeBytes: 0, modifiedAt: this.now() }]);
    return { ...transfer, state: { kind: 'completed' }, endedAt: this.now(), totals: totalsOf(50e6) };
  }
}

function moved(transfer: Transfer, share: number, now: number): Transfer {
  return {
    ...transfer,
    progress: progressOf(
      { share, bytes: 50e6, rate: 20e6, files: [], etaSeconds: Math.round(10 * (1 - share)), failedFiles: 0 },
      now,
    ),
  };
}

function seededTransfer(seeded: SeededTransfer, now: number): Transfer {
  const {
    number,
    name,
    from,
    to,
    state,
    share = 0,
    bytes = 0,
    rate = 0,
    files = [],
    etaSeconds,
    failedFiles = 0,
  } = seeded;
  return {
    id: transferId(number),
    name,
    source: from,
    destination: to,
    options: defaultTransferOptions,
    state,
    createdBy: 'ana',
    createdAt: now - 2_477_000,
    startedAt: now - 2_477_000,
    ...(!isEnded(state) &&
      state.kind !== 'queued' && { progress: progressOf({ share, bytes, rate, files, etaSeconds, failedFiles }, now) }),
    ...(isEnded(state) && { endedAt: now - 60_000, totals: totalsOf(bytes) }),
  };
}

function totalsOf(bytes: number): TransferTotals {
  const none = { files: 0, bytes: 0 };
  return { copied: { files: 10, bytes }, skipped: none, failed: none, deleted: none, durationMs: 1000 };
}

interface ProgressSeed {
  readonly share: number;
  readonly bytes: number;
  readonly rate: number;
  readonly files: readonly FileProgress[];
  readonly etaSeconds: number | undefined;
  readonly failedFiles: number;
}

function progressOf({ share, bytes, rate, files, etaSeconds, failedFiles }: ProgressSeed, now: number): Progress {
  const none = { files: 0, bytes: 0 };
  const copied = { files: Math.round(1204 * share), bytes: bytes * share };
  // What a file in flight has moved counts as copied, and its whole is still pending.
  const inFlight = files.reduce((sum, { doneBytes }) => sum + doneBytes, 0);
  return {
    source: { files: 1204, bytes },
    destination: none,
    isScanning: false,
    pending: { files: 1204 - copied.files, bytes: bytes * (1 - share) + inFlight },
    copied,
    copiedInAll: copied,
    skipped: none,
    failed: { files: failedFiles, bytes: 0 },
    deleted: none,
    rate,
    filesRate: 1,
    ...(etaSeconds !== undefined && { etaSeconds }),
    files: [...files],
    startedAt: now - 2_477_000,
    at: now,
  };
}

function sum(transfers: readonly Transfer[], of: (transfer: Transfer) => number | undefined): number {
  return transfers.reduce((total, transfer) => total + (of(transfer) ?? 0), 0);
}
