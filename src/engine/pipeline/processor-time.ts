/** What this thread has had of a processor, and what it waited for one: both are time in which the processor was short. */
import { openSync, readSync } from 'node:fs';

const text = Buffer.alloc(100);

export class ProcessorTime {
  readonly #file: number | undefined;
  #before: number;

  constructor() {
    try {
      this.#file = openSync('/proc/thread-self/schedstat', 'r');
    } catch {
      // Not every kernel counts it.
    }
    this.#before = this.#ms();
  }

  /** Milliseconds since this was asked the last time. */
  get passedMs(): number {
    const now = this.#ms();
    const passed = now - this.#before;
    this.#before = now;
    return Math.max(0, passed);
  }

  #ms(): number {
    if (this.#file !== undefined) {
      const length = readSync(this.#file, text, 0, text.length, 0);
      const [ranNs = 0, waitedNs = 0] = text.toString('latin1', 0, length).split(' ').map(Number);
      return (ranNs + waitedNs) / 1e6;
    }
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  }
}
