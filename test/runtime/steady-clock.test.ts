import { expect, test } from 'vitest';
import { SteadyClock } from '../../src/runtime/steady-clock.ts';

const minute = 60_000;

test('a clock is believed when it has gone with the time for an hour, and not after it was set, for another hour', () => {
  const time = { now: 1_800_000_000_000, elapsed: 5000 };
  const pass = (ms: number): void => {
    time.now += ms;
    time.elapsed += ms;
  };
  const steady = new SteadyClock({ now: () => time.now }, () => time.elapsed);
  expect(steady.isSteady()).toBe(false);
  pass(59 * minute);
  expect(steady.isSteady()).toBe(false);
  pass(minute);
  time.now += 20_000;
  expect(steady.isSteady()).toBe(true);
  time.now += 400 * 24 * 60 * minute;
  expect(steady.isSteady()).toBe(false);
  pass(59 * minute);
  expect(steady.isSteady()).toBe(false);
  pass(minute);
  expect(steady.isSteady()).toBe(true);
});
