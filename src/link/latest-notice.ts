/**
 * Of a notice that says how things stand now, only the latest counts: it is heard at most once in a while, and one that a
 * later one replaces meanwhile is not even parsed. Nothing overtakes: who hears another message hears first what is held.
 */
export interface LatestNoticeOptions {
  /** Of the notice. */
  readonly name: string;
  readonly everyMs: number;
  /** Told of what is held when its time has come. */
  readonly hear: (message: Buffer) => void;
}

export class LatestNotice implements Disposable {
  readonly #options: LatestNoticeOptions;
  readonly #beginning: Buffer;
  #held: Buffer | undefined;
  #heardAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: LatestNoticeOptions) {
    this.#options = options;
    // As every program of ours writes it; the same notice written in another way is heard every time.
    this.#beginning = Buffer.from(JSON.stringify({ type: 'notice', name: options.name }).slice(0, -1));
  }

  /** True when the message waits for its time; false when it is to be heard now, after what is held. */
  hold(message: Buffer): boolean {
    if (!this.#beginning.equals(message.subarray(0, this.#beginning.length))) return false;
    const waitMs = this.#heardAt + this.#options.everyMs - performance.now();
    if (waitMs <= 0) {
      this.#heardAt = performance.now();
      this.#held = undefined;
      return false;
    }
    this.#held = message;
    this.#timer ??= setTimeout(() => this.release(), waitMs);
    return true;
  }

  /** What is held is heard now. */
  release(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const message = this.#held;
    if (message === undefined) return;
    this.#held = undefined;
    this.#heardAt = performance.now();
    this.#options.hear(message);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#held = undefined;
  }
}
