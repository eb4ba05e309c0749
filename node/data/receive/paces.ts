/**
 * Tells those who send to this node how fast they may, so that a limit of the node is kept on the line and not only where
 * bytes are read: the buffers between the two take megabytes before a sender feels anything. Each has a fair share of the
 * limit; what else the node moves (what it sends and copies itself, peers that know nothing of paces) counts as one more.
 */
import type { RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { fairShares } from './fair-shares.ts';

export interface Paced {
  /** What its connection carried so far. */
  readonly socketBytes: number;
  /** Bytes a second; undefined is no limit. */
  pace(bytesPerSecond: number | undefined): void;
}

interface Use {
  /** When it was looked at last. */
  bytes: number;
  demand: number;
  share: number | undefined;
}

const everyMs = 500;
/** Who uses so much of a share is held up by it. */
const hungry = 0.8;
/** Who is not may have so much more than was used. */
const headroom = 1.5;
/** Demands go in steps, so that not every breath changes every share. */
const step = 1.25;
const leastPart = 0.01;
/** Less than this part of the limit is not told from the bytes that are just being counted. */
const leastOfOthers = 0.1;

/** Lives as long as its thread, and does not keep it alive. */
export class Paces {
  readonly #limiter: RateLimiter;
  readonly #paced = new Map<Paced, Use>();
  readonly #others: Use = { bytes: 0, demand: 0, share: undefined };
  #measuredAt = performance.now();

  constructor(limiter: RateLimiter) {
    this.#limiter = limiter;
    setInterval(() => {
      this.#measure();
      this.#tell();
    }, everyMs).unref();
  }

  /** It is told at once. */
  add(paced: Paced): void {
    this.#paced.set(paced, { bytes: paced.socketBytes, demand: Number.POSITIVE_INFINITY, share: undefined });
    this.#tell();
  }

  remove(paced: Paced): void {
    const use = this.#paced.get(paced);
    if (use === undefined) return;
    this.#others.bytes += paced.socketBytes - use.bytes;
    this.#paced.delete(paced);
    this.#tell();
  }

  #measure(): void {
    const limit = this.#limiter.bytesPerSecond;
    const now = performance.now();
    const seconds = (now - this.#measuredAt) / 1000;
    this.#measuredAt = now;
    let known = 0;
    for (const [{ socketBytes }, use] of this.#paced) {
      const moved = socketBytes - use.bytes;
      use.bytes = socketBytes;
      use.demand = demandOf(moved / seconds, { share: use.share, limit });
      known += moved;
    }
    const { movedBytes } = this.#limiter;
    const rate = (movedBytes - this.#others.bytes - known) / seconds;
    this.#others.bytes = movedBytes;
    this.#others.demand = demandOf(rate, { share: this.#others.share, limit });
    if (limit !== undefined && rate < limit * leastOfOthers) this.#others.demand = 0;
  }

  #tell(): void {
    const limit = this.#limiter.bytesPerSecond;
    const uses = [...this.#paced.values(), ...(this.#others.demand > 0 ? [this.#others] : [])];
    const demands = uses.map(({ demand }) => demand);
    const shares = limit === undefined ? [] : fairShares(limit, demands);
    this.#others.share = shares[this.#paced.size];
    for (const [at, [paced, use]] of [...this.#paced].entries()) {
      const share = shares[at] === undefined ? undefined : Math.max(1, Math.floor(shares[at]));
      if (share !== use.share) paced.pace(share);
      use.share = share;
    }
  }
}

function demandOf(
  rate: number,
  { share, limit }: { readonly share: number | undefined; readonly limit: number | undefined },
): number {
  if (share === undefined || limit === undefined || rate >= hungry * share) return Number.POSITIVE_INFINITY;
  const wanted = Math.max(headroom * rate, leastPart * limit);
  return limit * step ** Math.ceil(Math.log(wanted / limit) / Math.log(step));
}
