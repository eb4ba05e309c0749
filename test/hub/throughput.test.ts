import { expect, test } from 'vitest';
import { stepMs, Throughput } from '../../hub/transfers/throughput.ts';
import { transferId } from '../../src/runtime/identifier.ts';

const [one, two] = [transferId(1), transferId(2)];
const perStep = (rate: number) => (rate * stepMs) / 1000;

test('a step holds what was copied in it, of each transfer and of all', () => {
  const throughput = new Throughput();
  throughput.record(one, 0);
  throughput.record(two, 0);
  throughput.record(one, perStep(10));
  throughput.record(two, perStep(5));
  throughput.step();
  throughput.record(one, perStep(30));
  throughput.step();
  expect(throughput.of(one).rates).toEqual([10, 20]);
  expect(throughput.of(two).rates).toEqual([5, 0]);
  expect(throughput.total().rates).toEqual([15, 20]);
});

test('what was copied before the hub first heard of a transfer is in no step', () => {
  const throughput = new Throughput();
  throughput.record(one, 1e9);
  throughput.step();
  expect(throughput.total().rates).toEqual([0]);
});

test('a run that begins again at zero gives no negative rate', () => {
  const throughput = new Throughput();
  throughput.record(one, perStep(100));
  throughput.record(one, perStep(2));
  throughput.step();
  expect(throughput.of(one).rates).toEqual([2]);
});

test('a quarter of an hour is kept, and a transfer that long at rest is forgotten', () => {
  const throughput = new Throughput();
  throughput.record(one, 0);
  throughput.record(one, 1);
  for (let step = 0; step < 400; step += 1) throughput.step();
  expect(throughput.total().rates).toHaveLength(180);
  expect(throughput.of(one).rates).toEqual([]);
});
