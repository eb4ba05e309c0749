/** The folder that is read. Whatever is wrong with it is `source-missing`: without it nothing may be believed. */
import { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import type { FileStatus } from '../disk/file-status.ts';
import { statusOfFolder } from '../disk/folder-identity.ts';
import { isEmptyFolder } from '../scan/folder-reader.ts';
import type { RunTransferOptions } from './run-context.ts';

export type SourcePaths = Pick<RunTransferOptions, 'sourceRoot' | 'sourceAccess'>;

export function openSource({ sourceRoot, sourceAccess }: SourcePaths): RootDirectory {
  try {
    return RootDirectory.open({ path: sourceAccess, make: false });
  } catch (thrown) {
    throw missing(sourceRoot, thrown);
  }
}

export function isEmptySource(paths: SourcePaths): boolean {
  // Of its own: a descriptor lists its folder once.
  using root = openSource(paths);
  using folder = root.folder(Buffer.alloc(0), { make: false });
  return isEmptyFolder(folder.fd, folder.path);
}

/** The root as it is now. */
export function confirmSource({ sourceRoot, sourceAccess }: SourcePaths): FileStatus {
  let status: FileStatus | undefined;
  try {
    status = statusOfFolder(sourceAccess);
  } catch (thrown) {
    throw missing(sourceRoot, thrown);
  }
  if (status === undefined) throw missing(sourceRoot, undefined);
  return status;
}

function missing(sourceRoot: Uint8Array, cause: unknown): Fault {
  const isGone = cause === undefined || (cause instanceof Fault && cause.code === 'not-found');
  const what = isGone ? 'does not exist' : `cannot be opened: ${cause instanceof Error ? cause.message : cause}`;
  return new Fault('source-missing', `${shownName(sourceRoot)} ${what}`, { cause });
}
