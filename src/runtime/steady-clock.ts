/**
 * Whether the clock can be believed when it says how old something is, before that is removed for good: it has gone with the
 * time that passes for an hour. One that was wrong at the start, or is set, is put right within minutes by NTP.
 */
import type { Clock } from './clock.ts';

const steadyAfterMs = 3600_000;
/** Clocks drift a little. */
const mostApartMs = 60_000;

export class SteadyClock {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #elapsed: () => number;
  #since: { readonly now: number; readonly elapsed: number };

  /** `elapsed` counts milliseconds and is set by nobody. */
  constructor(clock: Pick<Clock, 'now'>, elapsed: () => number = () => performance.now()) {
    this.#clock = clock;
    this.#elapsed = elapsed;
    this.#since = this.#read();
  }

  /** To be asked every few minutes. */
  isSteady(): boolean {
    const read = this.#read();
    const passed = read.elapsed - this.#since.elapsed;
    if (Math.abs(read.now - this.#since.now - passed) > mostApartMs) this.#since = read;
    return read.elapsed - this.#since.elapsed >= steadyAfterMs;
  }

  #read(): { readonly now: number; readonly elapsed: number } {
    return { now: this.#clock.now(), elapsed: this.#elapsed() };
  }
}
