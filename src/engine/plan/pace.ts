/** How long a copy takes, from a limit and from what the audit log says of the latest run between the same two places. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { z } from 'zod';
import type { Count } from '../../model/progress.ts';
import type { RateLimit } from '../../model/rate-limit.ts';

export interface TimeRange {
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

export interface Pace {
  readonly filesPerSecond: number;
  readonly bytesPerSecond: number;
}

const tailBytes = 1024 * 1024;
/** Shorter work says little. */
const leastSeconds = 0.5;
const Line = z.object({ time: z.iso.datetime(), event: z.string(), size: z.number(), transfer: z.string() });

/** Of the files that the latest run copied last; undefined when there are too few to say. */
export function latestPace(auditFile: string): Pace | undefined {
  const lines = readTail(auditFile).flatMap((text) => {
    const line = Line.safeParse(parsed(text));
    return line.success && line.data.event === 'synced' ? [line.data] : [];
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
 * Between what the faster and the slower of files and bytes say, and never less than the limit allows. Undefined when
 * neither a limit nor a pace is known, and when the limit changes with the clock.
 */
export function estimate(
  work: Count,
  { pace, bwlimit }: { readonly pace: Pace | undefined; readonly bwlimit: RateLimit | undefined },
): TimeRange | undefined {
  if (work.files === 0) return { fromSeconds: 0, toSeconds: 0 };
  if ((pace === undefined && bwlimit === undefined) || typeof bwlimit === 'object') return undefined;
  const least = bwlimit === undefined ? 0 : work.bytes / bwlimit;
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
