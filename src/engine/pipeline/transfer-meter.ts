/** How far one writing thread is, in shared memory, so that asking costs nothing and needs no answer. */
export type MeterMemory = SharedArrayBuffer;

const written = 0;
const item = 1;
const size = 2;
const done = 3;

export class TransferMeter {
  readonly memory: MeterMemory;
  readonly #words: BigInt64Array<SharedArrayBuffer>;

  constructor(memory: MeterMemory = new SharedArrayBuffer(4 * 8)) {
    this.memory = memory;
    this.#words = new BigInt64Array(memory);
  }

  /** Bytes written since the thread began. */
  get writtenBytes(): number {
    return Number(Atomics.load(this.#words, written));
  }

  /** The large file under way, if any. */
  get file(): { readonly id: number; readonly sizeBytes: number; readonly doneBytes: number } | undefined {
    const id = Number(Atomics.load(this.#words, item));
    if (id === 0) return undefined;
    return {
      id,
      sizeBytes: Number(Atomics.load(this.#words, size)),
      doneBytes: Number(Atomics.load(this.#words, done)),
    };
  }

  add(bytes: number): void {
    Atomics.add(this.#words, written, BigInt(bytes));
  }

  beginFile(id: number, sizeBytes: number): void {
    Atomics.store(this.#words, done, 0n);
    Atomics.store(this.#words, size, BigInt(sizeBytes));
    Atomics.store(this.#words, item, BigInt(id));
  }

  advanceFile(doneBytes: number): void {
    Atomics.store(this.#words, done, BigInt(doneBytes));
  }

  endFile(): void {
    Atomics.store(this.#words, item, 0n);
  }
}
