import { expect, test } from 'vitest';
import { shiftText } from '../../tui/format/zone-shift.ts';
import { nextSince } from '../../tui/screens/history/since.ts';

test('the range of the history turns in its filter and leaves the other words alone', () => {
  const now = Date.UTC(2026, 10, 21, 14);
  let filter = 'who:ana since:3h denied';
  const seen: string[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    const next = nextSince(filter, now);
    filter = next.text;
    seen.push(`${next.text}: ${next.title}`);
  }
  expect(seen).toEqual([
    'since:2026-11-21 who:ana denied: since midnight, UTC',
    'since:24h who:ana denied: of the last 24 hours',
    'since:7d who:ana denied: of the last 7 days',
    'who:ana denied: all of it',
  ]);
});

test('daylight saving is told where it moves one of the next runs, and only there', () => {
  const now = Date.UTC(2026, 9, 23, 12);
  const days = [0, 1, 2, 3].map((day) => now + day * 86_400_000);
  expect(shiftText('Europe/Berlin', { runs: days, now })).toMatch(/GMT\+02:00 now and GMT\+01:00 from 10-25/);
  expect(shiftText('Europe/Berlin', { runs: days.slice(0, 2), now })).toBeUndefined();
  expect(shiftText('UTC', { runs: days, now })).toBeUndefined();
});
