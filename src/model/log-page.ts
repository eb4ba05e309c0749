/** The log of a node or of the hub, as it is asked for and answered (src/runtime/log-page.ts says what each field means). */
import { z } from 'zod';

export const LineLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']);

const position = z.int().nonnegative();

export const LogLine = z.object({
  position,
  /** Milliseconds since 1970, by the clock of who wrote it. */
  at: z.number(),
  level: LineLevel,
  message: z.string(),
  fields: z.record(z.string(), z.unknown()),
});
export type LogLine = z.infer<typeof LogLine>;

export const maxLogLines = 1000;
export const maxLogWaitMs = 20_000;

export const LogQuery = z.object({
  after: position.optional(),
  before: position.optional(),
  since: z.number().optional(),
  level: LineLevel.optional(),
  text: z.string().min(1).max(200).optional(),
  limit: z.int().min(1).max(maxLogLines),
  waitMs: z.int().min(0).max(maxLogWaitMs).optional(),
});

export const LogPage = z.object({
  lines: z.array(LogLine).max(maxLogLines),
  first: position,
  next: position,
  isGap: z.boolean(),
});
export type LogPage = z.infer<typeof LogPage>;

/** The name under which the hub's own log is found; no node may have it. */
export const hubLogName = 'hub';
