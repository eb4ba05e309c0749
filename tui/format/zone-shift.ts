/** What daylight saving does to times that come: nothing, or from which of them on the clock of a zone is another. */
import { shortDate } from './instant.ts';

/** `GMT+02:00`, at that time. */
function offsetOf(zone: string, at: number): string {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  return format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** `GMT+02:00 now, GMT+01:00 from 11-29 02:00 on`; undefined while all of them are as now. */
export function shiftText(zone: string, { runs, now }: { readonly runs: readonly number[]; readonly now: number }) {
  const before = offsetOf(zone, now);
  const first = runs.find((at) => offsetOf(zone, at) !== before);
  if (first === undefined) return undefined;
  return `${zone} is ${before} now and ${offsetOf(zone, first)} from ${shortDate(first)} on: daylight saving moves the rest`;
}
