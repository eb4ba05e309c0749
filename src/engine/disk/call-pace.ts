/** Whether a kind of call is fast (blocking is cheapest) or slow (many in flight hide it), by timing blocking ones. */
const slowMs = 0.15;
const fastMs = 0.08;
/** Calls that make one look. */
const fewestCalls = 3;
/** So many in a row: a busy machine makes any of them late, but hardly all. */
const looksToBelieve = 4;

export class CallPace {
  #isSlow = false;
  #looks = 0;
  #calls = 0;
  #ms = 0;

  get isSlow(): boolean {
    return this.#isSlow;
  }

  /** The last look said otherwise than those before. */
  get isInDoubt(): boolean {
    return this.#looks > 0;
  }

  /** Blocking calls one after the other took this long. */
  observe(calls: number, ms: number): void {
    this.#calls += calls;
    this.#ms += ms;
    if (this.#calls < fewestCalls) return;
    const meanMs = this.#ms / this.#calls;
    this.#calls = 0;
    this.#ms = 0;
    const isOtherwise = this.#isSlow ? meanMs < fastMs : meanMs > slowMs;
    this.#looks = isOtherwise ? this.#looks + 1 : 0;
    if (this.#looks < looksToBelieve) return;
    this.#looks = 0;
    this.#isSlow = !this.#isSlow;
  }
}
