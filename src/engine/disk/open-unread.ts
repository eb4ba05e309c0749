/** Opens for reading without changing when it was read last, where the account may: it owns the file, or is root. */
import { constants } from 'node:fs';
import { inPool } from './in-pool.ts';
import { lastErrno, libc } from './libc.ts';

const eperm = 1;

/** As `openat` without `O_CREAT`; the name ends in a zero byte. */
export function openUnread(folder: number, name: Uint8Array, flags: number): number {
  const fd = libc().openat(folder, name, flags | constants.O_NOATIME, 0);
  return fd < 0 && lastErrno() === eperm ? libc().openat(folder, name, flags, 0) : fd;
}

/** The same without blocking; answers with the negative errno instead of -1. */
export async function openUnreadInPool(folder: number, name: Uint8Array, flags: number): Promise<number> {
  const fd = await inPool(libc().openat, folder, name, flags | constants.O_NOATIME, 0);
  return fd === -eperm ? await inPool(libc().openat, folder, name, flags, 0) : fd;
}
