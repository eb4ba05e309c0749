/** The folder that is read. Whatever is wrong with it is `source-missing`: without it nothing may be believed. */
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import type { FileStatus } from '../disk/file-status.ts';
import { statusOfFolder } from '../disk/folder-identity.ts';
import type { RunTransferOptions } from './run-context.ts';

type SourcePaths = Pick<RunTransferOptions, 'sourceRoot' | 'sourceAccess'>;

export function openSource({ sourceRoot, sourceAccess }: SourcePaths): RootDirectory {
  try {
    return RootDirectory.open({ path: sourceAccess, make: false });
  } catch (thrown) {
    throw missing(sourceRoot, thrown);
  }
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
