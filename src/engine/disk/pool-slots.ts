/**
 * At most so many calls in the thread pool at once; the others wait their turn, which goes around among the folders that they
 * are made in: on some mounts the calls in one folder wait for each other, and all slots would be taken by those of one.
 */
export class PoolSlots {
  #free: number;
  /** By folder, the one whose turn it is first. */
  readonly #waiting = new Map<number, (() => void)[]>();

  constructor(most: number) {
    this.#free = most;
  }

  async run<Result>(folder: number, call: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(folder);
    try {
      return await call();
    } finally {
      this.#pass();
    }
  }

  #turn(folder: number): Promise<void> {
    return new Promise((resolve) => {
      const others = this.#waiting.get(folder);
      if (others === undefined) this.#waiting.set(folder, [resolve]);
      else others.push(resolve);
    });
  }

  #pass(): void {
    for (const [folder, turns] of this.#waiting) {
      this.#waiting.delete(folder);
      const next = turns.shift();
      if (turns.length > 0) this.#waiting.set(folder, turns);
      next?.();
      return;
    }
    this.#free += 1;
  }
}
