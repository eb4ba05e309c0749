/** Transfers in numbers: how many in which state, what they move, how fast they were. No label names a file or a transfer. */
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Progress } from '../../src/model/progress.ts';
import { ownerOf, type Transfer } from '../../src/model/transfer.ts';
import { endStates, isEnded, runningPhases } from '../../src/model/transfer-state.ts';
import type { HubOverview } from '../../src/protocol/console-link.ts';
import type { TransferMeter } from '../transfers/ledger.ts';
import type { Family, Sample } from './family.ts';
import { MovedCount } from './moved-count.ts';
import type { Scrape } from './scrape.ts';

const states = ['queued', ...runningPhases, 'paused', 'waiting'] as const;
/** From a slow uplink to a local disk, half a decade each. */
const rates = [1e5, 3e5, 1e6, 3e6, 1e7, 3e7, 1e8, 3e8, 1e9, 3e9, 1e10];

/** What is counted as it happens. */
export function createTransferMeter(
  registry: Registry,
  startedAt: number,
): TransferMeter & { readonly families: readonly Family[] } {
  const registers = [registry];
  // Added up here: a counter of prom-client looks its labels up at every step, of which there are twenty thousand a second.
  const sums = new Map<string, { files: number; bytes: number }>();
  const movedCounter = (unit: 'files' | 'bytes', help: string): Family => ({
    name: `longhaul_moved_${unit}_total`,
    help,
    type: 'counter',
    *samples(): Generator<Sample> {
      for (const [node, sum] of sums) yield { labels: { node }, value: sum[unit] };
    },
  });
  const ended = new Counter({
    name: 'longhaul_transfers_ended_total',
    help: 'Transfers that ended since the hub began, by how',
    labelNames: ['result'],
    registers,
  });
  for (const result of endStates) ended.inc({ result }, 0);
  const throughput = new Histogram({
    name: 'longhaul_transfer_throughput_bytes_per_second',
    help: 'How fast transfers that ended were, over the whole of their last run',
    buckets: rates,
    registers,
  });
  const moved = new MovedCount(startedAt);
  const add = (transfer: Transfer, { files, bytes }: Progress['copied']): void => {
    const sum = sums.get(ownerOf(transfer));
    if (sum === undefined) {
      sums.set(ownerOf(transfer), { files, bytes });
    } else {
      sum.files += files;
      sum.bytes += bytes;
    }
  };
  return {
    families: [
      movedCounter('files', 'Files that arrived since the hub began, by the node that sent them'),
      movedCounter('bytes', 'Bytes of files that were moved since the hub began, by the node that sent them'),
    ],
    heard: (transfer, progress) => add(transfer, moved.hear(transfer, progress)),
    ended: (transfer) => {
      const { state, totals } = transfer;
      add(transfer, moved.end(transfer, totals));
      if (isEnded(state)) ended.inc({ result: state.kind });
      const seconds = (totals?.durationMs ?? 0) / 1000;
      if (totals !== undefined && totals.copied.bytes > 0 && seconds > 0)
        throughput.observe(totals.copied.bytes / seconds);
    },
  };
}

/** What is looked up whenever somebody asks. */
export function measureTransfers(registry: Registry, scrape: Scrape): void {
  const registers = [registry];
  new Gauge({
    name: 'longhaul_transfers',
    help: 'Transfers that have not ended, by state',
    labelNames: ['state'],
    registers,
    collect() {
      const { byState } = scrape.sums();
      for (const state of states) this.set({ state }, byState.get(state) ?? 0);
    },
  });
  const overview = (name: string, help: string, value: (seen: HubOverview) => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value(scrape.overview()));
      },
    });
  overview('longhaul_queue_length', 'Transfers that wait for their turn', ({ queued }) => queued);
  overview('longhaul_backlog_files', 'Files that are known and still to be moved', ({ pending }) => pending.files);
  overview('longhaul_backlog_bytes', 'Bytes that are known and still to be moved', ({ pending }) => pending.bytes);
  overview('longhaul_throughput_bytes_per_second', 'What all transfers together move now', ({ rate }) => rate);
}
