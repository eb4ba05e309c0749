/** Temporary files that nobody writes any more. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileStatus, statusAt, statusOf } from './file-status.ts';
import { libc, O_CLOEXEC, O_PATH, RENAME_NOREPLACE } from './libc.ts';
import { asideOf, hasTemporaryTag } from './temporary-mark.ts';
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
/** Of a link it holds the link, and it needs no right to read. */
const holdFlags = O_PATH | constants.O_NOFOLLOW | O_CLOEXEC;

/**
 * The name is a temporary one, and ends in a zero byte. Answers whether it was removed.
 *
 * A thread that moves files may begin a new one under the same name at any moment, so what is removed is first taken aside,
 * and held meanwhile, so that its inode is nobody else's.
 */
export function removeLeftover(folderFd: number, name: Buffer, rule: LeftoverRule): boolean {
  const aside = takeAside(folderFd, name, rule);
  return aside !== undefined && libc().unlinkat(folderFd, aside, 0) === 0;
}

/** Answers under which name it lies now: one of the same backlog, so that after a kill it is a leftover again. */
function takeAside(folderFd: number, name: Buffer, rule: LeftoverRule): Buffer | undefined {
  using leftover = hold(folderFd, name);
  if (leftover === undefined) return undefined;
  const { inode } = leftover.status;
  if (!isLeft(folderFd, { name, status: leftover.status, rule })) return undefined;
  const aside = asideOf(name);
  if (libc().renameat(folderFd, name, folderFd, aside) !== 0) return undefined;
  if (statusAt(folderFd, aside, aside)?.inode === inode) return aside;
  // If there is a third by now, whoever wrote the second finds it gone, and begins anew.
  libc().renameat2(folderFd, aside, folderFd, name, RENAME_NOREPLACE);
  return undefined;
}

function hold(folderFd: number, name: Buffer): (Disposable & { readonly status: FileStatus }) | undefined {
  const fd = libc().openat(folderFd, name, holdFlags, 0);
  if (fd < 0) return undefined;
  const close = () => void libc().close(fd);
  try {
    return { status: statusOf(fd, name), [Symbol.dispose]: close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}

interface Found {
  readonly name: Buffer;
  readonly status: FileStatus;
  readonly rule: LeftoverRule;
}

function isLeft(folderFd: number, { name, status, rule }: Found): boolean {
  if (status.kind === 'folder') return false;
  const isOurs = hasTemporaryTag(temporaryTag(rule.temporaryKey), name.subarray(0, -1));
  const before = rule.startedAtMs + clockAheadMs(folderFd) - (isOurs ? 0 : abandonedAfterMs);
  return Number(status.ctimeNs / 1_000_000n) < before;
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
