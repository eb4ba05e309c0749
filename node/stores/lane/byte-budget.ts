/** Memory that all files in flight share: who needs some waits its turn until there is enough. */
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';

interface Turn {
  readonly bytes: number;
  readonly resolve: () => void;
}

export class ByteBudget {
  readonly #most: number;
  readonly #waiting: Turn[] = [];
  #taken = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Held until disposed. More than there is is had alone. */
  async take(bytes: number, signal: AbortSignal): Promise<Disposable> {
    const turn = Promise.withResolvers<void>();
    const waiting = { bytes, resolve: turn.resolve };
    this.#waiting.push(waiting);
    this.#serve();
    try {
      await unlessAborted(turn.promise, signal);
    } catch (thrown) {
      const at = this.#waiting.indexOf(waiting);
      if (at >= 0) this.#waiting.splice(at, 1);
      else this.#giveBack(bytes);
      throw thrown;
    }
    return { [Symbol.dispose]: () => this.#giveBack(bytes) };
  }

  #giveBack(bytes: number): void {
    this.#taken -= bytes;
    this.#serve();
  }

  #serve(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (this.#taken > 0 && this.#taken + next.bytes > this.#most) return;
      this.#waiting.shift();
      this.#taken += next.bytes;
      next.resolve();
    }
  }
}
