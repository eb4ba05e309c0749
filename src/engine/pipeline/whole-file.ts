/**
 * Small files of a slow mount, read whole and without blocking, with the same promises as source-reader.ts: size and times
 * are those of the open handle, and a file that changes meanwhile is not handed on.
 */
import { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { errnoFault } from '../disk/disk-fault.ts';
import { hasHolesInPool } from '../disk/extent.ts';
import { type FileStatus, lookAtInPool, statusOfInPool } from '../disk/file-status.ts';
import { inPool } from '../disk/in-pool.ts';
import { libc } from '../disk/libc.ts';
import { openUnreadInPool } from '../disk/open-unread.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { SharedDirectory } from '../disk/shared-directory.ts';
import type { ReadingRoom } from './reading-room.ts';
import { confirmUnchanged, longestTarget, readFlags, smallestHole } from './source-reader.ts';

export interface WholeFile {
  readonly status: FileStatus;
  readonly data: Buffer;
}

export interface WholeFileOptions {
  readonly root: SharedDirectory;
  readonly path: Buffer;
  /** A larger file is not read. */
  readonly mostBytes: number;
  /** Undefined where nobody else reads the same files. */
  readonly room: ReadingRoom | undefined;
}

/** Undefined for a file that is too large, or has holes to keep. Throws what `SourceFile` throws. */
export async function readWholeFile({ root, path, mostBytes, room }: WholeFileOptions): Promise<WholeFile | undefined> {
  const { folder: above, name } = splitPath(path);
  using folder = await root.folder(above);
  const fd = await openUnreadInPool(folder.fd, terminated(name), readFlags);
  if (fd < 0) throw errnoFault('open', path, -fd);
  try {
    const status = await statusOfInPool(fd, path);
    if (status.kind !== 'file') throw new Fault('not-regular', `${shownName(path)} is not a regular file any more`);
    if (status.size > mostBytes || (await hasHoles(fd, status))) return undefined;
    const data = Buffer.allocUnsafeSlow(status.size);
    const read = (bytes: Buffer, offset: number) => readAllInPool({ fd, bytes, offset, doing: 'read', path });
    const bytesRead = await (room === undefined ? read(data, 0) : room.file(status).readAll(data, read));
    confirmUnchanged({ path, before: status, now: await statusOfInPool(fd, path), bytesRead });
    return { status, data };
  } finally {
    await inPool(libc().close, fd);
  }
}

async function hasHoles(fd: number, { size, allocatedBytes }: FileStatus): Promise<boolean> {
  return size - allocatedBytes >= smallestHole && (await hasHolesInPool(fd, size));
}

export interface WholeReading {
  readonly fd: number;
  readonly bytes: Buffer;
  /** Of the file. */
  readonly offset: number;
  /** For the message, as "read". */
  readonly doing: string;
  readonly path: Uint8Array;
}

/** Fills `bytes` from `offset`; answers how many came, fewer only at its end. */
export async function readAllInPool({ fd, bytes, offset, doing, path }: WholeReading): Promise<number> {
  let done = 0;
  while (done < bytes.length) {
    const count = await inPool(libc().pread, fd, bytes.subarray(done), bytes.length - done, offset + done);
    if (count < 0) throw errnoFault(`${doing} at ${offset + done} of`, path, -count);
    if (count === 0) break;
    done += count;
  }
  return done;
}

/** A symbolic link as what it says, as `readLink` does it. */
export async function readWholeLink(
  root: SharedDirectory,
  path: Buffer,
): Promise<{ readonly target: Buffer; readonly mtimeNs: bigint; readonly atimeNs: bigint }> {
  const { folder: above, name } = splitPath(path);
  using folder = await root.folder(above);
  const ended = terminated(name);
  const status = await lookAtInPool(folder.fd, ended, path);
  if (status === undefined) throw new Fault('not-found', `${shownName(path)} does not exist any more`);
  if (status.kind() !== 'link')
    throw new Fault('changed-while-read', `${shownName(path)} was a symbolic link and is not any more`);
  const target = Buffer.alloc(longestTarget);
  const length = await inPool(libc().readlinkat, folder.fd, ended, target, longestTarget);
  if (length < 0) throw errnoFault('read link', path, -length);
  return { target: target.subarray(0, length), mtimeNs: status.mtimeNs(), atimeNs: status.atimeNs() };
}
