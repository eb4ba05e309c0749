/**
 * When to time a few small files with blocking calls, one after the other: often enough to notice that calls became slow,
 * and where files are in flight because they are, now and then, to notice that they are fast again.
 */
import type { CallPace } from '../disk/call-pace.ts';

const lookEveryMs = 250;
const trialEveryMs = 2000;
/** What bytes cost on a fast disk does not count as latency. */
const fastBytesPerMs = 200_000;

export class PaceLooks {
  /** To be timed in one look. */
  readonly files = 2;
  readonly #pace: CallPace;
  readonly #callsOfFile: number;
  #nextAt = 0;

  constructor(pace: CallPace, callsOfFile: number) {
    this.#pace = pace;
    this.#callsOfFile = callsOfFile;
    if (pace.isSlow) this.#nextAt = performance.now() + trialEveryMs;
  }

  /** It is time for a look, or the last one said otherwise than those before. */
  get isDue(): boolean {
    return this.#pace.isInDoubt || performance.now() >= this.#nextAt;
  }

  /** These files took this long; undefined when there was nothing to be learned from them. */
  observe(look: { readonly files: number; readonly bytes: number; readonly ms: number } | undefined): void {
    if (look !== undefined) this.#pace.observe(look.files * this.#callsOfFile, look.ms - look.bytes / fastBytesPerMs);
    this.#nextAt = performance.now() + (this.#pace.isSlow ? trialEveryMs : lookEveryMs);
  }
}
