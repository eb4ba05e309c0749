/** Temporary files that nobody writes any more. */
import { Buffer } from 'node:buffer';
import { lastStatus, lookAt, statusOf } from './file-status.ts';
import { libc } from './libc.ts';
import { hasTemporaryTag } from './temporary-mark.ts';
import { temporaryTag } from './temporary-name.ts';
import { openTrialFile } from './trial-file.ts';

export interface LeftoverRule {
  /** Of the backlog that asks. */
  readonly temporaryKey: string;
  /** What was changed since, by the clock of this machine, is still being written. */
  readonly startedAtMs: number;
}

/** When nobody can still be writing a temporary file of another backlog. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;
/** The kernel notes times of its own disks by its ticks. */
const tickMs = 20;
/** Of file systems that note whole seconds, or only even ones. */
const coarsestMs = 2000;
const nobody = Buffer.alloc(0);

/** The name is a temporary one, and ends in a zero byte. Answers whether it was removed. */
export function removeLeftover(folderFd: number, name: Buffer, { temporaryKey, startedAtMs }: LeftoverRule): boolean {
  if (!lookAt(folderFd, name, name) || lastStatus.kind() === 'folder') return false;
  const changedAtMs = Number(lastStatus.ctimeNs() / 1_000_000n);
  const isOurs = hasTemporaryTag(temporaryTag(temporaryKey), name.subarray(0, -1));
  const before = startedAtMs + clockAheadMs(folderFd) - (isOurs ? 0 : abandonedAfterMs);
  return changedAtMs < before && libc().unlinkat(folderFd, name, 0) === 0;
}

/**
 * The clock that dates what is changed here, minus ours: a server's is its own, and one that is behind would make what is
 * being written look left over. As little as it can be, and nothing where nothing can be tried, as on a disk that is full.
 */
function clockAheadMs(folderFd: number): number {
  try {
    using trial = openTrialFile(folderFd);
    const { ctimeNs } = statusOf(trial.fd, nobody);
    const aheadMs = Number(ctimeNs / 1_000_000n) - Date.now();
    if (Math.abs(aheadMs) < tickMs) return 0;
    return ctimeNs % 1_000_000_000n === 0n ? aheadMs - coarsestMs : aheadMs;
  } catch {
    return 0;
  }
}
