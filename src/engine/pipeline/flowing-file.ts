/** A file of the source that is read without blocking, piece by piece, with the promises of source-reader.ts. */
import type { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { errnoFault } from '../disk/disk-fault.ts';
import { hasHolesInPool } from '../disk/extent.ts';
import { type FileStatus, statusOfInPool } from '../disk/file-status.ts';
import { inPool } from '../disk/in-pool.ts';
import { libc } from '../disk/libc.ts';
import { openUnreadInPool } from '../disk/open-unread.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { SharedDirectory } from '../disk/shared-directory.ts';
import { confirmUnchanged, readFlags, smallestHole } from './source-reader.ts';

export class FlowingFile implements AsyncDisposable {
  /** As it was when opened. */
  readonly status: FileStatus;
  readonly #path: Buffer;
  readonly #fd: number;

  private constructor(path: Buffer, fd: number, status: FileStatus) {
    this.#path = path;
    this.#fd = fd;
    this.status = status;
  }

  /** Throws what `SourceFile.open` throws. */
  static async open(root: SharedDirectory, path: Buffer): Promise<FlowingFile> {
    const { folder: above, name } = splitPath(path);
    using folder = await root.folder(above);
    const fd = await openUnreadInPool(folder.fd, terminated(name), readFlags);
    if (fd < 0) throw errnoFault('open', path, -fd);
    try {
      const status = await statusOfInPool(fd, path);
      if (status.kind !== 'file') throw new Fault('not-regular', `${shownName(path)} is not a regular file any more`);
      return new FlowingFile(path, fd, status);
    } catch (thrown) {
      await inPool(libc().close, fd);
      throw thrown;
    }
  }

  /** Fills `bytes` from `offset`; fewer come back only at the end of the file. */
  async read(bytes: Buffer, offset: number): Promise<number> {
    return await readAllInPool({ fd: this.#fd, bytes, offset, doing: 'read', path: this.#path });
  }

  /** Whether there are some to keep. */
  async hasHoles(): Promise<boolean> {
    const { size, allocatedBytes } = this.status;
    return size - allocatedBytes >= smallestHole && (await hasHolesInPool(this.#fd, size));
  }

  /** Throws `changed-while-read` with what changed. To be called after the last byte; `bytesRead` is how many came. */
  async confirmUnchanged(bytesRead: number): Promise<void> {
    const now = await statusOfInPool(this.#fd, this.#path);
    confirmUnchanged({ path: this.#path, before: this.status, now, bytesRead });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await inPool(libc().close, this.#fd);
  }
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
