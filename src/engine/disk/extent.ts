/**
 * Where a file has data and where it has holes, as lseek(2) tells with SEEK_DATA and SEEK_HOLE. A file system that does
 * not know says that all is data, and so do we when it refuses to answer: what is read is right in any case.
 */
import { inPool } from './in-pool.ts';
import { lastErrno, libc, SEEK_DATA, SEEK_HOLE } from './libc.ts';

export interface Extent {
  readonly isHole: boolean;
  /** Where the next one begins, or the end of the file. */
  readonly end: number;
}

const enxio = 6;

/** The one that begins at `offset`, which lies before `size`. */
export function extentAt(fd: number, offset: number, size: number): Extent {
  const data = Number(libc().lseek(fd, offset, SEEK_DATA));
  // ENXIO: no data from here to the end.
  if (data < 0) return { isHole: lastErrno() === enxio, end: size };
  if (data > offset) return { isHole: true, end: Math.min(data, size) };
  const hole = Number(libc().lseek(fd, offset, SEEK_HOLE));
  return { isHole: false, end: hole > offset ? Math.min(hole, size) : size };
}

/** Whether any of a file's first `size` bytes lie in a hole, asked without blocking. */
export async function hasHolesInPool(fd: number, size: number): Promise<boolean> {
  const data = await inPool(libc().lseek, fd, 0, SEEK_DATA);
  if (data < 0) return data === -enxio;
  if (data > 0) return true;
  const hole = await inPool(libc().lseek, fd, 0, SEEK_HOLE);
  return hole >= 0 && hole < size;
}
