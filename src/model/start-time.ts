/**
 * `--at TIME`: when a transfer is to start, as people write it. By the clock on the wall of who asks, unless a zone is named;
 * what comes out is a point in time, so that no other machine needs to know that zone.
 *
 *   22:00                        the next time that the clock shows this
 *   tomorrow 06:00, today 22:00
 *   +2h, +1h30m, +2d             from now on
 *   2026-11-21T22:00[:05][Z]     ISO 8601; a blank may stand for the T, +01:00 for the Z
 */
import { Fault } from '../runtime/fault.ts';

const clockTime = /^(?:(today|tomorrow) +)?([01]?\d|2[0-3]):([0-5]\d)$/i;
const fromNow = /^\+(?=\d)(?:(\d{1,4})d)?(?:(\d{1,5})h)?(?:(\d{1,6})m)?(?:(\d{1,7})s)?$/i;
const isoTime = /^(\d{4})-(\d{2})-(\d{2})[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?(Z|[+-](?:0\d|1[0-4]):[0-5]\d)?$/i;
const example = 'write 22:00, tomorrow 06:00, +2h or 2026-11-21T22:00';
/** A script that says "now" is not to fail because of the time that it took to say it. */
const nowMs = 60_000;

/** Milliseconds since 1970. Throws `usage` for what is no time, and for one that has gone by. */
export function parseStartTime(text: string, now: number): number {
  const trimmed = text.trim();
  const at = relative(trimmed, now) ?? onClock(trimmed, now) ?? iso(trimmed);
  if (at === undefined) throw new Fault('usage', `'${text}' is not a start time; ${example}`);
  if (at < now - nowMs) throw new Fault('usage', `'${text}' has gone by; leave it out to start now, or ${example}`);
  return at;
}

function relative(text: string, now: number): number | undefined {
  const found = fromNow.exec(text);
  if (found === null) return undefined;
  const [d, h, m, s] = found.slice(1).map((digits) => Number(digits ?? 0)) as [number, number, number, number];
  return now + (((d * 24 + h) * 60 + m) * 60 + s) * 1000;
}

function onClock(text: string, now: number): number | undefined {
  const found = clockTime.exec(text);
  if (found === null) return undefined;
  const [, day, hour, minute] = found;
  const onDay = (daysAhead: number): number => {
    const date = new Date(now);
    return new Date(
      date.getFullYear(),
      date.getMonth(),
      date.getDate() + daysAhead,
      Number(hour),
      Number(minute),
    ).getTime();
  };
  if (day !== undefined) return onDay(day.toLowerCase() === 'tomorrow' ? 1 : 0);
  return onDay(0) > now ? onDay(0) : onDay(1);
}

function iso(text: string): number | undefined {
  const found = isoTime.exec(text);
  if (found === null) return undefined;
  const [year, month, day] = found.slice(1, 4).map(Number) as [number, number, number];
  // JavaScript takes the 31st of November for the 1st of December.
  if (new Date(Date.UTC(year, month - 1, day)).getUTCDate() !== day || month < 1 || month > 12) return undefined;
  const at = Date.parse(text.toUpperCase().replace(' ', 'T'));
  return Number.isNaN(at) ? undefined : at;
}
