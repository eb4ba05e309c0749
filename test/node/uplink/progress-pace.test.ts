import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ProgressPace } from '../../../node/uplink/progress-pace.ts';
import { usualProgressMs } from '../../../src/protocol/node-link.ts';
import type { Clock } from '../../../src/runtime/clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason);
      });
    }),
};

/** Tells as the uplink does; `told` counts. */
function teller() {
  const pace = new ProgressPace(clock);
  const stop = new AbortController();
  const teller = { pace, stop, told: 0 };
  const ended = (async () => {
    for (;;) {
      await pace.next(stop.signal);
      teller.told += 1;
    }
  })().catch((reason: unknown) => reason);
  return Object.assign(teller, { ended });
}

test('a hub that asks for nothing hears of progress four times a second', async () => {
  const node = teller();
  await vi.advanceTimersByTimeAsync(usualProgressMs * 8);
  expect(node.told).toBe(8);
});

test('a node tells as often as it is asked to, the first time within one interval', async () => {
  const node = teller();
  node.pace.set(5000);
  await vi.advanceTimersByTimeAsync(5000);
  expect(node.told).toBe(1);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(node.told).toBe(5);
  // Somebody looks: not at the end of those five seconds, but now.
  node.pace.set(500);
  await vi.advanceTimersByTimeAsync(500);
  expect(node.told).toBe(6);
  await vi.advanceTimersByTimeAsync(5000);
  expect(node.told).toBe(16);
});

test('nodes that are asked at the same moment tell at different ones', async () => {
  const nodes = Array.from({ length: 100 }, teller);
  for (const { pace } of nodes) pace.set(5000);
  await vi.advanceTimersByTimeAsync(2500);
  const early = nodes.filter(({ told }) => told > 0).length;
  expect(early).toBeGreaterThan(10);
  expect(early).toBeLessThan(90);
});

test('what a hub asked for ends with its link', async () => {
  const node = teller();
  node.pace.set(60_000);
  node.stop.abort(new Error('the link ended'));
  expect(await node.ended).toMatchObject({ message: 'the link ended' });
  node.pace.reset();
  let isTime = false;
  void node.pace.next(new AbortController().signal).then(() => {
    isTime = true;
  });
  await vi.advanceTimersByTimeAsync(usualProgressMs);
  expect(isTime).toBe(true);
});
