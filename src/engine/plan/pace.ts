/** How long a copy takes, from a limit and from what the audit log says of the latest run between the same two places. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import type { TimeRange } from '../../model/plan.ts';
import type { Count } from '../../model/progress.ts';
import type { RateLimit } from '../../model/rate-limit.ts';

export interface Pace {
  readonly filesPerSecond: number;
  readonly bytesPerSecond: number;
}

const tailBytes = 1024 * 1024;
/** Shorter work says little. */
const leastSeconds = 0.5;
const Line = z.object({ time: z.iso.datetime(), event: z.string(), size: z.number(), transfer: z.string() });

/**
 * Of the files that the latest of these transfers (by default of all) copied last; undefined when there are too few to
 * say.
 */
export function latestPace(auditFile: string, isOfPair: (transfer: string) => boolean = () => true): Pace | undefined {
  const lines = readTail(auditFile).flatMap((text) => {
    const line = Line.safeParse(parsed(text));
    return line.success && line.data.event === 'synced' && isOfPair(line.data.transfer) ? [line.data] : [];
  });
  const last = lines.at(-1);
  const ofLatest = lines.filter(({ transfer }) => transfer === last?.transfer);
  const [first, ...rest] = ofLatest;
  if (first === undefined || last === undefined) return undefined;
  const seconds = (Date.parse(last.time) - Date.parse(first.time)) / 1000;
  if (seconds < leastSeconds) return undefined;
  const bytes = rest.reduce((sum, { size }) => sum + size, 0);
  return { filesPerSecond: rest.length / seconds, bytesPerSecond: bytes / seconds };
}

/**
 * Between what the faster and the slower of files and bytes say, and never less than the limits allow. Undefined when
 * neither a limit nor a pace is known, and when a limit changes with the clock.
 */
export function estimate(
  work: Count,
  { pace, limits }: { readonly pace: Pace | undefined; readonly limits: readonly RateLimit[] },
): TimeRange | undefined {
  if (work.files === 0) return { fromSeconds: 0, toSeconds: 0 };
  const rates = limits.filter((limit) => typeof limit === 'number');
  if ((pace === undefined && limits.length === 0) || rates.length < limits.length) return undefined;
  const least = Math.max(0, ...rates.map((rate) => work.bytes / rate));
  const byPace =
    pace === undefined ? [least] : [work.files / pace.filesPerSecond, work.bytes / Math.max(1, pace.bytesPerSecond)];
  return { fromSeconds: Math.max(least, Math.min(...byPace)), toSeconds: Math.max(least, ...byPace) };
}

function readTail(file: string): string[] {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(fd);
    const bytes = Buffer.alloc(Math.min(size, tailBytes));
    return bytes.toString('utf8', 0, readSync(fd, bytes, 0, bytes.length, size - bytes.length)).split('\n');
  } finally {
    closeSync(fd);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
