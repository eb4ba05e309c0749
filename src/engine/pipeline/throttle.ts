/**
 * Every limit that holds for the same bytes (the transfer's own, the node's), as one: whoever moves bytes takes as many
 * as may flow, moves them, and takes again. Bytes are taken where they leave, in turns of a few milliseconds: what was
 * read before a limit was lowered flows no faster than the new one allows.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type LimiterMemory, RateLimiter, type Turn } from './rate-limiter.ts';

/** A wait is looked at again at least this often, so that a stop and a new limit are seen in time. */
const sliceMs = 50;
const smallestBlock = 4 * 1024;
const nobody = new Int32Array(new SharedArrayBuffer(4));

export class Throttle {
  readonly #limiters: readonly RateLimiter[];
  readonly #nowNs: () => bigint;
  #waitedMs = 0;

  constructor(memories: readonly LimiterMemory[], nowNs: () => bigint = () => process.hrtime.bigint()) {
    this.#limiters = memories.map((memory) => new RateLimiter(memory));
    this.#nowNs = nowNs;
  }

  get bytesPerSecond(): number | undefined {
    const rates = this.#limiters.map((limiter) => limiter.bytesPerSecond ?? Number.POSITIVE_INFINITY);
    const lowest = Math.min(...rates);
    return lowest === Number.POSITIVE_INFINITY ? undefined : lowest;
  }

  /** How large a block should be now: so many milliseconds of the limit, that a low one flows instead of thumping. */
  blockSize(largest: number, milliseconds: number): number {
    if (!this.isLimited) return largest;
    const rate = this.bytesPerSecond ?? Number.POSITIVE_INFINITY;
    return Math.min(largest, Math.max(smallestBlock, Math.round((rate * milliseconds) / 1000)));
  }

  get isLimited(): boolean {
    return this.#limiters.some(({ bytesPerSecond }) => bytesPerSecond !== undefined);
  }

  /** How long its bytes have waited for their turns so far. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  claim(most: number): Claim {
    return new Claim(this.#limiters, { most, nowNs: this.#nowNs });
  }

  /** Blocks the thread until bytes may flow; answers how many, at most `most`. Once stopped, nothing is held up. */
  take(most: number, isStopped: () => boolean): number {
    if (!this.isLimited) return most;
    const claim = this.claim(most);
    const startedAt = performance.now();
    for (let ms = claim.waitMs(); ms > 0; ms = claim.waitMs()) {
      if (isStopped()) return most;
      Atomics.wait(nobody, 0, 0, Math.min(ms, sliceMs));
    }
    this.#waitedMs += performance.now() - startedAt;
    return claim.bytes;
  }

  /** The same without blocking; rejects with the signal's reason. */
  async takeAsync(most: number, signal: AbortSignal): Promise<number> {
    if (!this.isLimited) return most;
    const claim = this.claim(most);
    const startedAt = performance.now();
    for (let ms = claim.waitMs(); ms > 0; ms = claim.waitMs()) {
      await delay(Math.min(ms, sliceMs), undefined, { signal }).catch(() => signal.throwIfAborted());
    }
    this.#waitedMs += performance.now() - startedAt;
    return claim.bytes;
  }
}

/** A turn on every limiter for the same bytes. */
export class Claim {
  readonly #limiters: readonly RateLimiter[];
  readonly #most: number;
  readonly #nowNs: () => bigint;
  #bytes = 0;
  #turns: readonly (Turn | undefined)[] | undefined;

  constructor(
    limiters: readonly RateLimiter[],
    { most, nowNs }: { readonly most: number; readonly nowNs: () => bigint },
  ) {
    this.#limiters = limiters;
    this.#most = most;
    this.#nowNs = nowNs;
  }

  /** How many bytes the turns have. */
  get bytes(): number {
    return this.#bytes;
  }

  /** When to ask again; 0 when the bytes may flow now, which is to be asked for only once. */
  waitMs(): number {
    const nowNs = this.#nowNs();
    this.#reserve(nowNs);
    const waits = this.#turns?.map((turn) => (turn === undefined ? 0 : Number(turn.startNs - turn.earlyNs - nowNs)));
    return Math.max(0, ...(waits ?? [])) / 1e6;
  }

  #reserve(nowNs: bigint): void {
    const turns = this.#turns;
    if (turns === undefined || this.#limiters.some((limiter, at) => isVoid(limiter, turns[at]))) this.#begin(nowNs);
    else this.#turns = turns.map((turn, at) => this.#renewed(this.#limiters[at] as RateLimiter, turn, nowNs));
  }

  #begin(nowNs: bigint): void {
    this.#turns?.forEach((turn, at) => {
      if (turn !== undefined) this.#limiters[at]?.giveBack(turn);
    });
    this.#bytes = this.#limiters.reduce((most, limiter) => limiter.turnBytes(most, nowNs), this.#most);
    this.#turns = this.#limiters.map((limiter) => limiter.reserve(this.#bytes, nowNs));
  }

  #renewed(limiter: RateLimiter, turn: Turn | undefined, nowNs: bigint): Turn | undefined {
    return turn !== undefined && limiter.isMissed(turn, nowNs) ? limiter.renew(turn, nowNs) : turn;
  }
}

/** A limit that was set on none before is seen with the next bytes. */
function isVoid(limiter: RateLimiter, turn: Turn | undefined): boolean {
  return turn !== undefined && limiter.isVoid(turn);
}
