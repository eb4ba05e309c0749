/**
 * Whether a frame that has begun goes on. A peer that sends one byte now and then is never silent, and its frame would
 * never end. The least is far below what honest ones do: under the lowest limit that outlives `silenceLimitMs` a sender
 * gives a KiB at a time (fewestBytes of rate-limiter.ts), and a line of 2 kB/s carries eighty times as much.
 */

const leastBytes = 512;
const withinMs = 20_000;

export interface Heard {
  readonly bytes: number;
  readonly now: number;
  /** Frames that were whole since the beginning. */
  readonly wholeFrames: number;
  /** Some of the next one is there. */
  readonly isMidFrame: boolean;
}

export class FramePace {
  /** When the frame under way began, or last had come on by so many bytes; undefined between frames. */
  #cameOnAt: number | undefined;
  #bytes = 0;
  #wholeFrames = 0;

  hear({ bytes, now, wholeFrames, isMidFrame }: Heard): void {
    this.#bytes += bytes;
    const isAnother = this.#cameOnAt === undefined || wholeFrames !== this.#wholeFrames;
    this.#wholeFrames = wholeFrames;
    if (!isMidFrame) this.#cameOnAt = undefined;
    else if (isAnother || this.#bytes >= leastBytes) this.#cameOn(now);
  }

  /** The time that passed was ours, not the peer's. */
  excuse(ms: number): void {
    if (this.#cameOnAt !== undefined) this.#cameOnAt += ms;
  }

  isTooSlow(now: number): boolean {
    return this.#cameOnAt !== undefined && now - this.#cameOnAt > withinMs;
  }

  #cameOn(now: number): void {
    this.#cameOnAt = now;
    this.#bytes = 0;
  }
}
