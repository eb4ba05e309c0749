/** The log of this process, for those who run before and after main. Apart from log.ts, so that who has none loads none. */
import type { Logger } from 'pino';

let opened: Logger | undefined;

export function rememberLog(log: Logger): void {
  opened = log;
}

/** Undefined in a program without a log. */
export function openedLog(): Logger | undefined {
  return opened;
}
