import { expect, test } from 'vitest';
import { stepMs, Throughput } from '../../hub/transfers/throughput.ts';
import { transferId } from '../../src/runtime/identifier.ts';

const [one, two] = [transferId(1), transferId(2)];
const perStep = (rate: number) => (rate * stepMs) / 1000;
const fresh = (copiedBytes: number) => ({ startedAt: 100_000, at: 100_250, copiedBytes });

test('a step holds what was copied in it, of each transfer and of all', () => {
  const throughput = new Throughput();
  throughput.hear(one, fresh(perStep(10)));
  throughput.hear(two, fresh(perStep(5)));
  throughput.step();
  throughput.hear(one, fresh(perStep(30)));
  throughput.step();
  expect(throughput.of(one).rates).toEqual([10, 20]);
  expect(throughput.of(two).rates).toEqual([5, 0]);
  expect(throughput.total().rates).toEqual([15, 20]);
});

test('what an older run copied before the hub first heard of it is in no step', () => {
  const throughput = new Throughput();
  throughput.hear(one, { startedAt: 100_000, at: 900_000, copiedBytes: 1e9 });
  throughput.step();
  throughput.hear(one, { startedAt: 100_000, at: 901_000, copiedBytes: 1e9 + perStep(3) });
  throughput.step();
  expect(throughput.total().rates).toEqual([0, 3]);
});

test('what a node tells of every few seconds is an even rate, and nothing of it is lost', () => {
  const throughput = new Throughput();
  let at = 100_000;
  const tell = (): void => {
    at += 4000;
    throughput.hear(one, { startedAt: 100_000, at, copiedBytes: (at - 100_000) * 10 });
  };
  // As many words as come in each step: after 4, 8, 12, … seconds.
  for (const words of [1, 1, 1, 2, 1, 1, 1, 2]) {
    for (let word = 0; word < words; word += 1) tell();
    throughput.step();
  }
  const { rates } = throughput.of(one);
  expect(Math.max(...rates)).toBeLessThanOrEqual(10_000);
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(8000);
  throughput.step();
  expect(throughput.total().rates.reduce((sum, rate) => sum + (rate * stepMs) / 1000, 0)).toBe(400_000);
});

test('a figure that dips for a moment is not counted again', () => {
  const throughput = new Throughput();
  throughput.hear(one, fresh(perStep(100)));
  throughput.hear(one, fresh(perStep(80)));
  throughput.hear(one, fresh(perStep(101)));
  throughput.step();
  expect(throughput.of(one).rates).toEqual([101]);
});

test('a run that begins again at zero counts from there', () => {
  const throughput = new Throughput();
  throughput.hear(one, fresh(perStep(100)));
  throughput.hear(one, { startedAt: 200_000, at: 200_250, copiedBytes: perStep(2) });
  throughput.step();
  expect(throughput.of(one).rates).toEqual([102]);
});

test('what was copied while the node was away is in no step', () => {
  const throughput = new Throughput();
  throughput.hear(one, fresh(perStep(1)));
  throughput.loseSight(one);
  throughput.hear(one, fresh(perStep(500)));
  throughput.hear(one, fresh(perStep(502)));
  throughput.step();
  expect(throughput.of(one).rates).toEqual([3]);
});

test('a quarter of an hour is kept, and a transfer that long at rest is forgotten', () => {
  const throughput = new Throughput();
  throughput.hear(one, fresh(0));
  throughput.hear(one, fresh(1));
  for (let step = 0; step < 400; step += 1) throughput.step();
  expect(throughput.total().rates).toHaveLength(180);
  expect(throughput.of(one).rates).toEqual([]);
});
