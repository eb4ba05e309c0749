/**
 * Whether the two sides of a local lane are fast (calls of microseconds: blocking calls in two threads win) or slow (many
 * calls in flight win), found out by timing small files as they are copied. Shared by the lane and its threads.
 */
export type PaceMemory = SharedArrayBuffer;

/** A small file takes 13 calls; where one takes more than some 150 µs, calls in flight are faster. */
const slowFileMs = 2;
const fastFileMs = 1;
/** What bytes cost on a fast disk does not count as latency. */
const fastBytesPerMs = 200_000;
/** So many in a row: a busy machine makes any of them late, but hardly all. */
const looksToBelieve = 4;

const isSlowAt = 0;
const looksAt = 1;

export class LanePace {
  readonly memory: PaceMemory;
  readonly #words: Int32Array<SharedArrayBuffer>;

  constructor(memory: PaceMemory = new SharedArrayBuffer(8)) {
    this.memory = memory;
    this.#words = new Int32Array(memory);
  }

  get isSlow(): boolean {
    return Atomics.load(this.#words, isSlowAt) === 1;
  }

  /** The last look said otherwise than those before. */
  get isInDoubt(): boolean {
    return Atomics.load(this.#words, looksAt) > 0;
  }

  /** These files took this long with blocking calls one after the other, waiting for a limit not counted. */
  observe({ files, bytes, ms }: { readonly files: number; readonly bytes: number; readonly ms: number }): void {
    const fileMs = (ms - bytes / fastBytesPerMs) / files;
    const isOtherwise = this.isSlow ? fileMs < fastFileMs : fileMs > slowFileMs;
    if (!isOtherwise) Atomics.store(this.#words, looksAt, 0);
    else if (Atomics.add(this.#words, looksAt, 1) + 1 >= looksToBelieve) {
      Atomics.store(this.#words, looksAt, 0);
      Atomics.store(this.#words, isSlowAt, this.isSlow ? 0 : 1);
    }
  }
}
