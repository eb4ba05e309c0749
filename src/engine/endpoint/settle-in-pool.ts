/**
 * Sets the times of folders on a slow mount, many at once. All of a chunk are opened or made first, because making one
 * changes the time of the folder above it, which comes later in the order given.
 */
import { asFault } from '../../runtime/fault.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import { errnoFault } from '../disk/disk-fault.ts';
import { inPool, poolShare } from '../disk/in-pool.ts';
import { libc } from '../disk/libc.ts';
import { factsOf } from '../disk/name-clash.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { SharedDirectory } from '../disk/shared-directory.ts';
import { putTime } from '../pipeline/publisher.ts';
import type { Failure, FolderTimes } from './destination.ts';

export interface SettleOptions {
  readonly root: RootDirectory;
  /** Children before parents. */
  readonly folders: readonly FolderTimes[];
  readonly signal: AbortSignal;
}

/** One result for each, in order. */
export async function settleInPool({ root: directory, folders, signal }: SettleOptions): Promise<Failure[]> {
  const chunk = poolShare();
  using root = SharedDirectory.open({ root: directory, make: true, isExact: true, capacity: chunk });
  const failures: Failure[] = [];
  for (let from = 0; from < folders.length; from += chunk) {
    signal.throwIfAborted();
    failures.push(...(await settleChunk(root, folders.slice(from, from + chunk))));
  }
  return failures;
}

async function settleChunk(root: SharedDirectory, folders: readonly FolderTimes[]): Promise<Failure[]> {
  const opened = await Promise.allSettled(folders.map((folder) => root.folder(folder.path)));
  return await Promise.all(
    opened.map((open, at) =>
      open.status === 'rejected' ? failureOf(open.reason) : setTimes(open.value, folders[at] as FolderTimes),
    ),
  );
}

async function setTimes(opened: OpenFolder, { path, mtimeNs, atimeNs }: FolderTimes): Promise<Failure> {
  using folder = opened;
  const times = new BigInt64Array(4);
  putTime(times, 0, atimeNs);
  putTime(times, 2, mtimeNs);
  const set = await inPool(libc().futimens, folder.fd, times);
  return set < 0 ? failureOf(errnoFault('set times of', path, -set)) : undefined;
}

function failureOf(thrown: unknown): Failure {
  return factsOf(asFault(thrown));
}
