/** A file that is there for a moment, to see what a file system makes of it. */
import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { libcFault } from './disk-fault.ts';
import { lastErrno, libc, O_CLOEXEC, O_TMPFILE } from './libc.ts';
import { passingName } from './temporary-mark.ts';

// A name that nobody can foresee, and nothing that is there already: a link would lead anywhere.
const probeFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | O_CLOEXEC;
const namelessFlags = constants.O_WRONLY | constants.O_DIRECTORY | O_TMPFILE | O_CLOEXEC;
/** EOPNOTSUPP, and what kernels say that have never heard of it: EISDIR, EINVAL. */
const noNameless: readonly number[] = [95, 21, 22];
const itself = Buffer.from('.\0');

/** Without a name, so that a kill leaves nothing behind; with one where the file system has no such files. */
export function openTrialFile(folder: number): Disposable & { readonly fd: number } {
  const nameless = libc().openat(folder, itself, namelessFlags, 0o600);
  if (nameless >= 0) return { fd: nameless, [Symbol.dispose]: () => void libc().close(nameless) };
  if (!noNameless.includes(lastErrno())) throw libcFault('write into', 'the destination folder');
  const name = passingName();
  const fd = libc().openat(folder, name, probeFlags, 0o600);
  if (fd < 0) throw libcFault('write into', 'the destination folder');
  return {
    fd,
    [Symbol.dispose]: () => {
      libc().close(fd);
      libc().unlinkat(folder, name, 0);
    },
  };
}
