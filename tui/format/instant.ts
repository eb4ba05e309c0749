/** Instants as people read them: in UTC, so that operators of several sites look at the same clock, unless this one wishes for theirs. */
export const clockZones = ['utc', 'local'] as const;
export type ClockZone = (typeof clockZones)[number];

let zone: ClockZone = 'utc';

/** For everything that this console shows from now on: one person looks at it. */
export function showTimesIn(wished: ClockZone): void {
  zone = wished;
}

/** `2026-11-21T14:03:27.000`, without its zone. */
function written(ms: number): string {
  const shiftMs = zone === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - shiftMs).toISOString().slice(0, -1);
}

/** What says that it is UTC; a clock of one's own is not marked. */
const mark = (): string => (zone === 'utc' ? 'Z' : '');

/** `14:03:27Z` */
export function clockTime(ms: number): string {
  return `${written(ms).slice(11, 19)}${mark()}`;
}

/** `14:03Z` */
export function clockMinute(ms: number): string {
  return `${written(ms).slice(11, 16)}${mark()}`;
}

/** `11-18 23:58` */
export function shortDate(ms: number): string {
  const text = written(ms);
  return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
}

export function isSameDay(one: number, other: number): boolean {
  return written(one).slice(0, 10) === written(other).slice(0, 10);
}
