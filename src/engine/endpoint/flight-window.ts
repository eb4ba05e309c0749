/**
 * How many files to have in flight on a slow mount. While a file takes no longer than twice what it took when little was
 * under way, more may follow; when it takes longer, they only queue up behind each other somewhere, and fewer are as fast.
 */
const tolerance = 2;
const step = 4;
const fewest = 8;
/** Files that make one look at the latency. */
const sampleFiles = 32;
/** The best latency seen rises a little with each look, so that a mount that became slower for good is believed in time. */
const forgetting = 1.02;

export class FlightWindow {
  readonly #most: number;
  #size: number;
  #bestMs = Number.POSITIVE_INFINITY;
  #sumMs = 0;
  #files = 0;

  constructor(most: number) {
    this.#most = most;
    this.#size = Math.min(most, 32);
  }

  get size(): number {
    return Math.floor(this.#size);
  }

  /** A file took this long, waiting for a limit not counted. */
  observe(milliseconds: number): void {
    this.#sumMs += milliseconds;
    this.#files += 1;
    if (this.#files < sampleFiles) return;
    const meanMs = Math.max(this.#sumMs / this.#files, 0.001);
    this.#sumMs = 0;
    this.#files = 0;
    this.#bestMs = Math.min(this.#bestMs * forgetting, meanMs);
    const gradient = Math.max(0.5, Math.min(1, (tolerance * this.#bestMs) / meanMs));
    this.#size = Math.max(Math.min(fewest, this.#most), Math.min(this.#most, this.#size * gradient + step));
  }
}
