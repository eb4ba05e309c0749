/**
 * Rates over the last quarter of an hour, one value every five seconds: of each transfer and of all together. In memory only.
 * Nodes may tell as seldom as that (hub/nodes/progress-pacer.ts): what was copied in more time than a step has is spread.
 */
import type { RateSeries } from '../../src/protocol/console-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';

export const stepMs = 5000;
const steps = 180;

interface Series {
  /** Bytes copied as last heard in this run; undefined when the next figure says nothing of when they were copied. */
  copied: number | undefined;
  runStartedAt: number;
  /** When the node last told of it. */
  at: number;
  /** Bytes that are in no step yet, and the time in which they were copied. */
  fresh: number;
  freshMs: number;
  /** Oldest first, at most `steps`. */
  readonly rates: number[];
}

/** What a node says of a run; milliseconds of its own clock. */
export interface RunFigures {
  readonly startedAt: number;
  readonly at: number;
  readonly copiedBytes: number;
}

export class Throughput {
  readonly #total: number[] = [];
  readonly #series = new Map<TransferId, Series>();

  hear(id: TransferId, { startedAt, at, copiedBytes }: RunFigures): void {
    const series = this.#series.get(id) ?? {
      copied: undefined,
      runStartedAt: 0,
      at: 0,
      fresh: 0,
      freshMs: 0,
      rates: [],
    };
    this.#series.set(id, series);
    if (series.runStartedAt !== startedAt) {
      // What an older run copied before we first heard of it was not copied just now.
      series.copied = at - startedAt <= 2 * stepMs ? 0 : undefined;
      series.runStartedAt = startedAt;
      series.at = startedAt;
    }
    if (series.copied !== undefined) series.freshMs += Math.max(0, at - series.at);
    series.at = at;
    // A file that ends leaves those under way a moment before it joins those that are done: such a dip is no progress.
    series.fresh += Math.max(0, copiedBytes - (series.copied ?? copiedBytes));
    series.copied = Math.max(series.copied ?? 0, copiedBytes);
  }

  /** Its node is away: what it copies meanwhile belongs to no step of ours. */
  loseSight(id: TransferId): void {
    const series = this.#series.get(id);
    if (series !== undefined) series.copied = undefined;
  }

  /** Closes a step; to be called every `stepMs`. */
  step(): void {
    let total = 0;
    for (const [id, series] of this.#series) {
      const laterMs = Math.max(0, Math.min(series.freshMs - stepMs, stepMs));
      const later = laterMs === 0 ? 0 : (series.fresh * laterMs) / series.freshMs;
      const rate = (series.fresh - later) / (stepMs / 1000);
      series.fresh = later;
      series.freshMs = laterMs;
      total += rate;
      push(series.rates, rate);
      if (series.rates.length === steps && series.rates.every((value) => value === 0)) this.#series.delete(id);
    }
    push(this.#total, total);
  }

  total(): RateSeries {
    return { stepMs, rates: [...this.#total] };
  }

  of(id: TransferId): RateSeries {
    return { stepMs, rates: [...(this.#series.get(id)?.rates ?? [])] };
  }
}

function push(rates: number[], rate: number): void {
  rates.push(rate);
  if (rates.length > steps) rates.shift();
}
