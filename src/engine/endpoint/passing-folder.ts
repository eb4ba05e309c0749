/**
 * Folders for unfinished files that we make where there is none, and that go again when they are empty. Their mode tells
 * them from those that somebody else made.
 */
import { Buffer } from 'node:buffer';
import { passingMode, type RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { statusAt } from '../disk/file-status.ts';
import { type LeftoverRule, removeLeftover } from '../disk/leftover.ts';
import { AT_REMOVEDIR, lastErrno, libc } from '../disk/libc.ts';
import { joinPath, terminated } from '../disk/relative-path.ts';
import { isTemporaryName } from '../disk/temporary-mark.ts';
import { readNames } from '../scan/folder-reader.ts';

const permissions = 0o7777;
const here = terminated(Buffer.from('.'));
/** Removed by somebody else, or not empty: ENOENT, EEXIST, ENOTEMPTY. */
const stillInUse: readonly number[] = [2, 17, 39];

export interface TidyOptions {
  readonly root: RootDirectory;
  /** The folder that holds it; empty for the root. */
  readonly above: Buffer;
  /** Empty for the folder above itself. */
  readonly name: Buffer;
  /** Undefined leaves what is in it. */
  readonly leftovers: LeftoverRule | undefined;
  /** It is still needed. */
  readonly isKept: boolean;
}

/** Removes leftovers from the folder, and the folder itself if we made it and it is empty. */
export function tidyPassing({ root, above, name, leftovers, isKept }: TidyOptions): void {
  const path = name.length === 0 ? above : joinPath(above, name);
  // What an older handle leads to may be gone, and a descriptor lists its folder once.
  root.forget(path);
  using parent = root.folder(above, { make: false });
  const status = statusAt(parent.fd, name.length === 0 ? here : terminated(name), path);
  if (status?.kind !== 'folder') return;
  if (leftovers !== undefined) removeLeftovers(root, path, leftovers);
  root.forget(path);
  if (isKept || name.length === 0 || (status.mode & permissions) !== passingMode) return;
  const isRemoved = libc().unlinkat(parent.fd, terminated(name), AT_REMOVEDIR) === 0;
  if (!isRemoved && !stillInUse.includes(lastErrno())) throw libcFault('remove', path);
}

function removeLeftovers(root: RootDirectory, path: Buffer, rule: LeftoverRule): void {
  using folder = root.folder(path, { make: false });
  for (const name of readNames(folder.fd, path)) {
    const bytes = Buffer.from(name, 'latin1');
    if (isTemporaryName(bytes)) removeLeftover(folder.fd, terminated(bytes), rule);
  }
}
