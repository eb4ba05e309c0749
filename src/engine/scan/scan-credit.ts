/** How many messages a walking thread may be ahead of its listener: spent by the one, given back by the other. */
const left = 0;
const isStopped = 1;

const mostAhead = 8;

export class ScanCredit {
  readonly memory: SharedArrayBuffer;
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(8);
    this.#words = new Int32Array(this.memory);
    if (memory === undefined) this.#words[left] = mostAhead;
  }

  get isStopped(): boolean {
    return Atomics.load(this.#words, isStopped) === 1;
  }

  /** Blocks until there is credit; false when the scan was stopped. */
  spend(): boolean {
    for (;;) {
      if (this.isStopped) return false;
      const credit = Atomics.load(this.#words, left);
      if (credit > 0) {
        Atomics.sub(this.#words, left, 1);
        return true;
      }
      Atomics.wait(this.#words, left, credit);
    }
  }

  giveBack(): void {
    Atomics.add(this.#words, left, 1);
    Atomics.notify(this.#words, left);
  }

  stop(): void {
    Atomics.store(this.#words, isStopped, 1);
    this.giveBack();
  }
}
