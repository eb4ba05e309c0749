import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { limitText, parseLimit, type RateLimit } from '../../src/model/rate-limit.ts';
import { formatTimetable, parseTimetable, type Timetable, TimetableEntry } from '../../src/model/timetable.ts';
import { nextChange, rateAt } from '../../src/model/timetable-rate.ts';

const mebibyte = 1024 ** 2;
const hour = 3_600_000;

/** On the clock of a zone; the first of two where the clock shows it twice. */
const at = (wall: string, zone: string): number =>
  Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, { disambiguation: 'earlier' }).epochMilliseconds;
const utc = (wall: string): number => at(wall, 'UTC');

describe('text', () => {
  it.each([
    ['20M', 20 * mebibyte],
    ['off', undefined],
    ['100Mbit', 12_500_000],
  ])('%s is one rate', (text, limit) => expect(parseLimit(text)).toBe(limit));

  it('of a timetable is read as it is written', () => {
    expect(parseTimetable('08:00,20M 18:00,off Sat-Sun,off')).toEqual([
      { minute: 480, rate: 20 * mebibyte },
      { minute: 1080, rate: null },
      { days: [6, 7], rate: null },
    ]);
  });

  it('may name a day with a time, and days over the end of the week, in any case', () => {
    expect(parseTimetable('  fri-MON-7:05,1KB   Wed-23:59,8Mbit ')).toEqual([
      { days: [5, 6, 7, 1], minute: 425, rate: 1000 },
      { days: [3], minute: 1439, rate: 1_000_000 },
    ]);
  });

  it.each([
    ['24:00,20M', /'24:00,20M' is not a timetable entry; write WHEN,RATE/],
    ['08:60,20M', /not a timetable entry/],
    ['08:00,20M off', /'off' is not a timetable entry/],
    [',20M', /',20M' is not a timetable entry/],
    ['Moo-Sun,20M', /'Moo' is not a day; write Mon Tue Wed Thu Fri Sat Sun/],
    ['08:00,fast', /'fast' is not a rate/],
    ['08:00,', /'' is not a rate/],
    ['-08:00,20M', /not a timetable entry/],
  ])('%s is wrong usage that says what would be right', (text, says) => expect(() => parseLimit(text)).toThrow(says));
});

const anyEntry = fc
  .record({
    days: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }), { nil: undefined }),
    minute: fc.option(fc.integer({ min: 0, max: 1439 }), { nil: undefined }),
    rate: fc.option(fc.integer({ min: 1, max: 1e12 }), { nil: null }),
  })
  .filter(({ days, minute }) => days !== undefined || minute !== undefined)
  .map(({ days, minute, rate }) =>
    TimetableEntry.parse({
      rate,
      ...(days && { days: days.toSorted((a, b) => a - b) }),
      ...(minute !== undefined && { minute }),
    }),
  );
const anyTimetable: fc.Arbitrary<Timetable> = fc.array(anyEntry, { minLength: 1, maxLength: 6 });

const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe', // half an hour of daylight saving
  'America/Sao_Paulo', // changed at midnight until 2019
  'America/St_Johns', // changed at one minute past midnight until 2011
  'Asia/Kathmandu',
  'Pacific/Apia', // had no 30 December 2011
];
const anyZone = fc.constantFrom(...zones);
const anyInstant = fc.integer({ min: utc('2005-01-01T00:00'), max: utc('2035-01-01T00:00') });
/** Around the changes of the clock, where rules break. */
const anyTransition = fc
  .record({ zone: anyZone, from: anyInstant, minutes: fc.integer({ min: -1500, max: 1500 }) })
  .map(({ zone, from, minutes }) => {
    const next = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).getTimeZoneTransition('next');
    return { zone, now: (next?.epochMilliseconds ?? from) + minutes * 60_000 };
  });
const anyMoment = fc.oneof(anyTransition, fc.record({ zone: anyZone, now: anyInstant }));

describe('for every timetable', () => {
  test('what is formatted is read as the same rules', () => {
    fc.assert(
      fc.property(anyTimetable, anyInstant, (timetable, now) => {
        const again = parseTimetable(formatTimetable(timetable));
        expect(formatTimetable(again)).toBe(formatTimetable(timetable));
        expect(rateAt(again, now, 'UTC')).toBe(rateAt(timetable, now, 'UTC'));
      }),
    );
  });

  test('and for every rate, the text of a limit is read as that limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e14 }), (rate) => {
        expect(parseLimit(limitText(rate as RateLimit))).toBe(rate);
      }),
    );
  });

  test('the next change is the first instant at which the rate is another one', () => {
    fc.assert(
      fc.property(anyTimetable, anyMoment, fc.double({ min: 0, max: 1, noNaN: true }), (timetable, moment, part) => {
        const { now, zone } = moment;
        const rate = rateAt(timetable, now, zone);
        const next = nextChange(timetable, now, zone);
        const until = next?.at ?? now + 10 * 24 * hour;
        expect(rateAt(timetable, Math.floor(now + part * (until - now - 1)), zone)).toBe(rate);
        expect(rateAt(timetable, until - 1, zone)).toBe(rate);
        if (next === undefined) return;
        expect(next.at).toBeGreaterThan(now);
        expect(rateAt(timetable, next.at, zone)).toBe(next.rate);
        expect(next.rate).not.toBe(rate);
      }),
      { numRuns: 500 },
    );
  });

  test('the clock on the wall decides, on a day without a change of the clock', () => {
    fc.assert(
      fc.property(anyTimetable, anyInstant, anyZone, (timetable, now, zone) => {
        const wall = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone);
        const yesterday = wall.subtract({ days: 1 });
        fc.pre(wall.offset === yesterday.startOfDay().offset && wall.offset === wall.add({ days: 1 }).offset);
        expect(rateAt(timetable, now, zone)).toBe(
          rateAt(timetable, wall.toPlainDateTime().toZonedDateTime('UTC').epochMilliseconds, 'UTC'),
        );
      }),
    );
  });
});

describe('the timetable of the manual', () => {
  const timetable = parseTimetable('08:00,20M 18:00,5M Sat-Sun,off');

  // 2026-11-20 is a Friday.
  it.each([
    ['2026-11-20T07:59:59', 5],
    ['2026-11-20T08:00', 20],
    ['2026-11-20T17:59:59', 20],
    ['2026-11-20T18:00', 5],
    ['2026-11-20T23:59:59', 5],
    ['2026-11-21T00:00', undefined],
    ['2026-11-21T12:00', undefined],
    ['2026-11-22T23:59:59', undefined],
    ['2026-11-23T00:00', 5],
    ['2026-11-23T08:00', 20],
  ])('says at %s: %s MiB/s', (wall, rate) => expect(rateAt(timetable, utc(wall), 'UTC')).toBe(rate && rate * mebibyte));

  it('changes over the week end at its two midnights', () => {
    expect(nextChange(timetable, utc('2026-11-20T20:00'), 'UTC')).toEqual({
      at: utc('2026-11-21T00:00'),
      rate: undefined,
    });
    expect(nextChange(timetable, utc('2026-11-21T00:00'), 'UTC')).toEqual({
      at: utc('2026-11-23T00:00'),
      rate: 5 * mebibyte,
    });
  });
});

test.each([
  ['Mon-08:00,1M Fri-18:00,2M', '2026-11-22T12:00', 2, 'an entry holds over days, until the next one'],
  ['Mon-08:00,1M Fri-18:00,2M', '2026-11-18T03:00', 1, 'also in the midst of the week'],
  ['08:00,1M Fri-08:00,2M', '2026-11-20T09:00', 2, 'a day that is named comes before every day'],
  ['Fri-08:00,2M 08:00,1M', '2026-11-20T09:00', 2, 'in whichever order they are written'],
  ['08:00,1M Fri-08:00,2M', '2026-11-21T07:00', 2, 'it holds until the next entry, on Saturday morning'],
  ['Sat,off Sat-12:00,3M', '2026-11-21T13:00', 3, 'a time within a day that is named as a whole'],
  ['Mon-Fri,1M', '2026-11-21T13:00', undefined, 'no rule, no limit'],
  ['08:00,1M 08:00,2M', '2026-11-21T13:00', 2, 'of two that say the same time the last counts'],
  ['Fri-Mon,1M', '2026-11-23T13:00', 1, 'days over the end of the week'],
])('%s at %s is %s MiB/s: %s', (text, wall, rate, _why) =>
  expect(rateAt(parseTimetable(text), utc(wall), 'UTC')).toBe(rate && rate * mebibyte),
);

describe('when daylight saving begins in Berlin (2026-03-29, 02:00 becomes 03:00)', () => {
  const zone = 'Europe/Berlin';

  it('an entry in the hour that is skipped begins when the hour would have begun', () => {
    const timetable = parseTimetable('02:30,1M 06:00,2M');
    const skip = at('2026-03-29T03:00', zone);
    expect(rateAt(timetable, skip - 1, zone)).toBe(2 * mebibyte);
    expect(rateAt(timetable, skip, zone)).toBe(mebibyte);
    expect(nextChange(timetable, skip - hour, zone)).toEqual({ at: skip, rate: mebibyte });
  });

  it('of several entries in that hour the last one counts', () => {
    const timetable = parseTimetable('02:15,1M 02:45,3M 06:00,2M');
    expect(nextChange(timetable, at('2026-03-29T01:00', zone), zone)).toEqual({
      at: at('2026-03-29T03:00', zone),
      rate: 3 * mebibyte,
    });
  });

  it('08:00 is 08:00 on the wall, 23 hours after the one before', () => {
    const timetable = parseTimetable('08:00,1M 18:00,2M');
    const before = at('2026-03-28T08:00', zone);
    expect(rateAt(timetable, before + 23 * hour, zone)).toBe(mebibyte);
    expect(rateAt(timetable, before + 23 * hour - 1, zone)).toBe(2 * mebibyte);
  });
});

describe('when daylight saving ends in Berlin (2026-10-25, 03:00 becomes 02:00)', () => {
  const zone = 'Europe/Berlin';
  const timetable = parseTimetable('02:30,1M 06:00,2M');
  const first = at('2026-10-25T02:30', zone);

  it('an entry in the hour that comes twice begins the first time and is not taken back', () => {
    expect(rateAt(timetable, first - 1, zone)).toBe(2 * mebibyte);
    for (const minutes of [0, 29, 30, 45, 60, 90])
      expect(rateAt(timetable, first + minutes * 60_000, zone)).toBe(mebibyte);
    expect(nextChange(timetable, first, zone)).toEqual({ at: at('2026-10-25T06:00', zone), rate: 2 * mebibyte });
  });
});
