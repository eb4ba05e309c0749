/**
 * When a schedule is due. croner reads the expression; the clock changes are ours. A day that has a time twice has it once
 * here, the first time; a time that is skipped is due at the end of the skip. A schedule for every hour goes by the time that
 * passes instead: it is due in each of the hours that there are.
 */
import { Cron } from 'croner';

export interface ScheduleTimes {
  /** Five fields, as crontab(5) has them, or `@daily` and its like. */
  readonly cron: string;
  readonly timeZone: string;
}

/** More than any clock on a wall is ever set back. */
const longestSetBackMs = 3 * 3600 * 1000;

/** What is wrong with it; undefined where nothing is. */
export function wrongCron(cron: string): string | undefined {
  if (!/^(@[a-z]+|\S+( +\S+){4})$/i.test(cron)) return 'write five fields: minute hour day month weekday, or @daily';
  try {
    return opened(cron, 'UTC').nextRun() === null ? 'there is no such day' : undefined;
  } catch (thrown) {
    return (thrown as Error).message.replace(/^CronPattern: /, '');
  }
}

export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
}

/** The next `count` after that time, ascending. Milliseconds since 1970, here and below. */
export function dueAfter(schedule: ScheduleTimes, after: number, count: number): number[] {
  return taken(times(schedule, after, 1), count, (due) => due > after);
}

/** The last one that is not after that time. */
export function lastDue(schedule: ScheduleTimes, upTo: number): number | undefined {
  return taken(times(schedule, upTo, -1), 1, (due) => due <= upTo)[0];
}

function taken(from: Generator<number>, count: number, holds: (due: number) => boolean): number[] {
  const found = new Set<number>();
  for (const due of from) {
    if (holds(due)) found.add(due);
    if (found.size >= count) break;
  }
  return [...found];
}

function* times({ cron, timeZone }: ScheduleTimes, at: number, direction: 1 | -1): Generator<number> {
  const isHourly = /^(@hourly|\S+ +\* .*)$/i.test(cron);
  // On the wall, every day has each time once: what croner takes for UTC is such a wall.
  const wall = isHourly ? at : wallOf(at, timeZone) + (direction === 1 ? 0 : longestSetBackMs);
  const expression = opened(cron, isHourly ? timeZone : 'UTC');
  // Backwards, croner leaves out the time that it is asked from, and looks at whole seconds.
  let from = direction === 1 ? wall : wall + 1000;
  for (;;) {
    const next = direction === 1 ? expression.nextRun(new Date(from)) : expression.previousRuns(1, new Date(from))[0];
    if (next === null || next === undefined) return;
    from = next.getTime();
    yield isHourly ? from : instantOf(from, timeZone);
  }
}

function opened(cron: string, timezone: string): Cron {
  return new Cron(cron, { timezone, paused: true });
}

function wallOf(at: number, timeZone: string): number {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  return at + zoned.offsetNanoseconds / 1e6;
}

function instantOf(wall: number, timeZone: string): number {
  const shown = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();
  const zoned = shown.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (zoned.toPlainDateTime().equals(shown)) return zoned.epochMilliseconds;
  return zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? zoned.epochMilliseconds;
}
