/** What `--bwlimit` takes: one rate, or a timetable of them. No limit is `undefined`, wherever a limit may be. */
import { z } from 'zod';
import { exactRate, formatRate, parseRate } from '../runtime/units.ts';
import { formatTimetable, parseTimetable, Timetable } from './timetable.ts';

/** Bytes a second, or a timetable. */
export const RateLimit = z.union([z.int().positive(), Timetable]);
export type RateLimit = z.infer<typeof RateLimit>;

/** Throws a `usage` fault that shows what would be right. */
export function parseLimit(text: string): RateLimit | undefined {
  return text.includes(',') ? parseTimetable(text) : parseRate(text);
}

/** As a flag would say it; `parseLimit` reads it. */
export function limitText(limit: RateLimit): string {
  return typeof limit === 'number' ? exactRate(limit) : formatTimetable(limit);
}

/** For people. */
export function shownLimit(limit: RateLimit): string {
  return typeof limit === 'number' ? formatRate(limit) : formatTimetable(limit);
}
