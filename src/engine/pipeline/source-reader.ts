/**
 * Reads a file of the source and notices when it changes meanwhile. Size and times are those of the open handle, taken
 * before the first byte and compared after the last.
 */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { type Extent, extentAt } from '../disk/extent.ts';
import { type FileStatus, statusAt, statusOf } from '../disk/file-status.ts';
import { libc, O_CLOEXEC } from '../disk/libc.ts';
import { openUnread } from '../disk/open-unread.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { ReadingRoom } from './reading-room.ts';
import type { SharedFile } from './shared-file.ts';

// O_NONBLOCK, O_NOCTTY: opening a pipe or terminal that took the file's place must not hang, nor make it ours.
export const readFlags =
  constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY | O_CLOEXEC;
/** No file system in use keeps a hole that is smaller. */
export const smallestHole = 4096;

export class SourceFile implements Disposable {
  readonly path: Buffer;
  /** As it was when opened. */
  readonly status: FileStatus;
  readonly #fd: number;
  readonly #shared: SharedFile | undefined;

  private constructor(
    path: Buffer,
    { fd, status, room }: { fd: number; status: FileStatus; room?: ReadingRoom | undefined },
  ) {
    this.path = path;
    this.#fd = fd;
    this.status = status;
    this.#shared = room?.file(status);
  }

  /** Its bytes may come from the room. Throws `not-found`, `permission-denied`, `not-regular` and what else opening meets. */
  static open(root: RootDirectory, path: Buffer, room?: ReadingRoom): SourceFile {
    const { folder: above, name } = splitPath(path);
    using folder = root.folder(above, { make: false });
    const fd = openUnread(folder.fd, terminated(name), readFlags);
    if (fd < 0) throw libcFault('open', path);
    try {
      const status = statusOf(fd, path);
      if (status.kind !== 'file') throw new Fault('not-regular', `${shownName(path)} is not a regular file any more`);
      return new SourceFile(path, { fd, status, room });
    } catch (thrown) {
      libc().close(fd);
      throw thrown;
    }
  }

  /** Fills `bytes` from `offset`; fewer come back only at the end of the file. */
  read(bytes: Buffer, offset: number): number {
    if (this.#shared === undefined) return this.#read(bytes, offset);
    return this.#shared.read(bytes, offset, (part, from) => this.#read(part, from));
  }

  #read(bytes: Buffer, offset: number): number {
    let done = 0;
    while (done < bytes.length) {
      const count = libc().pread(
        this.#fd,
        done === 0 ? bytes : bytes.subarray(done),
        bytes.length - done,
        offset + done,
      );
      if (count < 0) throw libcFault(`read at ${offset + done}`, this.path);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  /** The stretch of data, or the hole, that begins at `offset`. Costs nothing where all that is there takes room. */
  extentAt(offset: number): Extent {
    const { size, allocatedBytes } = this.status;
    return size - allocatedBytes < smallestHole ? { isHole: false, end: size } : extentAt(this.#fd, offset, size);
  }

  /** Throws `changed-while-read` with what changed. To be called after the last byte; `bytesRead` is how many came. */
  confirmUnchanged(bytesRead: number): void {
    confirmUnchanged({ path: this.path, before: this.status, now: statusOf(this.#fd, this.path), bytesRead });
  }

  [Symbol.dispose](): void {
    libc().close(this.#fd);
  }
}

export interface Reading {
  readonly path: Buffer;
  readonly before: FileStatus;
  readonly now: FileStatus;
  readonly bytesRead: number;
}

/** Throws `changed-while-read` with what changed. */
export function confirmUnchanged({ path, before, now, bytesRead }: Reading): void {
  const isSameTime = now.mtimeNs === before.mtimeNs && now.ctimeNs === before.ctimeNs;
  if (now.size === before.size && bytesRead === now.size && isSameTime) return;
  const changes = changesBetween(before, now);
  if (changes.length === 0) changes.push(`${bytesRead} of ${before.size} bytes came`);
  throw new Fault('changed-while-read', `${shownName(path)} changed while it was read: ${changes.join(', ')}`);
}

function changesBetween(before: FileStatus, now: FileStatus): string[] {
  const changes = [];
  if (now.size !== before.size) changes.push(`size ${before.size} to ${now.size}`);
  if (now.mtimeNs !== before.mtimeNs) changes.push('modification time');
  if (now.ctimeNs !== before.ctimeNs) changes.push('change time');
  return changes;
}

export interface SourceLink {
  readonly target: Buffer;
  readonly status: FileStatus;
}

export const longestTarget = 4096;

/** A symbolic link as what it says. Throws `not-found`, and `changed-while-read` when something else took its place. */
export function readLink(root: RootDirectory, path: Buffer): SourceLink {
  const { folder: above, name } = splitPath(path);
  using folder = root.folder(above, { make: false });
  const ended = terminated(name);
  const status = statusAt(folder.fd, ended, path);
  if (status === undefined) throw new Fault('not-found', `${shownName(path)} does not exist any more`);
  if (status.kind !== 'link')
    throw new Fault('changed-while-read', `${shownName(path)} was a symbolic link and is not any more`);
  const target = Buffer.alloc(longestTarget);
  const length = libc().readlinkat(folder.fd, ended, target, longestTarget);
  if (length < 0) throw libcFault('read link', path);
  return { target: target.subarray(0, length), status };
}
