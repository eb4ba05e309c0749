/**
 * Whether somebody on this machine has a file open for writing, or mapped so, as the kernel itself counts it: it grants a read
 * lease (fcntl(2), F_SETLEASE) only while nobody has. What programs hold open could be read from /proc, too, of all of
 * them each time, and of other accounts not at all.
 */
import { constants as file } from 'node:fs';
import { constants as system } from 'node:os';
import { F_RDLCK, F_SETLEASE, F_SETSIG, F_UNLCK, lastErrno, libc, O_CLOEXEC } from './libc.ts';
import { openUnread } from './open-unread.ts';

const eagain = 11;
const flags = file.O_RDONLY | file.O_NONBLOCK | file.O_NOFOLLOW | O_CLOEXEC;
/** Who opens the file for writing in the microseconds of the lease is held up, and we get this in the place of SIGIO, which would end us. */
const ignoredSignal = system.signals.SIGURG;

/**
 * Of a regular file in an open folder; the name ends in a zero byte. False also where it cannot be told: the file is another
 * account's (without CAP_LEASE), or its file system has no leases.
 */
export function isOpenForWriting(folder: number, name: Uint8Array): boolean {
  const fd = openUnread(folder, name, flags);
  if (fd < 0) return false;
  try {
    if (libc().fcntl(fd, F_SETSIG, ignoredSignal) !== 0) return false;
    if (libc().fcntl(fd, F_SETLEASE, F_RDLCK) !== 0) return lastErrno() === eagain;
    libc().fcntl(fd, F_SETLEASE, F_UNLCK);
    return false;
  } finally {
    libc().close(fd);
  }
}
