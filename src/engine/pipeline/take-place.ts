/**
 * The step that gives a finished file its name. What is there is replaced only if it has this very name: a folder that
 * folds case or normal forms answers to others as well, and those are other files (disk/name-clash.ts).
 *
 * A new file costs the one call that it needs anyway: it refuses to replace. Only when something is in the place, the
 * folder is asked how it tells names apart, once; a folder that keeps them costs no more than that.
 */
import type { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { asFault, type Fault } from '../../runtime/fault.ts';
import { errnoFault, libcFault } from '../disk/disk-fault.ts';
import { lookAt } from '../disk/file-status.ts';
import { inPool } from '../disk/in-pool.ts';
import { LOCK_EX, LOCK_NB, lastErrno, libc, O_CLOEXEC, RENAME_NOREPLACE } from '../disk/libc.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import type { UnfinishedFile } from '../disk/unfinished-files.ts';

/** A file that is whole; names end in a zero byte. */
export interface Waiting {
  readonly path: Buffer;
  readonly folder: OpenFolder;
  readonly name: Buffer;
  readonly temporary: UnfinishedFile;
}

const eagain = 11;
const eexist = 17;
/** What file systems that cannot refuse to replace answer: EINVAL, ENOSYS, EOPNOTSUPP. */
const notKnown: ReadonlySet<number> = new Set([22, 38, 95]);

export function takePlace(file: Waiting): Fault | undefined {
  const { folder, name, temporary } = file;
  if (folder.names.tellsApart(name)) return replace(file);
  if (libc().renameat2(temporary.folder.fd, temporary.name, folder.fd, name, RENAME_NOREPLACE) === 0) return undefined;
  const errno = lastErrno();
  if (errno !== eexist && !notKnown.has(errno)) return libcFault('publish', file.path);
  try {
    folder.names.folds([temporary.name]);
    if (folder.names.tellsApart(name)) return replace(file);
    using _ = errno === eexist ? undefined : lockFolder(folder.fd);
    confirmPlace(file);
    const fault = replace(file);
    folder.names.folds([name]);
    return fault;
  } catch (thrown) {
    return asFault(thrown);
  }
}

/**
 * The same without blocking where it can be: only to learn how a folder tells names apart, and in one that does not, it blocks.
 * Throws what is in the way.
 */
export async function takePlaceInPool(file: Waiting): Promise<void> {
  const { path, folder, name, temporary } = file;
  const from = temporary.folder.fd;
  if (!folder.names.tellsApart(name)) {
    const renamed = await inPool(libc().renameat2, from, temporary.name, folder.fd, name, RENAME_NOREPLACE);
    if (renamed === 0) return;
    if (renamed !== -eexist && !notKnown.has(-renamed)) throw errnoFault('publish', path, -renamed);
    folder.names.folds([temporary.name]);
    if (!folder.names.tellsApart(name)) {
      const fault = takePlace(file);
      if (fault !== undefined) throw fault;
      return;
    }
  }
  const replaced = await inPool(libc().renameat, from, temporary.name, folder.fd, name);
  if (replaced < 0) throw errnoFault('publish', path, -replaced);
}

/** Throws `name-clash`, `name-too-long`. */
export function confirmPlace({ path, folder, name, temporary }: Waiting): void {
  if (lookAt(folder.fd, name, path)) folder.names.confirmOwn(path, [temporary.name, name]);
}

function replace({ path, folder, name, temporary }: Waiting): Fault | undefined {
  return libc().renameat(temporary.folder.fd, temporary.name, folder.fd, name) === 0
    ? undefined
    : libcFault('publish', path);
}

const itself = new Uint8Array([0x2e, 0]);
const lockAttempts = 200;
const lockPauseMs = 5;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Between the look and the rename no other thread of ours may give another spelling of the name to a file. Where a folder
 * cannot be locked, or somebody else holds the lock for a second, the look alone has to do.
 */
function lockFolder(folder: number): Disposable {
  const fd = libc().openat(folder, itself, constants.O_RDONLY | constants.O_DIRECTORY | O_CLOEXEC, 0);
  for (let attempt = 1; fd >= 0 && attempt < lockAttempts; attempt += 1) {
    if (libc().flock(fd, LOCK_EX | LOCK_NB) === 0 || lastErrno() !== eagain) break;
    Atomics.wait(pause, 0, 0, lockPauseMs);
  }
  return { [Symbol.dispose]: () => void (fd >= 0 && libc().close(fd)) };
}
