/** A rate smoothed over about five seconds, from a counter that is looked at now and then. */
const smoothingSeconds = 5;

export class RateWindow {
  #rate = 0;
  #count = 0;
  #seconds = 0;

  /** Units a second after another look at the counter. */
  observe(count: number, seconds: number): number {
    if (seconds <= 0) return this.#rate;
    const now = Math.max(0, count - this.#count) / seconds;
    this.#count = count;
    this.#seconds += seconds;
    // In its first seconds it is the plain mean, so that it need not climb from zero.
    const weight = Math.max(1 - Math.exp(-seconds / smoothingSeconds), Math.min(1, seconds / this.#seconds));
    this.#rate += (now - this.#rate) * weight;
    return this.#rate;
  }
}
