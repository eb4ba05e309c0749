/** Counters in shared memory: asking how far a counting is costs it nothing. */
import type { FolderSize } from '../../src/model/folder-size.ts';

const counters = ['files', 'bytes', 'folders', 'unreadable'] as const;
type Counter = (typeof counters)[number];
const stop = counters.length;

export class SizeMemory {
  readonly memory: SharedArrayBuffer;
  readonly #words: BigInt64Array<SharedArrayBuffer>;

  constructor(memory = new SharedArrayBuffer((counters.length + 1) * 8)) {
    this.memory = memory;
    this.#words = new BigInt64Array(memory);
  }

  get counts(): Omit<FolderSize, 'isDone'> {
    const [files, bytes, folders, unreadable] = counters.map((_, index) => Number(Atomics.load(this.#words, index)));
    return { files: files ?? 0, bytes: bytes ?? 0, folders: folders ?? 0, unreadable: unreadable ?? 0 };
  }

  get isStopped(): boolean {
    return Atomics.load(this.#words, stop) !== 0n;
  }

  add(counter: Counter, amount = 1): void {
    Atomics.add(this.#words, counters.indexOf(counter), BigInt(amount));
  }

  stop(): void {
    Atomics.store(this.#words, stop, 1n);
  }
}
