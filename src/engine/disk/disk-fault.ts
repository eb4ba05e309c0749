/** What the operating system refused, as a Fault: one table from system codes to ours. */
import { getSystemErrorMessage, getSystemErrorName } from 'node:util';
import { Fault } from '../../runtime/fault.ts';
import type { FaultCode } from '../../runtime/fault-codes.ts';
import { shownName } from '../../runtime/names.ts';
import { lastErrno } from './libc.ts';

const codes: Readonly<Record<string, FaultCode>> = {
  ENOENT: 'not-found',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  ENOTDIR: 'not-a-directory',
  ENOTEMPTY: 'not-empty',
  EISDIR: 'is-a-directory',
  ENOSPC: 'disk-full',
  EDQUOT: 'quota-exceeded',
  EROFS: 'read-only',
  EIO: 'io-error',
  ESTALE: 'stale-handle',
  ENAMETOOLONG: 'name-too-long',
  ELOOP: 'symlink-in-path',
};

/** The failure of a call on `path` (a relative path or any text); `doing` is what was tried: `open`, `write`. */
export function diskFault(
  doing: string,
  path: string | Uint8Array,
  systemCode: string,
  reason: string,
  cause?: unknown,
): Fault {
  return new Fault(
    codes[systemCode] ?? 'file-system',
    `cannot ${doing} ${shownName(path)}: ${reason} (${systemCode})`,
    { cause },
  );
}

/** The failure of the libc call that was made just before. */
export function libcFault(doing: string, path: string | Uint8Array): Fault {
  const errno = lastErrno();
  return diskFault(doing, path, getSystemErrorName(-errno), getSystemErrorMessage(-errno));
}

/** What a function of node:fs threw. Faults pass unchanged. */
export function fsFault(doing: string, path: string | Uint8Array, thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const { code, errno } = thrown as NodeJS.ErrnoException;
  if (code === undefined || errno === undefined)
    return new Fault('internal', `${doing} ${shownName(path)}: ${thrown}`, { cause: thrown });
  return diskFault(doing, path, code, getSystemErrorMessage(errno), thrown);
}
