import { expect, test } from 'vitest';
import { RateWindow } from '../../../src/engine/progress/rate-window.ts';
import { TimeLeft } from '../../../src/engine/progress/time-left.ts';

/** A machine that needs a millisecond a file and a nanosecond a byte. */
const secondsFor = ({ bytes, files }: { bytes: number; files: number }) => files * 1e-3 + bytes * 1e-9;

function seen(...works: { bytes: number; files: number }[]): TimeLeft {
  const timeLeft = new TimeLeft();
  for (let round = 0; round < 20; round += 1) for (const work of works) timeLeft.observe(work, secondsFor(work));
  return timeLeft;
}

test('nothing is said before a second was seen', () => {
  const timeLeft = new TimeLeft();
  timeLeft.observe({ bytes: 1e6, files: 1 }, 0.5);
  expect(timeLeft.estimate({ bytes: 1e9, files: 1 })).toBeUndefined();
});

test('from a mixture it learns what a file and what a byte costs', () => {
  const timeLeft = seen({ bytes: 2e8, files: 2 }, { bytes: 1e6, files: 250 });
  for (const left of [
    { bytes: 1e12, files: 10 },
    { bytes: 1e6, files: 1e6 },
  ]) {
    expect((timeLeft.estimate(left)?.seconds ?? 0) / secondsFor(left)).toBeCloseTo(1, 2);
  }
});

test('from large files alone it does not conclude that a file costs minutes', () => {
  expect(seen({ bytes: 2.5e8, files: 0 }).estimate({ bytes: 1e9, files: 1000 })?.seconds).toBeCloseTo(1, 1);
});

test('of empty files it says what their number says', () => {
  expect(seen({ bytes: 0, files: 250 }).estimate({ bytes: 0, files: 10_000 })?.seconds).toBeCloseTo(10, 1);
});

test('what has become slower lately is a range, from the minutes before to the last half minute', () => {
  const timeLeft = new TimeLeft();
  for (let tick = 0; tick < 1200; tick += 1) timeLeft.observe({ bytes: 25e6, files: 0 }, 0.25);
  for (let tick = 0; tick < 240; tick += 1) timeLeft.observe({ bytes: 5e6, files: 0 }, 0.25);
  const { seconds, fromSeconds, toSeconds } = timeLeft.estimate({ bytes: 1e9, files: 0 }) ?? expect.fail();
  expect(seconds).toBe(toSeconds);
  expect(toSeconds).toBeGreaterThan(1.25 * fromSeconds);
});

test('of what has not moved for ten seconds nothing is said', () => {
  const timeLeft = seen({ bytes: 2.5e8, files: 1 });
  for (let tick = 0; tick < 40; tick += 1) timeLeft.observe({ bytes: 0, files: 0 }, 0.25);
  expect(timeLeft.estimate({ bytes: 1e9, files: 1 })).toBeUndefined();
  timeLeft.observe({ bytes: 1e6, files: 0 }, 0.25);
  expect(timeLeft.estimate({ bytes: 1e9, files: 1 })).toBeDefined();
});

test('a rate is the mean at first and follows within seconds later', () => {
  const window = new RateWindow();
  expect(window.observe(100, 1)).toBe(100);
  expect(window.observe(200, 1)).toBe(100);
  let count = 200;
  let rate = 0;
  for (let tick = 0; tick < 80; tick += 1) {
    count += 1000 / 4;
    rate = window.observe(count, 0.25);
  }
  expect(rate).toBeGreaterThan(950);
});
