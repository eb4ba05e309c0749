/**
 * How long frames take, and how many a second that allows: a machine, or a line, that is too slow for the wish gets fewer
 * pictures, so that keys are not waited for; and more again when it is not.
 */
import { refreshRates } from '../preferences/preferences.ts';

/** Of the time between two pictures, what the slow ones may take: above it fewer are drawn, below the other more. */
const mostShare = 1 / 4;
const leastShare = 1 / 8;
/** The first are slow on every machine: their code is not compiled yet. */
const coldFrames = 10;
const judgedFrames = 20;
const slowIndex = Math.ceil(judgedFrames * 0.95) - 1;

const rates = refreshRates.map(Number);

export interface FrameBudgetOptions {
  /** Pictures a second. */
  readonly wished: () => number;
  /** Undefined when what was wished can be had. */
  readonly onChange: (slowedTo: number | undefined) => void;
}

export class FrameBudget {
  readonly #options: FrameBudgetOptions;
  #cold = coldFrames;
  #frames: number[] = [];
  #slowedTo: number | undefined;

  constructor(options: FrameBudgetOptions) {
    this.#options = options;
  }

  record(frameMs: number): void {
    if (this.#cold > 0) {
      this.#cold -= 1;
      return;
    }
    this.#frames.push(frameMs);
    if (this.#frames.length < judgedFrames) return;
    const slowMs = this.#frames.toSorted((one, other) => one - other)[slowIndex] ?? 0;
    this.#frames = [];
    this.#settle(this.#rateFor(slowMs));
  }

  #rateFor(slowMs: number): number {
    const wished = this.#options.wished();
    const rate = Math.min(wished, this.#slowedTo ?? wished);
    const below = rates.findLast((one) => one < rate);
    const above = rates.find((one) => one > rate) ?? rate;
    if (slowMs > (1000 / rate) * mostShare) return below ?? rate;
    return above <= wished && slowMs < (1000 / above) * leastShare ? above : rate;
  }

  #settle(rate: number): void {
    const slowedTo = rate < this.#options.wished() ? rate : undefined;
    if (slowedTo === this.#slowedTo) return;
    this.#slowedTo = slowedTo;
    this.#options.onChange(slowedTo);
  }
}
