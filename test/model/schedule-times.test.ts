import { expect, test } from 'vitest';
import { dueAfter, lastDue, wrongCron } from '../../src/model/schedule-times.ts';

const at = (text: string): number => Date.parse(text);
const shown = (times: readonly number[]): string[] => times.map((time) => new Date(time).toISOString().slice(0, 16));

test.each([
  [
    '30 2 * * *',
    '2026-03-28T12:00Z',
    ['2026-03-29T01:00', '2026-03-30T00:30'],
    'a skipped time is due at the end of the skip',
  ],
  ['0,30 2 * * *', '2026-03-28T12:00Z', ['2026-03-29T01:00', '2026-03-30T00:00'], 'two skipped times are one'],
  [
    '30 2,3 * * *',
    '2026-03-28T12:00Z',
    ['2026-03-29T01:00', '2026-03-29T01:30'],
    'what comes after the skip is as ever',
  ],
  [
    '0 2,3 * * *',
    '2026-03-28T12:00Z',
    ['2026-03-29T01:00', '2026-03-30T00:00'],
    'a skipped time and that at its end are one',
  ],
  [
    '30 2 * * *',
    '2026-10-24T12:00Z',
    ['2026-10-25T00:30', '2026-10-26T01:30'],
    'a time that comes twice is due once, the first time',
  ],
  ['30 2,3 * * *', '2026-10-25T00:30Z', ['2026-10-25T02:30', '2026-10-26T01:30'], 'and its second time is passed over'],
  [
    '0 */2 * * *',
    '2026-10-24T21:00Z',
    ['2026-10-24T22:00', '2026-10-25T00:00', '2026-10-25T03:00'],
    'every other hour by the clock',
  ],
  [
    '0 * * * *',
    '2026-10-24T23:30Z',
    ['2026-10-25T00:00', '2026-10-25T01:00', '2026-10-25T02:00'],
    'every hour is every hour',
  ],
  [
    '0 * * * *',
    '2026-03-28T23:30Z',
    ['2026-03-29T00:00', '2026-03-29T01:00', '2026-03-29T02:00'],
    'and one that is skipped is none',
  ],
  ['0 6 * * 1', '2026-03-27T12:00Z', ['2026-03-30T04:00', '2026-04-06T04:00'], 'Mondays'],
])('%s after %s in Berlin is due at %j: %s', (cron, after, expected) => {
  const schedule = { cron, timeZone: 'Europe/Berlin' };
  expect(shown(dueAfter(schedule, at(after), expected.length))).toEqual(expected);
  // Seen from behind, they are the same.
  const seen = expected.map((_, index) => lastDue(schedule, at(`${expected[index]}Z`) + 59_999));
  expect(shown(seen.map((time) => time ?? 0))).toEqual(expected);
});

test('a due time is due at that millisecond, and not the one before', () => {
  const schedule = { cron: '0 1 * * *', timeZone: 'UTC' };
  const due = at('2026-10-26T01:00Z');
  expect([lastDue(schedule, due), lastDue(schedule, due - 1)]).toEqual([due, due - 24 * 3_600_000]);
  expect(dueAfter(schedule, due - 1, 1)).toEqual([due]);
  expect(dueAfter(schedule, due, 1)).toEqual([due + 24 * 3_600_000]);
});

test.each(['', 'x', '61 * * * *', '* * *', '* * * * * *', '0 0 30 2 *', '@never', '2026-11-30T00:00:00'])(
  '%j is no schedule',
  (cron) => {
    expect(wrongCron(cron)).toBeTypeOf('string');
  },
);

test.each(['0 6 * * *', '*/5 8-18 * * 1-5', '@daily', '0 0 L * *'])('%j is a schedule', (cron) => {
  expect(wrongCron(cron)).toBeUndefined();
});
