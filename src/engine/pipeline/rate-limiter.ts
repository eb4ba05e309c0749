/**
 * A strict limit in bytes a second, shared by all threads of a transfer (or of a node) through a few words of shared
 * memory. Virtual scheduling: every block reserves the time it takes at the rate, and starts when the blocks before it
 * are over. Idle time is not saved up; what is lost to threads that wake up late is caught up with slowly. So any second
 * has at most the rate, 3 % to catch up, and 15 ms for each of lateness, one block and one more thread: 7.5 % above it
 * (bench/limiter-accuracy.ts). A new rate is in force at once.
 */
import { setTimeout as delay } from 'node:timers/promises';

/** Survives `postMessage`. */
export type LimiterMemory = SharedArrayBuffer;

const nextFree = 0;
/** When the blocks so far would be over if no time had been lost; 0 is none yet. */
const dueAt = 1;
/** A double: aligned, so one thread never sees half of what another wrote; 0 is no limit. */
const rateAt = 16;
const generation = 0;
const paused = 1;
/** A wait is looked at again at least this often, so that a stop is seen in time. */
const sliceMs = 50;
/** Lateness that the next block makes up for at once. */
const lateNs = 15_000_000n;
/** What is lost beyond it, up to this much, is caught up with. */
const mostLostNs = 150_000_000n;
const catchUp = 1.03;
const blockMs = 15;
const smallestBlock = 4 * 1024;

/** `bytesPerSecond` undefined is no limit. */
export function createLimiter(bytesPerSecond: number | undefined): LimiterMemory {
  const memory = new SharedArrayBuffer(32);
  new Float64Array(memory, rateAt, 1)[0] = bytesPerSecond ?? 0;
  return memory;
}

export class RateLimiter {
  readonly #words: BigInt64Array<SharedArrayBuffer>;
  readonly #rate: Float64Array<SharedArrayBuffer>;
  readonly #changes: Int32Array<SharedArrayBuffer>;

  constructor(memory: LimiterMemory) {
    this.#words = new BigInt64Array(memory, 0, 2);
    this.#rate = new Float64Array(memory, rateAt, 1);
    this.#changes = new Int32Array(memory, 24, 2);
  }

  get bytesPerSecond(): number | undefined {
    const value = this.#rate[0] as number;
    return value === 0 ? undefined : value;
  }

  set bytesPerSecond(value: number | undefined) {
    this.#rate[0] = value ?? 0;
    Atomics.store(this.#words, nextFree, 0n);
    Atomics.store(this.#words, dueAt, 0n);
    this.#announce();
  }

  get isPaused(): boolean {
    return Atomics.load(this.#changes, paused) === 1;
  }

  /** While paused nothing flows; what waits goes on when it is lifted. */
  set isPaused(value: boolean) {
    Atomics.store(this.#changes, paused, value ? 1 : 0);
    this.#announce();
  }

  /** How large a block should be now: 15 ms of the limit, so that a low one flows instead of thumping. */
  blockSize(largest: number): number {
    const limit = this.bytesPerSecond;
    if (limit === undefined) return largest;
    return Math.min(largest, Math.max(smallestBlock, Math.round((limit * blockMs) / 1000)));
  }

  /** Blocks the thread until `bytes` may flow; answers false when `isStopped` became true first. */
  wait(bytes: number, isStopped: () => boolean): boolean {
    let turn = this.#reserve(bytes);
    while (turn !== undefined) {
      if (isStopped()) return false;
      const leftMs = Number(turn.startNs - process.hrtime.bigint()) / 1e6;
      if (leftMs <= 0 && !this.isPaused) return true;
      Atomics.wait(this.#changes, generation, turn.seen, waitMs(leftMs));
      if (Atomics.load(this.#changes, generation) !== turn.seen) turn = this.#reserve(bytes);
    }
    return !isStopped();
  }

  /** The same without blocking; rejects with the signal's reason. */
  async waitAsync(bytes: number, signal: AbortSignal): Promise<void> {
    let turn = this.#reserve(bytes);
    while (turn !== undefined) {
      signal.throwIfAborted();
      const leftMs = Number(turn.startNs - process.hrtime.bigint()) / 1e6;
      if (leftMs <= 0 && !this.isPaused) return;
      await delay(waitMs(leftMs), undefined, { signal });
      if (Atomics.load(this.#changes, generation) !== turn.seen) turn = this.#reserve(bytes);
    }
  }

  #announce(): void {
    Atomics.add(this.#changes, generation, 1);
    Atomics.notify(this.#changes, generation);
  }

  #count(startNs: bigint, lengthNs: bigint): void {
    for (;;) {
      const due = Atomics.load(this.#words, dueAt);
      const since = due === 0n ? startNs : latest(due, startNs - mostLostNs);
      if (Atomics.compareExchange(this.#words, dueAt, due, since + lengthNs) === due) return;
    }
  }

  #reserve(bytes: number): { readonly startNs: bigint; readonly seen: number } | undefined {
    const seen = Atomics.load(this.#changes, generation);
    const limit = this.bytesPerSecond;
    if (limit === undefined || bytes === 0) return this.isPaused ? { startNs: 0n, seen } : undefined;
    const lengthNs = BigInt(Math.round((bytes / limit) * 1e9));
    const shorterNs = BigInt(Math.round((bytes / limit / catchUp) * 1e9));
    for (;;) {
      const free = Atomics.load(this.#words, nextFree);
      const now = process.hrtime.bigint();
      const startNs = free > now - lateNs ? free : now;
      const due = Atomics.load(this.#words, dueAt);
      const takenNs = due !== 0n && due < startNs ? shorterNs : lengthNs;
      if (Atomics.compareExchange(this.#words, nextFree, free, startNs + takenNs) !== free) continue;
      this.#count(startNs, lengthNs);
      return { startNs, seen };
    }
  }
}

function latest(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The turn may have come while the limiter is paused: then it is only looked at again. */
function waitMs(leftMs: number): number {
  return leftMs > 0 ? Math.min(leftMs, sliceMs) : sliceMs;
}
