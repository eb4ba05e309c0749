/**
 * --inplace: a file is written into the one that is there, where there is no room for both. While it is neither the old
 * nor the new one it is longer than either, so that whoever compares sizes knows, whatever happens to the machine and to
 * the backlog; its size, and then its time, become the final ones only when everything before is durable.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { type FileStatus, statusAt, statusOf } from '../disk/file-status.ts';
import { FALLOC_FL_KEEP_SIZE, FALLOC_FL_PUNCH_HOLE, lastErrno, libc, O_CLOEXEC } from '../disk/libc.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';

export interface InPlaceOptions {
  readonly folder: OpenFolder;
  /** Ends in a zero byte. */
  readonly name: Buffer;
  readonly path: Buffer;
  /** Of the new content. */
  readonly size: number;
  /** Where the content comes from, if that is on this machine. */
  readonly source: RootDirectory | undefined;
}

// O_NONBLOCK: opening a pipe that took the file's place must not hang.
const flags = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK | O_CLOEXEC;
const enoent = 2;
const zeros = Buffer.alloc(256 * 1024);

/**
 * The descriptor, open for reading and writing; undefined where no regular file is there, or one that has other names, or
 * is the very file that is read: then the new one is made beside it. Throws `name-clash` for a file that answers to the
 * name and has another.
 */
export function openInPlace({ folder, name, path, size, source }: InPlaceOptions): number | undefined {
  const before = statusAt(folder.fd, name, path);
  // Another name may be of a file that was copied already, or is being written now: it would be both contents in turn.
  if (before?.kind !== 'file' || before.links > 1 || isSame(before, source, path)) return undefined;
  folder.names.confirmOwn(path, [name]);
  const fd = libc().openat(folder.fd, name, flags, 0);
  if (fd < 0 && lastErrno() === enoent) return undefined;
  if (fd < 0) throw libcFault('open for writing', path);
  try {
    const now = statusOf(fd, path);
    if (now.inode !== before.inode || now.device !== before.device)
      throw new Fault('stale-handle', `${shownName(path)} was replaced while it was opened`);
    if (libc().ftruncate(fd, Math.max(now.size, size) + 1) !== 0) throw libcFault('write into', path);
    return fd;
  } catch (thrown) {
    libc().close(fd);
    throw thrown;
  }
}

/** Makes a range a hole, whatever was there; zeros where the file system has none. */
export function clearRange(
  fd: number,
  path: Buffer,
  range: { readonly offset: number; readonly length: number },
): void {
  const { offset, length } = range;
  if (libc().fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length) === 0) return;
  for (let done = 0; done < length; ) {
    const count = libc().pwrite(fd, zeros, Math.min(zeros.length, length - done), offset + done);
    if (count < 0) throw libcFault(`write at ${offset + done} to`, path);
    done += count;
  }
}

/** The source mounted a second time: writing into it would be writing into the source. */
function isSame(there: FileStatus, source: RootDirectory | undefined, path: Buffer): boolean {
  if (source === undefined) return false;
  const { folder: above, name } = splitPath(path);
  using folder = source.folder(above, { make: false });
  const here = statusAt(folder.fd, terminated(name), path);
  return here?.inode === there.inode && here.device === there.device;
}
