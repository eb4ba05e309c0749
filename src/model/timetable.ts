/**
 * A RATE that follows the clock, `"08:00,20M 18:00,off Sat-Sun,off"`: entries `WHEN,RATE`, in any order.
 *
 *   08:00,20M           every day from 08:00 on, until the next entry with a time
 *   Fri-18:00,off       the same on one day, before an entry of every day at the same time
 *   Mon-Fri-08:00,5M    on several
 *   Sat-Sun,off         all day long on these days, where entries of every day do not count
 *
 * Times are those of the clock on the wall of the machine that runs the transfer.
 */
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';
import { exactRate, parseRate } from '../runtime/units.ts';

const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;

export const TimetableEntry = z
  .object({
    /** 1 is Monday, 7 Sunday; absent is every day. */
    days: z.array(z.int().min(1).max(7)).min(1).max(7).optional(),
    /** Of the day; absent is all day long. */
    minute: z.int().min(0).max(1439).optional(),
    /** Bytes a second; null is no limit. */
    rate: z.int().positive().nullable(),
  })
  .refine((entry) => entry.days !== undefined || entry.minute !== undefined, { error: 'needs a day or a time' });
export type TimetableEntry = z.infer<typeof TimetableEntry>;

export const Timetable = z.array(TimetableEntry).min(1).max(200);
export type Timetable = z.infer<typeof Timetable>;

const when = /^(?:([a-z]{3})(?:-([a-z]{3}))?)?(?:(?:^|(?<=[a-z])-)([01]?\d|2[0-3]):([0-5]\d))?$/i;
const example = 'write WHEN,RATE as in "08:00,20M 18:00,off Sat-Sun,off"';

/** Throws a `usage` fault that names the entry which is wrong. */
export function parseTimetable(text: string): Timetable {
  const entries = text
    .trim()
    .split(/\s+/)
    .map((entry) => parseEntry(entry));
  const { success, data } = Timetable.safeParse(entries);
  if (!success) throw new Fault('usage', `a timetable has 1 to 200 entries; ${example}`);
  return data;
}

/** The same as text, which `parseTimetable` reads. */
export function formatTimetable(timetable: Timetable): string {
  return timetable.map(formatEntry).join(' ');
}

function parseEntry(text: string): TimetableEntry {
  const comma = text.indexOf(',');
  const [whole, first, last, hours, minutes] = when.exec(text.slice(0, Math.max(comma, 0))) ?? [];
  if (whole === undefined || whole === '') throw new Fault('usage', `'${text}' is not a timetable entry; ${example}`);
  return {
    ...(first !== undefined && { days: daysBetween(dayNumber(first, text), dayNumber(last ?? first, text)) }),
    ...(hours !== undefined && { minute: Number(hours) * 60 + Number(minutes) }),
    rate: parseRate(text.slice(comma + 1)) ?? null,
  };
}

function dayNumber(name: string, text: string): number {
  const index = days.findIndex((day) => day.toLowerCase() === name.toLowerCase());
  if (index < 0) throw new Fault('usage', `'${text}': '${name}' is not a day; write ${days.join(' ')}`);
  return index + 1;
}

/** Both included, over the end of the week where the last comes before the first. */
function daysBetween(first: number, last: number): number[] {
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, step) => ((first - 1 + step) % 7) + 1);
}

function formatEntry({ days: on, minute, rate }: TimetableEntry): string {
  const time = minute === undefined ? undefined : `${twoDigits(minute / 60)}:${twoDigits(minute % 60)}`;
  const written = rate === null ? 'off' : exactRate(rate);
  return runsOf(on)
    .map((run) => `${[run, time].filter((part) => part !== undefined).join('-')},${written}`)
    .join(' ');
}

/** As few ranges as there are: `Mon-Fri`, `Sun`. One undefined for every day. */
function runsOf(on: readonly number[] | undefined): (string | undefined)[] {
  if (on === undefined) return [undefined];
  const runs: { first: number; last: number }[] = [];
  for (const day of on) {
    const run = runs.at(-1);
    if (run !== undefined && day === (run.last % 7) + 1 && day !== run.first) run.last = day;
    else runs.push({ first: day, last: day });
  }
  const name = (day: number): string => days[day - 1] as string;
  return runs.map(({ first, last }) => (first === last ? name(first) : `${name(first)}-${name(last)}`));
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0');
}
