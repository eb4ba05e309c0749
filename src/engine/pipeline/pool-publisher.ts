/**
 * Writes and publishes files without blocking, many at a time, each in the order of publisher.ts:
 *
 *   write the temporary file · fsync it · read it back where that is wished · set its times · rename it over the target
 *   · fsync the folder · only then report
 */
import { Buffer } from 'node:buffer';
import type { Digest } from '../checksum/digest.ts';
import { errnoFault } from '../disk/disk-fault.ts';
import { inPool } from '../disk/in-pool.ts';
import { AT_SYMLINK_NOFOLLOW, libc, POSIX_FADV_DONTNEED } from '../disk/libc.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { SharedDirectory } from '../disk/shared-directory.ts';
import type { TemporaryNames } from '../disk/temporary-name.ts';
import { readAllInPool } from './flowing-file.ts';
import { FolderSync } from './folder-sync.ts';
import { createFlags, newFileMode, putTime } from './publisher.ts';
import { digestMismatch } from './read-back.ts';
import { takePlaceInPool } from './take-place.ts';
import type { Throttle } from './throttle.ts';

export interface WholeFileToPublish {
  readonly path: Buffer;
  readonly isLink: boolean;
  /** What is in the file, or where the link leads. */
  readonly data: Buffer;
  /** Of a file's data, as it was read at the source. */
  readonly digest: Uint8Array;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
  /** Between the steps: the file is given up with the signal's reason, and its temporary file removed. */
  readonly signal: AbortSignal;
}

/** A file whose bytes come one piece after the other. */
export interface FlowingFileToPublish extends Pick<WholeFileToPublish, 'path' | 'mtimeNs' | 'atimeNs' | 'signal'> {
  readonly size: number;
  readonly pieces: AsyncIterable<Buffer>;
  /** As it was read at the source; asked for when the last piece has come. */
  readonly digest: () => Uint8Array;
  /** As `readBack` of the publisher, of this file alone. */
  readonly readBack: Digest | undefined;
}

type Times = Pick<WholeFileToPublish, 'mtimeNs' | 'atimeNs'>;

interface Created {
  readonly folder: OpenFolder;
  readonly name: Buffer;
  readonly temporary: Buffer;
  /** Open for writing; -1 for a symbolic link. */
  readonly fd: number;
}

export interface PoolPublisherOptions {
  readonly root: SharedDirectory;
  readonly temporaryNames: TemporaryNames;
  /** Of the kind that the source's digests were made with; undefined believes the disk (see read-back.ts). */
  readonly readBack: Digest | undefined;
  readonly throttle: Throttle;
}

const noBytes = Buffer.alloc(0);
const readBackBytes = 1024 * 1024;
const enoent = 2;
const eexist = 17;

export class PoolPublisher {
  readonly #root: SharedDirectory;
  readonly #temporaryNames: TemporaryNames;
  readonly #readBack: Digest | undefined;
  readonly #throttle: Throttle;
  readonly #sync = new FolderSync();

  constructor({ root, temporaryNames, readBack, throttle }: PoolPublisherOptions) {
    this.#root = root;
    this.#temporaryNames = temporaryNames;
    this.#readBack = readBack;
    this.#throttle = throttle;
  }

  /** Resolves when the file is durable under its name, with the milliseconds that it waited for a limit. */
  async publish(file: WholeFileToPublish): Promise<number> {
    const created = await this.#create(file);
    using folder = created.folder;
    let waitedMs = 0;
    try {
      waitedMs = created.fd < 0 ? await setLinkTimes(created, file) : await this.#fill(created.fd, file);
      file.signal.throwIfAborted();
      const { name, temporary } = created;
      await takePlaceInPool({ path: file.path, folder, name, temporary: { folder, name: temporary } });
    } catch (thrown) {
      await inPool(libc().unlinkat, folder.fd, created.temporary, 0);
      throw thrown;
    }
    await this.#sync.sync(folder);
    return waitedMs;
  }

  /** The same for a file of any size. */
  async publishFlowing(file: FlowingFileToPublish): Promise<void> {
    const { path, signal } = file;
    const created = await this.#create({ path, isLink: false, data: noBytes });
    using folder = created.folder;
    try {
      await this.#pour(created.fd, file);
      signal.throwIfAborted();
      const { name, temporary } = created;
      await takePlaceInPool({ path, folder, name, temporary: { folder, name: temporary } });
    } catch (thrown) {
      await inPool(libc().unlinkat, folder.fd, created.temporary, 0);
      throw thrown;
    }
    await this.#sync.sync(folder);
  }

  async #pour(fd: number, file: FlowingFileToPublish): Promise<void> {
    const { path, size, signal, pieces, readBack } = file;
    try {
      let offset = 0;
      for await (const data of pieces) {
        await writeAll(fd, { path, data, offset });
        offset += data.length;
        signal.throwIfAborted();
      }
      if (offset !== size) throw digestMismatch(path);
      await settle(fd, file, async () => {
        if (readBack !== undefined) await confirmFlowing(fd, file, readBack);
      });
    } finally {
      await inPool(libc().close, fd);
    }
  }

  async #create({ path, isLink, data }: Pick<WholeFileToPublish, 'path' | 'isLink' | 'data'>): Promise<Created> {
    const { folder: above, name } = splitPath(path);
    const temporary = this.#temporaryNames(name);
    for (let attempt = 1; ; attempt += 1) {
      const folder = await this.#root.folder(above);
      const fd = isLink
        ? await inPool(libc().symlinkat, terminated(data), folder.fd, temporary)
        : await inPool(libc().openat, folder.fd, temporary, createFlags, newFileMode);
      if (fd >= 0) return { folder, name: terminated(name), temporary, fd: isLink ? -1 : fd };
      // A leftover of a run that was killed.
      if (fd === -eexist) await inPool(libc().unlinkat, folder.fd, temporary, 0);
      folder[Symbol.dispose]();
      // The folder was removed since it was opened.
      if (fd === -enoent) this.#root.forget(above);
      if ((fd !== -eexist && fd !== -enoent) || attempt === 3) throw errnoFault('create', path, -fd);
    }
  }

  /** Content and times, durable, and closed in any case. */
  async #fill(fd: number, file: WholeFileToPublish): Promise<number> {
    const { signal } = file;
    try {
      const waitedMs = await this.#write(fd, file);
      signal.throwIfAborted();
      await settle(fd, file, async () => {
        if (this.#readBack !== undefined) await confirm(fd, file, this.#readBack);
      });
      return waitedMs;
    } finally {
      await inPool(libc().close, fd);
    }
  }

  async #write(fd: number, { path, data, signal }: WholeFileToPublish): Promise<number> {
    let waitedMs = 0;
    for (let done = 0; done < data.length; ) {
      const startedAt = performance.now();
      const allowed = await this.#throttle.takeAsync(data.length - done, signal);
      waitedMs += performance.now() - startedAt;
      await writeAll(fd, { path, data: data.subarray(done, done + allowed), offset: done });
      done += allowed;
    }
    return waitedMs;
  }
}

interface Writing {
  readonly path: Buffer;
  readonly data: Buffer;
  readonly offset: number;
}

async function writeAll(fd: number, { path, data, offset }: Writing): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const rest = data.subarray(done);
    const count = await inPool(libc().pwrite, fd, rest, rest.length, offset + done);
    if (count < 0) throw errnoFault(`write at ${offset + done} to`, path, -count);
    done += count;
  }
}

/** Makes the content durable, confirms it, and sets the times. */
async function settle(
  fd: number,
  file: Times & { readonly path: Buffer },
  confirm: () => Promise<void>,
): Promise<void> {
  const synced = await inPool(libc().fsync, fd);
  if (synced < 0) throw errnoFault('sync', file.path, -synced);
  await confirm();
  const set = await inPool(libc().futimens, fd, timesOf(file));
  if (set < 0) throw errnoFault('set times of', file.path, -set);
}

async function setLinkTimes({ folder, temporary }: Created, file: WholeFileToPublish): Promise<number> {
  const set = await inPool(libc().utimensat, folder.fd, temporary, timesOf(file), AT_SYMLINK_NOFOLLOW);
  if (set < 0) throw errnoFault('set times of', file.path, -set);
  return 0;
}

function timesOf({ atimeNs, mtimeNs }: Times): BigInt64Array {
  const times = new BigInt64Array(4);
  putTime(times, 0, atimeNs);
  putTime(times, 2, mtimeNs);
  return times;
}

async function confirm(fd: number, { path, data, digest }: WholeFileToPublish, readBack: Digest): Promise<void> {
  await inPool(libc().posix_fadvise, fd, 0, 0, POSIX_FADV_DONTNEED);
  const written = Buffer.allocUnsafeSlow(data.length);
  const length = await readAllInPool({ fd, bytes: written, offset: 0, doing: 'read back', path });
  if (!readBack.of(written.subarray(0, length)).equals(digest)) throw digestMismatch(path);
}

async function confirmFlowing(
  fd: number,
  { path, size, digest }: FlowingFileToPublish,
  readBack: Digest,
): Promise<void> {
  await inPool(libc().posix_fadvise, fd, 0, 0, POSIX_FADV_DONTNEED);
  const bytes = Buffer.allocUnsafeSlow(Math.min(readBackBytes, size));
  readBack.reset();
  for (let offset = 0; offset < size; ) {
    const count = await readAllInPool({ fd, bytes, offset, doing: 'read back', path });
    if (count === 0) throw digestMismatch(path);
    readBack.update(bytes.subarray(0, count));
    offset += count;
  }
  if (!readBack.finish().equals(digest())) throw digestMismatch(path);
}
