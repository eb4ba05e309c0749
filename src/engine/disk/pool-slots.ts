/** At most so many calls in the thread pool at once; the others wait their turn. */
export class PoolSlots {
  #free: number;
  #waiting: (() => void)[] = [];
  #served = 0;

  constructor(most: number) {
    this.#free = most;
  }

  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await call();
    } finally {
      this.#pass();
    }
  }

  #pass(): void {
    const next = this.#waiting[this.#served];
    if (next === undefined) {
      this.#free += 1;
      this.#waiting = [];
      this.#served = 0;
    } else {
      this.#served += 1;
      next();
    }
  }
}
