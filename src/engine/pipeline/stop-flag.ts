/** One word of shared memory that asks blocking threads to end; they look between files and between blocks. */
export type StopMemory = SharedArrayBuffer;

export class StopFlag {
  readonly memory: StopMemory;
  readonly #word: Int32Array<SharedArrayBuffer>;

  constructor(memory: StopMemory = new SharedArrayBuffer(4)) {
    this.memory = memory;
    this.#word = new Int32Array(memory);
  }

  get isRaised(): boolean {
    return Atomics.load(this.#word, 0) === 1;
  }

  raise(): void {
    Atomics.store(this.#word, 0, 1);
  }
}
