/** Temporary files that nobody writes any more. */
import { lastStatus, lookAt } from './file-status.ts';
import { libc } from './libc.ts';
import { hasTemporaryTag } from './temporary-mark.ts';
import { temporaryTag } from './temporary-name.ts';

export interface LeftoverRule {
  /** Of the backlog that asks. */
  readonly temporaryKey: string;
  /** What was changed since is still being written. */
  readonly startedAtMs: number;
}

/** When nobody can still be writing a temporary file of another backlog. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

/** The name is a temporary one, and ends in a zero byte. Answers whether it was removed. */
export function removeLeftover(folderFd: number, name: Buffer, { temporaryKey, startedAtMs }: LeftoverRule): boolean {
  if (!lookAt(folderFd, name, name)) return false;
  const isOurs = hasTemporaryTag(temporaryTag(temporaryKey), name.subarray(0, -1));
  const before = isOurs ? startedAtMs : startedAtMs - abandonedAfterMs;
  const isLeft = lastStatus.kind() !== 'folder' && Number(lastStatus.ctimeNs() / 1_000_000n) < before;
  return isLeft && libc().unlinkat(folderFd, name, 0) === 0;
}
