/**
 * Puts finished files under their names, in an order that nothing may change:
 *
 *   write the temporary file · fsync it · [read it back] · set its times · rename it over the target · fsync the folder ·
 *   only then report
 *
 * A crash anywhere leaves the old file or the new one whole, and at most a temporary file that the next attempt or the
 * next scan removes. Many small files go through it together: every step for all of them, each folder synced once.
 */
import type { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { asFault, type Fault } from '../../runtime/fault.ts';
import type { OpenFolder, RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { statusOf } from '../disk/file-status.ts';
import { AT_SYMLINK_NOFOLLOW, lastErrno, libc, O_CLOEXEC } from '../disk/libc.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { TemporaryNames } from '../disk/temporary-name.ts';
import type { ReadBack } from './read-back.ts';
import { confirmPlace, takePlace } from './take-place.ts';

/** A file being written beside its target. */
export interface Unpublished {
  readonly path: Buffer;
  /** Open for writing and reading; -1 for a symbolic link. */
  readonly fd: number;
  readonly folder: OpenFolder;
  readonly name: Buffer;
  readonly temporary: Buffer;
}

export interface Publication {
  readonly file: Unpublished;
  readonly size: number;
  /** As it was read at the source. */
  readonly digest: Uint8Array;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
}

export interface PublisherOptions {
  readonly root: RootDirectory;
  readonly temporaryNames: TemporaryNames;
  /** Undefined believes the disk. */
  readonly readBack: ReadBack | undefined;
}

// Permissions of the source are recorded, never applied: new files get what the umask leaves.
const newFileMode = 0o666;
const createFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | O_CLOEXEC;
const enoent = 2;
const eexist = 17;

export class Publisher {
  readonly #root: RootDirectory;
  readonly #temporaryNames: TemporaryNames;
  readonly #readBack: ReadBack | undefined;
  readonly #times = new BigInt64Array(4);

  constructor({ root, temporaryNames, readBack }: PublisherOptions) {
    this.#root = root;
    this.#temporaryNames = temporaryNames;
    this.#readBack = readBack;
  }

  /** Opens the temporary file of `path`, making the folders above it. Ends in `publish` or `discard`. */
  create(path: Buffer): Unpublished {
    return this.#make(path, (folder, temporary) => libc().openat(folder, temporary, createFlags, newFileMode));
  }

  /** The same for a symbolic link, which is whole at once. */
  createLink(path: Buffer, target: Uint8Array): Unpublished {
    const ended = terminated(target);
    const made = this.#make(path, (folder, temporary) => libc().symlinkat(ended, folder, temporary));
    return { ...made, fd: -1 };
  }

  /** Writes all of `bytes` at `offset`. */
  write(file: Unpublished, bytes: Buffer, offset: number): void {
    for (let done = 0; done < bytes.length; ) {
      const count = libc().pwrite(
        file.fd,
        done === 0 ? bytes : bytes.subarray(done),
        bytes.length - done,
        offset + done,
      );
      if (count < 0) throw libcFault(`write at ${offset + done} to`, file.path);
      done += count;
    }
  }

  /** Makes the file `length` bytes long; what was not written of it is a hole, and reads as zeros. */
  extend(file: Unpublished, length: number): void {
    if (libc().ftruncate(file.fd, length) !== 0) throw libcFault(`make ${length} bytes long`, file.path);
  }

  /** What the file takes of the disk so far. */
  allocatedBytes(file: Unpublished): number {
    return statusOf(file.fd, file.path).allocatedBytes;
  }

  /**
   * Leaves a file that is written to another thread, which adopts it: the open descriptor goes along, the folder is let go
   * of. Throws when the folders that were made for it cannot be made durable; then it is still here.
   */
  handOver(file: Unpublished): void {
    this.#root.syncMade();
    file.folder[Symbol.dispose]();
  }

  /** Takes over what another thread has written for a path. It is closed where that is not possible any more. */
  adopt(path: Buffer, fd: number): Unpublished {
    const { folder: above, name } = splitPath(path);
    try {
      const folder = this.#root.folder(above, { make: false });
      return { path, fd, folder, name: terminated(name), temporary: this.#temporaryNames(name) };
    } catch (thrown) {
      libc().close(fd);
      throw thrown;
    }
  }

  /** Throws what is sure to keep the file from its name: before its bytes are moved, where they are many. */
  confirmPlace(file: Unpublished): void {
    confirmPlace(file);
  }

  discard(file: Unpublished): void {
    if (file.fd >= 0) libc().close(file.fd);
    libc().unlinkat(file.folder.fd, file.temporary, 0);
    file.folder[Symbol.dispose]();
  }

  /** One result for each file, in order: undefined when it is durable under its name. Never throws for a file. */
  publish(batch: readonly Publication[]): (Fault | undefined)[] {
    const faults = batch.map(({ file }) =>
      file.fd >= 0 && libc().fsync(file.fd) !== 0 ? libcFault('sync', file.path) : undefined,
    );
    batch.forEach((publication, at) => {
      faults[at] ??= this.#confirm(publication) ?? this.#setTimes(publication);
    });
    batch.forEach(({ file }, at) => {
      faults[at] ??= takePlace(file);
    });
    this.#syncFolders(batch, faults);
    for (const [at, { file }] of batch.entries()) this.#finish(file, faults[at]);
    return faults;
  }

  #make(path: Buffer, create: (folder: number, temporary: Buffer) => number): Unpublished {
    const { folder: above, name } = splitPath(path);
    const ended = terminated(name);
    const temporary = this.#temporaryNames(name);
    for (let attempt = 1; ; attempt += 1) {
      const folder = this.#root.folder(above, { make: true });
      const fd = create(folder.fd, temporary);
      if (fd >= 0) return { path: path, fd, folder, name: ended, temporary };
      const errno = lastErrno();
      const fault = libcFault('create', path);
      // A leftover of a run that was killed.
      if (errno === eexist) libc().unlinkat(folder.fd, temporary, 0);
      folder[Symbol.dispose]();
      // The folder was removed since it was opened.
      if (errno === enoent) this.#root.forget(above);
      if ((errno !== eexist && errno !== enoent) || attempt === 3) throw fault;
    }
  }

  #confirm({ file: { fd, path }, size, digest }: Publication): Fault | undefined {
    if (this.#readBack === undefined || fd < 0) return undefined;
    try {
      this.#readBack.confirm({ fd, path, size, digest });
      return undefined;
    } catch (thrown) {
      return asFault(thrown);
    }
  }

  #setTimes({ file, mtimeNs, atimeNs }: Publication): Fault | undefined {
    putTime(this.#times, 0, atimeNs);
    putTime(this.#times, 2, mtimeNs);
    const result =
      file.fd >= 0
        ? libc().futimens(file.fd, this.#times)
        : libc().utimensat(file.folder.fd, file.temporary, this.#times, AT_SYMLINK_NOFOLLOW);
    return result === 0 ? undefined : libcFault('set times of', file.path);
  }

  #syncFolders(batch: readonly Publication[], faults: (Fault | undefined)[]): void {
    const failed = new Map<OpenFolder, Fault | undefined>();
    let notMade: Fault | undefined;
    try {
      this.#root.syncMade();
    } catch (thrown) {
      notMade = asFault(thrown);
    }
    batch.forEach(({ file: { folder } }, at) => {
      if (faults[at] !== undefined) return;
      if (!failed.has(folder))
        failed.set(folder, libc().fsync(folder.fd) === 0 ? notMade : libcFault('sync folder', folder.path));
      faults[at] = failed.get(folder);
    });
  }

  #finish(file: Unpublished, fault: Fault | undefined): void {
    if (fault !== undefined) {
      this.discard(file);
      return;
    }
    if (file.fd >= 0) libc().close(file.fd);
    file.folder[Symbol.dispose]();
  }
}

/** A timespec: seconds and nanoseconds, the latter never negative. */
export function putTime(timespecs: BigInt64Array, at: number, timeNs: bigint): void {
  const nanoseconds = ((timeNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  timespecs[at] = (timeNs - nanoseconds) / 1_000_000_000n;
  timespecs[at + 1] = nanoseconds;
}
