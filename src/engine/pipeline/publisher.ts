/**
 * Puts finished files under their names, in an order that nothing may change:
 *
 *   write the temporary file · fsync it · [read it back] · set its times · rename it over the target · fsync the folder ·
 *   only then report
 *
 * A crash anywhere leaves the old file or the new one whole, and at most a temporary file that the next attempt or the
 * next scan removes; but a file that is written in place (in-place.ts), which is then neither, and says so by its size.
 * Many small files go through it together: every step for all of them, each folder synced once.
 */
import type { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { asFault, type Fault } from '../../runtime/fault.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { statusOf } from '../disk/file-status.ts';
import { AT_SYMLINK_NOFOLLOW, lastErrno, libc, O_CLOEXEC } from '../disk/libc.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { UnfinishedFile, UnfinishedFiles } from '../disk/unfinished-files.ts';
import { mostHoleBytes } from './block.ts';
import { clearRange, openInPlace } from './in-place.ts';
import type { ReadBack } from './read-back.ts';
import { confirmPlace, takePlace } from './take-place.ts';

/** A file being written: beside its target, or into it. */
export interface Unpublished {
  readonly path: Buffer;
  /** Open for writing and reading; -1 for a symbolic link. */
  readonly fd: number;
  readonly folder: OpenFolder;
  readonly name: Buffer;
  /** What it is until it is published; undefined when it is written in place. */
  readonly temporary: UnfinishedFile | undefined;
}

export interface Publication {
  readonly file: Unpublished;
  readonly size: number;
  /** As it was read at the source. */
  readonly digest: Uint8Array;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
}

export interface HoleRange {
  readonly offset: number;
  readonly length: number;
  readonly isEnd: boolean;
}

export interface Adoption {
  readonly path: Buffer;
  readonly fd: number;
  readonly isInPlace: boolean;
}

export interface PublisherOptions {
  readonly root: RootDirectory;
  /** Disposed with the publisher. */
  readonly unfinished: UnfinishedFiles;
  /** Given: a file that is there is written into. */
  readonly inPlace: { /** If it is on this machine. */ readonly source: RootDirectory | undefined } | undefined;
  /** Undefined believes the disk. */
  readonly readBack: ReadBack | undefined;
}

// Permissions of the source are recorded, never applied: new files get what the umask leaves.
export const newFileMode = 0o666;
export const createFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | O_CLOEXEC;
const enoent = 2;
const eexist = 17;

export class Publisher implements Disposable {
  readonly #root: RootDirectory;
  readonly #unfinished: UnfinishedFiles;
  readonly #inPlace: PublisherOptions['inPlace'];
  readonly #readBack: ReadBack | undefined;
  readonly #times = new BigInt64Array(4);

  constructor({ root, unfinished, inPlace, readBack }: PublisherOptions) {
    this.#root = root;
    this.#unfinished = unfinished;
    this.#inPlace = inPlace;
    this.#readBack = readBack;
  }

  /** Opens the file that becomes `path`, `size` bytes long, making the folders above it. Ends in `publish` or `discard`. */
  create(path: Buffer, size: number): Unpublished {
    return (
      this.#openInPlace(path, size) ??
      this.#make(path, (folder, temporary) => libc().openat(folder, temporary, createFlags, newFileMode))
    );
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

  /** A range of which nothing is written, and that reads as zeros. `isEnd`: nothing follows it. */
  leaveHole(file: Unpublished, { offset, length, isEnd }: HoleRange): void {
    if (file.temporary === undefined) clearRange(file.fd, file.path, { offset, length });
    // What follows a hole makes the file longer, so only an end and a long hole are said to the file system. Each long
    // one, because where it cannot keep holes it writes zeros, and that should neither take long nor fail late.
    else if (isEnd || length === mostHoleBytes) this.#extend(file, offset + length);
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
    letGo(file);
  }

  /** Takes over what another thread has written for a path. It is closed where that is not possible any more. */
  adopt({ path, fd, isInPlace }: Adoption): Unpublished {
    const { folder: above, name } = splitPath(path);
    try {
      const folder = this.#root.folder(above, { make: false });
      const temporary = isInPlace ? undefined : this.#unfinishedAt(path, folder);
      return { path, fd, folder, name: terminated(name), temporary };
    } catch (thrown) {
      libc().close(fd);
      throw thrown;
    }
  }

  /** Throws what is sure to keep the file from its name: before its bytes are moved, where they are many. */
  confirmPlace({ temporary, ...file }: Unpublished): void {
    if (temporary !== undefined) confirmPlace({ ...file, temporary });
  }

  /** What was written in place stays as it is: the old content is gone. */
  discard(file: Unpublished): void {
    if (file.fd >= 0) libc().close(file.fd);
    if (file.temporary !== undefined) libc().unlinkat(file.temporary.folder.fd, file.temporary.name, 0);
    letGo(file);
  }

  [Symbol.dispose](): void {
    this.#unfinished[Symbol.dispose]();
  }

  /** One result for each file, in order: undefined when it is durable under its name. Never throws for a file. */
  publish(batch: readonly Publication[]): (Fault | undefined)[] {
    const faults = batch.map(({ file }) => (file.fd >= 0 ? syncFile(file) : undefined));
    batch.forEach((publication, at) => {
      faults[at] ??= this.#confirm(publication) ?? this.#cut(publication) ?? this.#setTimes(publication);
    });
    batch.forEach(({ file }, at) => {
      faults[at] ??= publishOne(file);
    });
    this.#syncFolders(batch, faults);
    for (const [at, { file }] of batch.entries()) this.#finish(file, faults[at]);
    return faults;
  }

  #openInPlace(path: Buffer, size: number): Unpublished | undefined {
    if (this.#inPlace === undefined) return undefined;
    const { folder: above, name: bare } = splitPath(path);
    const folder = this.#root.folder(above, { make: true });
    const name = terminated(bare);
    let fd: number | undefined;
    try {
      fd = openInPlace({ folder, name, path, size, source: this.#inPlace.source });
    } finally {
      if (fd === undefined) folder[Symbol.dispose]();
    }
    return fd === undefined ? undefined : { path, fd, folder, name, temporary: undefined };
  }

  #make(path: Buffer, create: (folder: number, temporary: Buffer) => number): Unpublished {
    const { folder: above, name } = splitPath(path);
    for (let attempt = 1; ; attempt += 1) {
      const folder = this.#root.folder(above, { make: true });
      const temporary = this.#unfinishedAt(path, folder);
      const fd = create(temporary.folder.fd, temporary.name);
      const file = { path, fd, folder, name: terminated(name), temporary };
      if (fd >= 0) return file;
      const errno = lastErrno();
      const fault = libcFault('create', path);
      // A leftover of a run that was killed.
      if (errno === eexist) libc().unlinkat(temporary.folder.fd, temporary.name, 0);
      letGo(file);
      // A folder was removed since it was opened.
      if (errno === enoent) this.#unfinished.forget(path);
      if ((errno !== eexist && errno !== enoent) || attempt === 3) throw fault;
    }
  }

  #unfinishedAt(path: Buffer, folder: OpenFolder): UnfinishedFile {
    try {
      return this.#unfinished.at(path);
    } catch (thrown) {
      folder[Symbol.dispose]();
      throw thrown;
    }
  }

  /** Makes the file `length` bytes long. */
  #extend(file: Unpublished, length: number): void {
    if (libc().ftruncate(file.fd, length) !== 0) throw libcFault(`make ${length} bytes long`, file.path);
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

  /** What is written in place gets its size when the content is durable. */
  #cut({ file, size }: Publication): Fault | undefined {
    if (file.temporary !== undefined || libc().ftruncate(file.fd, size) === 0) return undefined;
    return libcFault(`make ${size} bytes long`, file.path);
  }

  #setTimes({ file, mtimeNs, atimeNs }: Publication): Fault | undefined {
    putTime(this.#times, 0, atimeNs);
    putTime(this.#times, 2, mtimeNs);
    const { fd, temporary } = file;
    const result =
      fd >= 0 || temporary === undefined
        ? libc().futimens(fd, this.#times)
        : libc().utimensat(temporary.folder.fd, temporary.name, this.#times, AT_SYMLINK_NOFOLLOW);
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
    batch.forEach(({ file: { folder, temporary } }, at) => {
      if (faults[at] !== undefined || temporary === undefined) return;
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
    letGo(file);
  }
}

function letGo({ folder, temporary }: Unpublished): void {
  folder[Symbol.dispose]();
  temporary?.folder[Symbol.dispose]();
}

/** What was written in place has its name; its size and its times are made durable. */
function publishOne({ temporary, ...file }: Unpublished): Fault | undefined {
  return temporary === undefined ? syncFile(file) : takePlace({ ...file, temporary });
}

function syncFile({ fd, path }: Pick<Unpublished, 'fd' | 'path'>): Fault | undefined {
  return libc().fsync(fd) === 0 ? undefined : libcFault('sync', path);
}

/** A timespec: seconds and nanoseconds, the latter never negative. */
export function putTime(timespecs: BigInt64Array, at: number, timeNs: bigint): void {
  const nanoseconds = ((timeNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  timespecs[at] = (timeNs - nanoseconds) / 1_000_000_000n;
  timespecs[at + 1] = nanoseconds;
}
