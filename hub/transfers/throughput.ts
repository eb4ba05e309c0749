/** Rates over the last quarter of an hour, one value every five seconds: of each transfer and of all together. In memory only. */
import type { RateSeries } from '../../src/protocol/console-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';

export const stepMs = 5000;
const steps = 180;

interface Series {
  /** Bytes copied as last reported in this run. */
  copied: number;
  /** Bytes since the last step. */
  fresh: number;
  /** Oldest first, at most `steps`. */
  readonly rates: number[];
}

export class Throughput {
  readonly #total: number[] = [];
  readonly #series = new Map<TransferId, Series>();

  /** `copiedBytes` grows while a run goes on and begins at 0 with the next run. */
  record(id: TransferId, copiedBytes: number): void {
    const series = this.#series.get(id);
    if (series === undefined) {
      // What it copied before we first heard of it was not copied in this step.
      this.#series.set(id, { copied: copiedBytes, fresh: 0, rates: [] });
      return;
    }
    series.fresh += copiedBytes >= series.copied ? copiedBytes - series.copied : copiedBytes;
    series.copied = copiedBytes;
  }

  /** Closes a step; to be called every `stepMs`. */
  step(): void {
    let total = 0;
    for (const [id, series] of this.#series) {
      const rate = series.fresh / (stepMs / 1000);
      series.fresh = 0;
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
