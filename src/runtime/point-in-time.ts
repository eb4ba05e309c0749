/** A point in time as people write it. */
import { Fault } from './fault.ts';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `30m`, `2h`, `7d` in milliseconds; undefined for anything else. */
export function parseAge(text: string): number | undefined {
  const [, count, letter = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const unit = unitMs[letter];
  return count === undefined || unit === undefined ? undefined : Number(count) * unit;
}

/** An ISO 8601 date or time (local unless it names a zone), or an age: `30m`, `2h`, `7d`. Milliseconds since 1970. */
export function parseTime(text: string, now: number): number {
  const age = parseAge(text);
  if (age !== undefined) return now - age;
  const time = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time))
    throw new Fault('usage', `'${text}' is not a time; write 2026-11-21T08:00 or an age such as 2h`);
  return time;
}
