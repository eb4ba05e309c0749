/** How many files and sockets this process may hold open. */
import { readFileSync } from 'node:fs';
import type { Logger } from './log.ts';

/** Links of a fleet, or 128 files in flight beside sessions of other nodes, with room to spare. */
const plenty = 4096;

/** One line in the log when there may be too few. Node has raised the soft limit to the hard one when it started. */
export function noteFewOpenFiles(log: Logger): void {
  const limit = openFilesLimit();
  if (limit >= plenty) return;
  log.warn(
    { limit },
    `only ${limit} files and connections may be open at once, and what is beyond fails; allow ${plenty} or more (LimitNOFILE= of the unit, ulimit -Hn)`,
  );
}

/** Infinite where it is not limited or not known. */
function openFilesLimit(): number {
  try {
    const limit = /^Max open files +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1];
    return limit === undefined ? Number.POSITIVE_INFINITY : Number(limit);
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
