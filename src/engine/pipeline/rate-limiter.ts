/**
 * A strict limit in bytes a second, shared by all threads of a transfer (or of a node) through a few words of shared
 * memory. Whoever would move bytes reserves a turn on two schedules and waits for the later one:
 *
 *   due    at the rate, at most 150 ms behind the clock: time that was lost is made up for
 *   pace   4 % above the rate, at most 16 ms behind the clock: but slowly
 *
 * A turn that was missed by more than 16 ms is given up for a new one, which may be taken before its start. No turn ends
 * more than 12 ms after the clock. So any second carries at most 4 % and 44 ms above the limit, which is 9 %, and any ten
 * seconds 2 %, however late the threads wake up (test/engine/pipeline/throttle.test.ts).
 */

/** Survives `postMessage`. */
export type LimiterMemory = SharedArrayBuffer;

export interface Turn {
  readonly bytes: number;
  readonly startNs: bigint;
  readonly lengthNs: bigint;
  /** What it takes of the pace. */
  readonly pace: { readonly fromNs: bigint; readonly untilNs: bigint };
  /** How long before its start it may be taken. */
  readonly earlyNs: bigint;
  /** Of the rate it was reserved at. */
  readonly generation: number;
}

/** On both schedules: when the turns so far are over; 0 is none yet. */
const due = 0;
const pace = 1;
/** A double: aligned, so one thread never sees half of what another wrote; 0 is no limit. */
const rateAt = 16;
const generationAt = 24;
const movedAt = 32;

const millisecond = 1_000_000n;
const mostBehindNs = 150n * millisecond;
const graceNs = 16n * millisecond;
const catchUp = 1.04;
/** All turns together that are waited for: the more there are, the shorter is each. */
const aheadNs = 12n * millisecond;
const shortestTurnNs = millisecond;
/** Less would be mostly overhead: a limit below 128 KB/s flows in longer turns. */
const fewestBytes = 1024;

/** `bytesPerSecond` undefined is no limit. */
export function createLimiter(bytesPerSecond: number | undefined): LimiterMemory {
  const memory = new SharedArrayBuffer(40);
  new Float64Array(memory, rateAt, 1)[0] = bytesPerSecond ?? 0;
  return memory;
}

export class RateLimiter {
  readonly #schedules: BigInt64Array<SharedArrayBuffer>;
  readonly #rate: Float64Array<SharedArrayBuffer>;
  readonly #generation: Int32Array<SharedArrayBuffer>;
  readonly #moved: BigInt64Array<SharedArrayBuffer>;

  constructor(memory: LimiterMemory) {
    this.#schedules = new BigInt64Array(memory, 0, 2);
    this.#rate = new Float64Array(memory, rateAt, 1);
    this.#generation = new Int32Array(memory, generationAt, 1);
    this.#moved = new BigInt64Array(memory, movedAt, 1);
  }

  get bytesPerSecond(): number | undefined {
    const value = this.#rate[0] as number;
    return value === 0 ? undefined : value;
  }

  /** In force at once: turns of the old rate are void. */
  set bytesPerSecond(value: number | undefined) {
    this.#rate[0] = value ?? 0;
    Atomics.store(this.#schedules, due, 0n);
    Atomics.store(this.#schedules, pace, 0n);
    Atomics.add(this.#generation, 0, 1);
  }

  /** Under a limit, so far. */
  get movedBytes(): number {
    return Number(Atomics.load(this.#moved, 0));
  }

  /** How many of `most` bytes the next turn has. */
  turnBytes(most: number, nowNs: bigint): number {
    const rate = this.bytesPerSecond;
    if (rate === undefined) return most;
    const waitNs = this.#next(nowNs).startNs - nowNs;
    const left = waitNs < 0n ? aheadNs / 2n - waitNs : (aheadNs - waitNs) / 2n;
    const turnNs = Number(later(left, shortestTurnNs));
    return Math.min(most, Math.max(fewestBytes, Math.floor((rate * turnNs) / 1e9)));
  }

  /** The next turn, for so many bytes. To be waited for until `startNs`; undefined where there is no limit. */
  reserve(bytes: number, nowNs: bigint): Turn | undefined {
    const generation = Atomics.load(this.#generation, 0);
    const rate = this.bytesPerSecond;
    if (rate === undefined) return undefined;
    const lengthNs = BigInt(Math.round((bytes / rate) * 1e9));
    const paceNs = BigInt(Math.round((bytes / rate / catchUp) * 1e9));
    for (;;) {
      const seen = Atomics.load(this.#schedules, pace);
      const { startNs, fromNs } = this.#next(nowNs);
      const untilNs = fromNs + paceNs;
      if (Atomics.compareExchange(this.#schedules, pace, seen, untilNs) !== seen) continue;
      this.#count(lengthNs, nowNs);
      Atomics.add(this.#moved, 0, BigInt(bytes));
      return { bytes, startNs, lengthNs, pace: { fromNs, untilNs }, earlyNs: 0n, generation };
    }
  }

  /** The rate is another one since the turn was reserved. */
  isVoid(turn: Turn): boolean {
    return turn.generation !== Atomics.load(this.#generation, 0);
  }

  isMissed(turn: Turn, nowNs: bigint): boolean {
    return nowNs > turn.startNs + graceNs;
  }

  /** A new turn for one that was missed: whoever always wakes up late is not always the last. */
  renew(turn: Turn, nowNs: bigint): Turn | undefined {
    this.giveBack(turn);
    const renewed = this.reserve(turn.bytes, nowNs);
    return renewed && { ...renewed, earlyNs: aheadNs };
  }

  /** Nothing flowed in this turn. Its place in the pace is lost when others stand behind it. */
  giveBack(turn: Turn): void {
    Atomics.sub(this.#moved, 0, BigInt(turn.bytes));
    if (this.isVoid(turn)) return;
    Atomics.sub(this.#schedules, due, turn.lengthNs);
    Atomics.compareExchange(this.#schedules, pace, turn.pace.untilNs, turn.pace.fromNs);
  }

  #next(nowNs: bigint): { readonly startNs: bigint; readonly fromNs: bigint } {
    const paceNs = behind(Atomics.load(this.#schedules, pace), nowNs, graceNs);
    const startNs = later(paceNs, behind(Atomics.load(this.#schedules, due), nowNs, mostBehindNs));
    return { startNs, fromNs: later(paceNs, startNs - graceNs) };
  }

  #count(lengthNs: bigint, nowNs: bigint): void {
    for (;;) {
      const seen = Atomics.load(this.#schedules, due);
      const overNs = behind(seen, nowNs, mostBehindNs) + lengthNs;
      if (Atomics.compareExchange(this.#schedules, due, seen, overNs) === seen) return;
    }
  }
}

function behind(scheduleNs: bigint, nowNs: bigint, mostNs: bigint): bigint {
  return scheduleNs === 0n ? nowNs : later(scheduleNs, nowNs - mostNs);
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
