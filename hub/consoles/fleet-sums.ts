/** What transfers come to in all and for each node: one pass over all of them, made several times a second. */
import type { Count, TimeRange } from '../../src/model/progress.ts';
import { runningPhases, type TransferState } from '../../src/model/transfer-state.ts';
import type { Glance } from '../transfers/live-progress.ts';

/** Of one node; a transfer counts where it is read and where it is written. */
export interface Load {
  readonly running: number;
  readonly rateOut: number;
  readonly rateIn: number;
  readonly pendingFiles: number;
}

export interface FleetSums {
  readonly byState: ReadonlyMap<TransferState['kind'], number>;
  readonly running: number;
  readonly rate: number;
  readonly pending: Count;
  /** Until everything that runs is done; undefined while nothing runs, or one of them cannot tell. */
  readonly etaSeconds: number | undefined;
  /** Where one number would say too much; undefined where it would not, or where nothing can be said. */
  readonly etaRange: TimeRange | undefined;
  /** Of nodes that have any. */
  readonly loads: ReadonlyMap<string, Load>;
}

type Growing<T> = { -readonly [K in keyof T]: T[K] };

const runs: ReadonlySet<string> = new Set(runningPhases);

export function sumUp(transfers: Iterable<Glance>): FleetSums {
  const byState = new Map<TransferState['kind'], number>();
  const loads = new Map<string, Growing<Load>>();
  const pending = { files: 0, bytes: 0 };
  let [running, rate, etaSeconds, fromSeconds, toSeconds] = [0, 0, 0, 0, 0];
  for (const { source, destination, state, progress } of transfers) {
    byState.set(state.kind, (byState.get(state.kind) ?? 0) + 1);
    pending.files += progress?.pending.files ?? 0;
    pending.bytes += progress?.pending.bytes ?? 0;
    if (!runs.has(state.kind)) continue;
    running += 1;
    rate += progress?.rate ?? 0;
    etaSeconds = Math.max(etaSeconds, progress?.etaSeconds ?? Number.POSITIVE_INFINITY);
    const range = rangeOf(progress);
    fromSeconds = Math.max(fromSeconds, range.fromSeconds);
    toSeconds = Math.max(toSeconds, range.toSeconds ?? Number.POSITIVE_INFINITY);
    const [reads, writes] = [loadIn(loads, source.node), loadIn(loads, destination.node)];
    reads.running += 1;
    reads.rateOut += progress?.rate ?? 0;
    reads.pendingFiles += progress?.pending.files ?? 0;
    if (writes !== reads) writes.running += 1;
    writes.rateIn += progress?.rate ?? 0;
  }
  const isKnown = running > 0 && etaSeconds !== Number.POSITIVE_INFINITY;
  const isRange = fromSeconds > 0 && toSeconds > fromSeconds;
  const etaRange = { fromSeconds, ...(toSeconds !== Number.POSITIVE_INFINITY && { toSeconds }) };
  return {
    byState,
    running,
    rate,
    pending,
    etaSeconds: isKnown ? etaSeconds : undefined,
    etaRange: isRange ? etaRange : undefined,
    loads,
  };
}

/** Of one that can say nothing it is at least nothing. */
function rangeOf(progress: Glance['progress']): TimeRange {
  const { etaSeconds, etaRange } = progress ?? {};
  if (etaRange !== undefined) return etaRange;
  return { fromSeconds: etaSeconds ?? 0, ...(etaSeconds !== undefined && { toSeconds: etaSeconds }) };
}

function loadIn(loads: Map<string, Growing<Load>>, node: string): Growing<Load> {
  let load = loads.get(node);
  if (load === undefined) {
    load = { running: 0, rateOut: 0, rateIn: 0, pendingFiles: 0 };
    loads.set(node, load);
  }
  return load;
}
