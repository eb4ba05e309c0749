/** Instants as people read them, all in UTC: operators of several sites look at the same clock. */
const iso = (ms: number): string => new Date(ms).toISOString();

/** `14:03:27Z` */
export function clockTime(ms: number): string {
  return `${iso(ms).slice(11, 19)}Z`;
}

/** `14:03Z` */
export function clockMinute(ms: number): string {
  return `${iso(ms).slice(11, 16)}Z`;
}

/** `11-18 23:58` */
export function shortDate(ms: number): string {
  const text = iso(ms);
  return `${text.slice(5, 10)} ${text.slice(11, 16)}`;
}
