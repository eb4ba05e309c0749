/**
 * Which rate a timetable asks for at an instant, and when the next one begins. Calendar and daylight saving are Temporal's:
 * an entry whose time the clock skips begins when the clock has skipped it, one whose time comes twice begins the first time.
 */
import type { Timetable, TimetableEntry } from './timetable.ts';

/** From `minute` of the day on. */
interface Change {
  readonly minute: number;
  readonly rate: number | null;
}

export interface RateChange {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Bytes a second; undefined is no limit. */
  readonly rate: number | undefined;
}

const daysInWeek = 7;

/** Bytes a second at `now` (milliseconds since 1970) in a time zone such as `Europe/Berlin`; undefined is no limit. */
export function rateAt(timetable: Timetable, now: number, timeZone: string): number | undefined {
  const today = dateOf(now, timeZone);
  // Where the clock is set back over midnight, an entry of tomorrow may have begun already.
  const begun = [today, today.add({ days: 1 })]
    .flatMap((date) => changesOn(timetable, date, timeZone))
    .findLast(({ at }) => at <= now);
  return begun?.rate;
}

/** The first instant after `now` from which on the rate is another one; undefined when it is always the same. */
export function nextChange(timetable: Timetable, now: number, timeZone: string): RateChange | undefined {
  const today = dateOf(now, timeZone);
  const rate = rateAt(timetable, now, timeZone);
  const changes = Array.from({ length: daysInWeek + 2 }, (_, days) =>
    changesOn(timetable, today.add({ days }), timeZone),
  ).flat();
  // Of several at one instant (the clock skipped their times) the last one counts.
  return changes.find(({ at, rate: then }, index) => at > now && then !== rate && changes[index + 1]?.at !== at);
}

function dateOf(instantMs: number, timeZone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(instantMs).toZonedDateTimeISO(timeZone).toPlainDate();
}

/** In order. The first is the beginning of the day. */
function changesOn(timetable: Timetable, date: Temporal.PlainDate, timeZone: string): RateChange[] {
  return changesOf(timetable, date.dayOfWeek).map(({ minute, rate }) => ({
    at: instantOf(date, minute, timeZone),
    rate: rate ?? undefined,
  }));
}

function instantOf(date: Temporal.PlainDate, minute: number, timeZone: string): number {
  const wall = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
  const at = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  const isSkipped = !at.toPlainDateTime().equals(wall);
  return (isSkipped ? (at.getTimeZoneTransition('next') ?? at) : at).epochMilliseconds;
}

/** Of one day of the week, in order, from midnight on. */
function changesOf(timetable: Timetable, day: number): Change[] {
  const allDay = timetable.findLast((entry) => entry.minute === undefined && entry.days?.includes(day));
  if (allDay === undefined) return withMidnight(rateBefore(timetable, day), timesOf(timetable, day));
  const named = timetable.filter((entry) => entry.days !== undefined);
  return withMidnight(allDay.rate, timesOf(named, day));
}

function withMidnight(rate: number | null, changes: readonly Change[]): Change[] {
  return changes[0]?.minute === 0 ? [...changes] : [{ minute: 0, rate }, ...changes];
}

/** What the entries with a time say at the end of the day before: the latest of them in the week that ends there. */
function rateBefore(timetable: Timetable, day: number): number | null {
  for (let back = 1; back <= daysInWeek; back += 1) {
    const last = timesOf(timetable, ((day - 1 - back + daysInWeek) % daysInWeek) + 1).at(-1);
    if (last !== undefined) return last.rate;
  }
  return null;
}

/** The entries with a time that count on this day: at the same time, one that names the day comes before one of every day. */
function timesOf(entries: readonly TimetableEntry[], day: number): Change[] {
  const rates = new Map<number, number | null>();
  const isHere = ({ days }: TimetableEntry): boolean => days?.includes(day) ?? true;
  const ranked = entries.filter(isHere).toSorted((a, b) => Number(a.days !== undefined) - Number(b.days !== undefined));
  for (const { minute, rate } of ranked) if (minute !== undefined) rates.set(minute, rate);
  return [...rates].map(([minute, rate]) => ({ minute, rate })).toSorted((a, b) => a.minute - b.minute);
}
