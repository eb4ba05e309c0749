import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLimiter, type LimiterMemory, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { type Claim, Throttle } from '../../../src/engine/pipeline/throttle.ts';

interface Moved {
  readonly atMs: number;
  readonly bytes: number;
}

/** Somebody who moves bytes as fast as the limits let them. */
interface Mover {
  readonly limiters: readonly LimiterMemory[];
  /** How late each of its wake-ups is, around and around. */
  readonly latenessMs: readonly number[];
  /** How long it is busy with what it took, around and around. */
  readonly workMs: readonly number[];
}

const never = (): boolean => false;

/** Lets movers run for a while of imagined time; answers what each of them moved. */
function move(movers: readonly Mover[], { forMs }: { readonly forMs: number }): Moved[][] {
  let nowMs = 1000;
  const nowNs = (): bigint => BigInt(Math.round(nowMs * 1e6));
  const states = movers.map((mover) => {
    const throttle = new Throttle(mover.limiters, nowNs);
    return { ...mover, throttle, wakeMs: nowMs, steps: 0, claim: undefined as Claim | undefined, moved: [] as Moved[] };
  });
  const startMs = nowMs;
  while (nowMs - startMs < forMs) {
    const state = states.reduce((first, other) => (other.wakeMs < first.wakeMs ? other : first));
    nowMs = state.wakeMs;
    state.claim ??= state.throttle.claim(1e9);
    const waitMs = state.claim.waitMs();
    state.steps += 1;
    if (waitMs > 0) {
      state.wakeMs = nowMs + waitMs + pick(state.latenessMs, state.steps);
      continue;
    }
    state.moved.push({ atMs: nowMs - startMs, bytes: state.claim.bytes });
    state.claim = undefined;
    state.wakeMs = nowMs + pick(state.workMs, state.steps);
  }
  return states.map(({ moved }) => moved);
}

function pick(values: readonly number[], step: number): number {
  return values[step % values.length] as number;
}

/** The most bytes in any window of this length. */
function mostIn(windowMs: number, moved: readonly Moved[]): number {
  const inOrder = moved.toSorted((a, b) => a.atMs - b.atMs);
  let most = 0;
  let inWindow = 0;
  let from = 0;
  for (const { atMs, bytes } of inOrder) {
    inWindow += bytes;
    for (; (inOrder[from] as Moved).atMs < atMs - windowMs; from += 1) inWindow -= (inOrder[from] as Moved).bytes;
    most = Math.max(most, inWindow);
  }
  return most;
}

const sum = (moved: readonly Moved[]): number => moved.reduce((bytes, one) => bytes + one.bytes, 0);

const anyRate = fc.integer({ min: 128 * 1024, max: 500e6 });
const anyTimes = (most: number) =>
  fc.array(fc.double({ min: 0, max: most, noNaN: true }), { minLength: 1, maxLength: 40 });
/** Mostly in time, at times not at all. */
const anyLateness = fc
  .oneof(anyTimes(3), anyTimes(25), anyTimes(400))
  .chain((usual) => anyTimes(2000).map((stalls) => [...usual, ...usual, ...usual, ...stalls.slice(0, 2)]));
const anyHabits = fc.record({ latenessMs: anyLateness, workMs: anyTimes(30) });

describe('however late threads wake up', () => {
  test('no second carries 9 % more than the limit, and no ten seconds 2 % more', () => {
    fc.assert(
      fc.property(anyRate, fc.array(anyHabits, { minLength: 1, maxLength: 8 }), (rate, habits) => {
        const limiters = [createLimiter(rate)];
        const all = move(
          habits.map((habit) => ({ ...habit, limiters })),
          { forMs: 14_000 },
        ).flat();
        expect(mostIn(1000, all) / rate).toBeLessThan(1.09);
        expect(mostIn(10_000, all) / rate).toBeLessThan(10 * 1.02);
      }),
      { numRuns: 60 },
    );
  });

  test('the same holds for the limit above several others, and for each of these', () => {
    const anyTransfers = fc.array(
      fc.record({ own: anyRate, movers: fc.array(anyHabits, { minLength: 1, maxLength: 2 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    fc.assert(
      fc.property(anyRate, anyTransfers, (rate, transfers) => {
        const above = createLimiter(rate);
        const movers = transfers.flatMap(({ own, movers: habits }) => {
          const limiters = [createLimiter(own), above];
          return habits.map((habit) => ({ ...habit, limiters, own }));
        });
        const moved = move(movers, { forMs: 5000 });
        expect(mostIn(1000, moved.flat()) / rate).toBeLessThan(1.09);
        for (const memory of new Set(movers.map(({ limiters }) => limiters[0]))) {
          const its = moved.filter((_, at) => movers[at]?.limiters[0] === memory).flat();
          const own = movers.find(({ limiters }) => limiters[0] === memory)?.own as number;
          expect(mostIn(1000, its) / own).toBeLessThan(1.09);
        }
      }),
      { numRuns: 60 },
    );
  });
});

const timely = fc.record({ latenessMs: anyTimes(8), workMs: anyTimes(2) });

describe('while threads wake up within 8 ms', () => {
  test('ten seconds carry at least 98 % of the limit', () => {
    fc.assert(
      fc.property(anyRate, fc.array(timely, { minLength: 1, maxLength: 6 }), (rate, habits) => {
        const limiters = [createLimiter(rate)];
        const all = move(
          habits.map((habit) => ({ ...habit, limiters })),
          { forMs: 10_000 },
        ).flat();
        expect(sum(all) / rate).toBeGreaterThan(10 * 0.98);
      }),
      { numRuns: 60 },
    );
  });

  test('a limit above others is used to the full, and a transfer with a lower one of its own has that', () => {
    const above = createLimiter(20e6);
    const habits = { latenessMs: [1, 0, 3, 2, 0.5], workMs: [0.3, 1] };
    const slow = { ...habits, limiters: [createLimiter(2e6), above] };
    const fast = [1, 2, 3].map(() => ({ ...habits, limiters: [createLimiter(undefined), above] }));
    const [its = [], ...others] = move([slow, ...fast], { forMs: 10_000 })
      .map(sum)
      .map((bytes) => [bytes]);
    expect(its[0]).toBeGreaterThan(2e7 * 0.98);
    for (const [bytes] of others) expect(bytes).toBeGreaterThan(6e7 * 0.9);
    expect([its, ...others].flat().reduce((a, b) => a + b)).toBeGreaterThan(2e8 * 0.98);
  });
});

test('one who always wakes up late has a share, too', () => {
  const limiters = [createLimiter(10e6)];
  const prompt = { limiters, latenessMs: [0], workMs: [0.1] };
  const [late = []] = move([{ ...prompt, latenessMs: [30] }, prompt, prompt], { forMs: 5000 });
  expect(sum(late)).toBeGreaterThan(50e6 / 30);
});

test('half a second that was lost is not made up for with more than 150 ms', () => {
  const memory = createLimiter(1e6);
  const mover = { limiters: [memory], workMs: [0] };
  const steps = Array.from({ length: 400 }, (_, step) => (step === 100 ? 500 : 0));
  const [moved = []] = move([{ ...mover, latenessMs: steps }], { forMs: 9500 });
  expect(sum(moved)).toBeLessThan(9.5e6 - 0.5e6 + 0.18e6);
  expect(sum(moved)).toBeGreaterThan(9.5e6 - 0.5e6 + 0.13e6);
});

describe('a throttle', () => {
  test('without a limit never waits', () => {
    expect(new Throttle([createLimiter(undefined)]).take(1e12, never)).toBe(1e12);
  });

  test('keeps to the lowest of its limits', () => {
    expect(new Throttle([createLimiter(5), createLimiter(undefined), createLimiter(3)]).bytesPerSecond).toBe(3);
  });

  test('holds nobody up who is stopped', () => {
    const throttle = new Throttle([createLimiter(1)]);
    throttle.take(1024, never);
    let asked = 0;
    const isStopped = (): boolean => {
      asked += 1;
      return asked > 1;
    };
    expect(throttle.take(1000, isStopped)).toBe(1000);
  });

  test('gives up with the reason of a signal', async () => {
    const throttle = new Throttle([createLimiter(1)]);
    const stop = new AbortController();
    await throttle.takeAsync(1024, stop.signal);
    const waiting = throttle.takeAsync(1024, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  test('lets go of a wait under an old limit when the limit is lifted', async () => {
    const memory = createLimiter(1);
    const throttle = new Throttle([memory]);
    const { signal } = new AbortController();
    await throttle.takeAsync(1_000_000, signal);
    const waiting = throttle.takeAsync(1_000_000, signal);
    new RateLimiter(memory).bytesPerSecond = undefined;
    expect(await waiting).toBe(1_000_000);
  });

  test('gives what was asked for under a high limit in the pieces of a lower one', () => {
    const memory = createLimiter(1e9);
    const throttle = new Throttle([memory], () => 1_000_000_000n);
    let claim = throttle.claim(5_000_000);
    while (claim.waitMs() === 0) claim = throttle.claim(5_000_000);
    new RateLimiter(memory).bytesPerSecond = 1e6;
    expect(claim.waitMs()).toBe(0);
    expect(claim.bytes).toBeLessThan(20_000);
  });

  test('has blocks of so many milliseconds, and of 4 KiB at least', () => {
    const memory = createLimiter(1_000_000);
    const throttle = new Throttle([memory]);
    expect(throttle.blockSize(5_000_000, 15)).toBe(15_000);
    new RateLimiter(memory).bytesPerSecond = 1000;
    expect(throttle.blockSize(5_000_000, 15)).toBe(4 * 1024);
    new RateLimiter(memory).bytesPerSecond = undefined;
    expect(throttle.blockSize(5_000_000, 15)).toBe(5_000_000);
  });
});
