/**
 * The program's log: JSON Lines on standard error, or lines for people when that is a terminal. A part of the program
 * is given a child with its name (`log.child({ part: 'uplink' })`). What looks like a credential is never written, and
 * no control character reaches a terminal, whatever was logged.
 */
import { type Logger, multistream, pino } from 'pino';
import pretty from 'pino-pretty';
import { z } from 'zod';
import type { KeptLog } from './kept-log.ts';
import { rememberLog } from './opened-log.ts';

export type { Logger } from 'pino';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const LogLevel = z.enum(logLevels);
export type LogLevel = z.infer<typeof LogLevel>;

const credentials = ['token', 'key', 'secret', 'password', 'authorization'];

export interface LogOptions {
  /** Who writes: `hub`, `node`. */
  readonly name: string;
  readonly level: LogLevel;
  /** Where the newest lines are kept, too. */
  readonly kept?: KeptLog;
}

/** Once a process, by its main. */
export function openLog({ name, level, kept }: LogOptions): Logger {
  const isTerminal = process.stderr.isTTY === true;
  // Synchronous: the last line before a crash is the one that somebody needs.
  const standardError = isTerminal
    ? pretty({ destination: 2, sync: true, colorize: !process.env['NO_COLOR'], ignore: 'pid,hostname' })
    : pino.destination({ dest: 2, sync: true });
  const log = pino(
    {
      name,
      level,
      // A credential sits at the top of what is logged, or one or two objects down (a request's headers).
      redact: { paths: credentials.flatMap((word) => [word, `*.${word}`, `*.*.${word}`]), censor: '[hidden]' },
      hooks: { streamWrite: visible },
    },
    kept === undefined
      ? standardError
      : multistream([standardError, kept].map((stream) => ({ level: 'trace' as const, stream }))),
  );
  rememberLog(log);
  return log;
}

// In a line of JSON: an escaped backslash, an escaped control character other than the line feed and the tab of a
// stack, and the characters that JSON leaves as they are but a terminal obeys (C1, bidirectional marks, zero width).
const invisible = /\\\\|\\u00[01][0-9a-f]|\\[bfr]|[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Escapes once more what would be a control character after parsing, so that the parsed text shows `\u001b`. */
function visible(line: string): string {
  return line.replace(invisible, (found) => {
    if (found === '\\\\') return found;
    if (found.startsWith('\\')) return `\\${found}`;
    return `\\\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
