/** Reads a kept log page by page, backwards from its end or forwards from a position. */
import { readFile } from 'node:fs/promises';
import { type KeptLog, maxLineBytes, type Segment } from './kept-log.ts';
import type { LogLevel } from './log.ts';

export type LineLevel = Exclude<LogLevel, 'silent'>;

export interface LogLine {
  readonly position: number;
  /** Milliseconds since 1970, by the clock of who wrote it. */
  readonly at: number;
  readonly level: LineLevel;
  readonly message: string;
  /** What else the line says: the part of the program, the transfer, the reason. */
  readonly fields: Record<string, unknown>;
}

export interface LogQuery {
  /** Lines from this position on, oldest first. Without it, and without `before`, the last ones. */
  readonly after?: number | undefined;
  /** The last lines before this position. */
  readonly before?: number | undefined;
  /** Not those of before this time; milliseconds since 1970. */
  readonly since?: number | undefined;
  /** At least as serious. */
  readonly level?: LineLevel | undefined;
  /** The line holds this, in whatever case. */
  readonly text?: string | undefined;
  readonly limit: number;
  /** With `after`: how long to wait for a line when there is none. */
  readonly waitMs?: number | undefined;
}

export interface LogPage {
  /** Oldest first. */
  readonly lines: LogLine[];
  /** As `before`: what comes before this page. */
  readonly first: number;
  /** As `after`: what comes after this page. */
  readonly next: number;
  /** Lines between `after` and this page are not kept any more. */
  readonly isGap: boolean;
}

/** As pino writes them. */
const weights: Readonly<Record<LineLevel, number>> = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60 };
/** A page is one message of a link. */
const maxPageBytes = 8 * maxLineBytes;

/** Answers with no lines when none came in time. */
export async function readLog(log: KeptLog, query: LogQuery, signal: AbortSignal): Promise<LogPage> {
  const { after, waitMs = 0 } = query;
  if (after === undefined) return await pageBackwards(log, query);
  const page = await pageForwards(log, after, query);
  if (page.lines.length > 0 || waitMs === 0) return page;
  await newsOf(log, page.next, AbortSignal.any([signal, AbortSignal.timeout(waitMs)]));
  return await pageForwards(log, page.next, query);
}

/** Resolves, never rejects, when there is something after `position`, or when the signal aborts. */
async function newsOf(log: KeptLog, position: number, signal: AbortSignal): Promise<void> {
  if (log.end > position || signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await Promise.race([log.news, promise]);
}

async function pageForwards(log: KeptLog, after: number, query: LogQuery): Promise<LogPage> {
  const { segments } = log;
  const oldest = segments[0]?.from ?? 0;
  // A position beyond the end is one of a log that was lost.
  const isGap = after < oldest || after > log.end;
  const start = isGap ? oldest : after;
  const lines: LogLine[] = [];
  let next = start;
  let bytes = 0;
  for (const [index, segment] of segments.entries()) {
    if ((segments[index + 1]?.from ?? Number.POSITIVE_INFINITY) <= start) continue;
    for (const raw of await rawLines(segment)) {
      if (raw.position < start) continue;
      if (lines.length === query.limit || bytes > maxPageBytes) return { lines, first: start, next, isGap };
      const line = matching(raw, query);
      if (line !== undefined) {
        lines.push(line);
        bytes += raw.text.length;
      }
      next = raw.end;
    }
  }
  return { lines, first: start, next, isGap };
}

async function pageBackwards(log: KeptLog, query: LogQuery): Promise<LogPage> {
  const { end } = log;
  const before = Math.min(query.before ?? end, end);
  const found: LogLine[] = [];
  let first = before;
  let bytes = 0;
  for (const segment of log.segments.toReversed()) {
    if (segment.from >= before) continue;
    for (const raw of (await rawLines(segment)).toReversed()) {
      if (raw.end > before) continue;
      if (found.length === query.limit || bytes > maxPageBytes)
        return { lines: found.toReversed(), first, next: before, isGap: false };
      const line = matching(raw, query);
      if (line !== undefined) {
        found.push(line);
        bytes += raw.text.length;
      }
      first = raw.position;
    }
  }
  return { lines: found.toReversed(), first, next: before, isGap: false };
}

interface RawLine {
  readonly position: number;
  /** Position after its line feed. */
  readonly end: number;
  readonly text: string;
}

/** Whole lines only: the last one may be in the middle of being written. Nothing of a segment that was just removed. */
async function rawLines({ file, from }: Segment): Promise<RawLine[]> {
  const bytes = await readFile(file).catch(() => Buffer.alloc(0));
  const lines: RawLine[] = [];
  for (let start = 0; ; ) {
    const feed = bytes.indexOf(0x0a, start);
    if (feed < 0) return lines;
    lines.push({ position: from + start, end: from + feed + 1, text: bytes.toString('utf8', start, feed) });
    start = feed + 1;
  }
}

function matching({ position, text }: RawLine, { since = 0, level = 'trace', text: wanted }: LogQuery) {
  // Every line is looked at, few are parsed.
  const [, weight, at] = /^\{"level":(\d+),"time":(\d+)/.exec(text) ?? [];
  if (Number(weight) < weights[level] || Number(at) < since) return undefined;
  if (wanted !== undefined && !text.toLowerCase().includes(wanted.toLowerCase())) return undefined;
  const line = parsed(text);
  return line === undefined ? undefined : { position, ...line };
}

/** Undefined for what a crash cut off. */
function parsed(text: string): Omit<LogLine, 'position'> | undefined {
  try {
    const { level, time, msg, pid: _, hostname: __, name: ___, ...fields } = JSON.parse(text);
    return { at: Number(time), level: levelOf(level), message: String(msg ?? ''), fields };
  } catch {
    return undefined;
  }
}

function levelOf(weight: unknown): LineLevel {
  const found = Object.entries(weights).find(([, own]) => own === weight);
  return (found?.[0] ?? 'info') as LineLevel;
}
