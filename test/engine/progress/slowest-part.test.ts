import { expect, test } from 'vitest';
import { noWork } from '../../../src/engine/pipeline/work-meter.ts';
import { SlowestPart } from '../../../src/engine/progress/slowest-part.ts';
import type { Bottleneck } from '../../../src/model/bottleneck.ts';

/** After so many looks in a second each, of which `busy` says what was done in one. */
function after(
  seconds: number,
  busy: Partial<typeof noWork>,
  part = new SlowestPart(),
  from = 0,
): Bottleneck | undefined {
  let told: Bottleneck | undefined;
  for (let second = from + 1; second <= from + seconds; second += 1) {
    const times = Object.fromEntries(Object.entries({ ...noWork, ...busy }).map(([at, ms]) => [at, ms * second]));
    told = part.observe(times as typeof noWork, 1);
  }
  return told;
}

test('what was busy most is told, with its share of all that was done', () => {
  expect(after(5, { source: 300, destination: 900 })).toEqual({ at: 'destination', share: 0.75 });
});

test('nothing is told of a lane that has next to nothing to do', () => {
  expect(after(5, { source: 20, destination: 30 })).toBeUndefined();
});

test('two that are nearly as busy do not take turns', () => {
  const part = new SlowestPart();
  expect(after(5, { source: 500, link: 490 }, part)).toMatchObject({ at: 'source' });
  expect(after(20, { source: 500, link: 520 }, part, 5)).toMatchObject({ at: 'source' });
});

test('another one that is slow from now on is told within ten seconds', () => {
  const part = new SlowestPart();
  after(100, { source: 900 }, part);
  let told: Bottleneck | undefined;
  for (let second = 1; second <= 10; second += 1)
    told = part.observe({ ...noWork, source: 90_000, link: 900 * second }, 1);
  expect(told).toMatchObject({ at: 'link' });
});
