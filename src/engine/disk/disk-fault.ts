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
  EREMOTEIO: 'io-error',
  EUCLEAN: 'io-error',
  ESTALE: 'stale-handle',
  ENAMETOOLONG: 'name-too-long',
  EFBIG: 'file-too-large',
  ELOOP: 'symlink-in-path',
};

/** Codes of Linux that Node has no name for. */
const unnamed = new Map([
  [116, { name: 'ESTALE', reason: 'stale file handle' }],
  [117, { name: 'EUCLEAN', reason: 'the file system needs repair' }],
  [121, { name: 'EREMOTEIO', reason: 'remote input/output error' }],
  [122, { name: 'EDQUOT', reason: 'disk quota exceeded' }],
]);

function systemError(errno: number): { readonly name: string; readonly reason: string } {
  return unnamed.get(errno) ?? { name: getSystemErrorName(-errno), reason: getSystemErrorMessage(-errno) };
}

/** The failure of the libc call that was made just before; `doing` is what was tried: `open`, `write`. */
export function libcFault(doing: string, path: string | Uint8Array): Fault {
  return errnoFault(doing, path, lastErrno());
}

/** The failure of a call that ended with this errno. */
export function errnoFault(doing: string, path: string | Uint8Array, errno: number): Fault {
  return diskFault({ doing, path, errno }, undefined);
}

/** What a function of node:fs threw. Faults pass unchanged. */
export function fsFault(doing: string, path: string | Uint8Array, thrown: unknown): Fault {
  if (thrown instanceof Fault) return thrown;
  const { code, errno } = thrown as NodeJS.ErrnoException;
  if (code === undefined || errno === undefined)
    return new Fault('internal', `${doing} ${shownName(path)}: ${thrown}`, { cause: thrown });
  return diskFault({ doing, path, errno: -errno }, thrown);
}

interface FailedCall {
  readonly doing: string;
  /** A relative path or any text. */
  readonly path: string | Uint8Array;
  readonly errno: number;
}

function diskFault({ doing, path, errno }: FailedCall, cause: unknown): Fault {
  const { name, reason } = systemError(errno);
  return new Fault(codes[name] ?? 'file-system', `cannot ${doing} ${shownName(path)}: ${reason} (${name})`, { cause });
}
