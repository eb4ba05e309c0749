/**
 * --verify: reads a file again where it was written and compares it with the digest of what was read at the source. What
 * the kernel still holds of it is dropped first, so that the disk is asked; where that is not possible (tmpfs, a network
 * mount with its own mind) the answer is as good as the kernel's memory.
 */
import { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { Digest } from '../checksum/digest.ts';
import { updateWithZeros } from '../checksum/zeros.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { type Extent, extentAt } from '../disk/extent.ts';
import { statusOf } from '../disk/file-status.ts';
import { libc, POSIX_FADV_DONTNEED } from '../disk/libc.ts';
import type { StopFlag } from './stop-flag.ts';
import type { TransferMeter } from './transfer-meter.ts';

export interface ReadBackOptions {
  /** Of the kind that the source's was made with; nobody else uses this one. */
  readonly digest: Digest;
  /** Leaves off in the midst of a file. */
  readonly stop: StopFlag;
  /** Told how far a file is, where somebody looks. */
  readonly meter: TransferMeter | undefined;
}

export interface ReadBackFile {
  /** Open for reading, and synced. */
  readonly fd: number;
  readonly path: Uint8Array;
  readonly size: number;
  /** As it was read at the source. */
  readonly digest: Uint8Array;
}

const stepBytes = 512 * 1024;

export class ReadBack {
  readonly #options: ReadBackOptions;
  readonly #bytes = Buffer.allocUnsafeSlow(stepBytes);

  constructor(options: ReadBackOptions) {
    this.#options = options;
  }

  /** Throws `digest-mismatch`, what reading meets, and `interrupted`. */
  confirm({ fd, path, size, digest: expected }: ReadBackFile): void {
    const { digest, stop, meter } = this.#options;
    libc().posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
    // What lies beyond the end of a file would look like a hole of it.
    if (statusOf(fd, path).size < size) throw digestMismatch(path);
    digest.reset();
    let extent: Extent = { isHole: false, end: 0 };
    for (let offset = 0; offset < size; ) {
      if (stop.isRaised) throw new Fault('interrupted', `${shownName(path)} was not read back to its end`);
      if (offset === extent.end) extent = extentAt(fd, offset, size);
      const wanted = Math.min(stepBytes, extent.end - offset);
      if (extent.isHole) updateWithZeros(digest, wanted);
      else this.#read({ fd, path, offset, wanted });
      offset += wanted;
      meter?.advanceFile(offset);
    }
    if (!digest.finish().equals(expected)) throw digestMismatch(path);
  }

  #read({ fd, path, offset, wanted }: Pick<ReadBackFile, 'fd' | 'path'> & { offset: number; wanted: number }): void {
    for (let done = 0; done < wanted; ) {
      const count = libc().pread(fd, this.#bytes, wanted - done, offset + done);
      if (count < 0) throw libcFault(`read back at ${offset + done} of`, path);
      if (count === 0) throw digestMismatch(path);
      this.#options.digest.update(this.#bytes.subarray(0, count));
      done += count;
    }
  }
}

/** The fault of a file whose digest at the end differs from the one that came with it. */
export function digestMismatch(path: Uint8Array): Fault {
  return new Fault('digest-mismatch', `${shownName(path)}: what was written is not what was read`);
}
