import { expect, test } from 'vitest';
import { parseStartTime } from '../../src/model/start-time.ts';

/** Any machine has some zone: what is expected is said in that one. */
const local = (...parts: [number, number, number, number, number, number?]): number => new Date(...parts).getTime();
const now = local(2026, 10, 21, 11, 30);

test.each([
  { text: '22:00', at: local(2026, 10, 21, 22, 0), note: 'still to come today' },
  { text: '6:05', at: local(2026, 10, 22, 6, 5), note: 'gone by today, so tomorrow' },
  { text: '11:30', at: local(2026, 10, 22, 11, 30), note: 'this very minute has begun, so tomorrow' },
  { text: 'tomorrow 06:00', at: local(2026, 10, 22, 6, 0), note: 'tomorrow' },
  { text: 'Today 12:00', at: local(2026, 10, 21, 12, 0), note: 'today' },
  { text: '+2h', at: now + 7_200_000, note: 'hours from now' },
  { text: '+1h30m', at: now + 5_400_000, note: 'hours and minutes' },
  { text: '+2d', at: now + 172_800_000, note: 'days' },
  { text: '+90s', at: now + 90_000, note: 'seconds' },
  { text: '2026-11-21T22:00', at: local(2026, 10, 21, 22, 0), note: 'ISO 8601, local' },
  { text: '2026-11-21 22:00:05', at: local(2026, 10, 21, 22, 0, 5), note: 'with a blank and seconds' },
  { text: '2026-12-21T22:00Z', at: Date.UTC(2026, 11, 21, 22, 0), note: 'in UTC' },
  { text: '2026-12-21T22:00:00+01:00', at: Date.UTC(2026, 11, 21, 21, 0), note: 'in a zone' },
])('$text is $note', ({ text, at }) => {
  expect(parseStartTime(text, now)).toBe(at);
});

test.each([
  { text: '24:00', says: 'not a start time' },
  { text: '22', says: 'not a start time' },
  { text: '+', says: 'not a start time' },
  { text: '+2', says: 'not a start time' },
  { text: '2h', says: 'not a start time' },
  { text: '', says: 'not a start time' },
  { text: '2026-11-31T22:00', says: 'not a start time' },
  { text: '2026-13-01T22:00', says: 'not a start time' },
  { text: '2026-11-21', says: 'not a start time' },
  { text: 'yesterday 06:00', says: 'not a start time' },
  { text: 'today 06:00', says: 'has gone by' },
  { text: '2026-11-20T22:00', says: 'has gone by' },
])("'$text' is refused: $says", ({ text, says }) => {
  expect(() => parseStartTime(text, now)).toThrow(
    expect.objectContaining({ code: 'usage', message: expect.stringContaining(says) }),
  );
});
