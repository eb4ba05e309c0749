/** Gives an entry that the destination keeps under another spelling the name that is wanted, when case or form changed at the source. */
import { Buffer } from 'node:buffer';
import { pathBytes } from '../../model/path-text.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import { libcFault } from '../disk/disk-fault.ts';
import { libc } from '../disk/libc.ts';
import { NameClash } from '../disk/name-clash.ts';
import type { OpenFolder } from '../disk/open-folder.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import { anyLetters } from '../disk/temporary-mark.ts';

/** Throws `name-clash` when the destination goes on to keep it under another name. Nothing else is ever renamed. */
export function respell(
  root: RootDirectory,
  { wanted, kept }: { readonly wanted: Buffer; readonly kept: Buffer },
): void {
  root.forget(wanted);
  root.forget(kept);
  using folder = root.folder(splitPath(wanted).folder, { make: false });
  folder.names.forget();
  const [to, from] = [splitPath(wanted).name, splitPath(kept).name];
  if (!isKeptAs(folder, wanted, from)) return;
  rename(folder, { from, to, path: wanted });
  // Linux takes two spellings of one entry for the same name, and then has nothing to do.
  if (isKeptAs(folder, wanted, from)) renameInTwoSteps(folder, { from, to, path: wanted });
  if (libc().fsync(folder.fd) !== 0) throw libcFault('sync folder', folder.path);
  folder.names.confirmOwn(wanted, [terminated(to)]);
}

/** Whether the entry that answers to the wanted name has this one. */
function isKeptAs(folder: OpenFolder, wanted: Buffer, name: Buffer): boolean {
  try {
    folder.names.confirmOwn(wanted, [terminated(name)]);
    return false;
  } catch (thrown) {
    if (thrown instanceof NameClash && pathBytes(thrown.clash.kept).equals(name)) return true;
    throw thrown;
  }
}

interface Renaming {
  readonly from: Buffer;
  readonly to: Buffer;
  readonly path: Buffer;
}

/** What a crash leaves between the two is an entry that everybody can see: a folder may hold very much. */
function renameInTwoSteps(folder: OpenFolder, { from, to, path }: Renaming): void {
  const between = Buffer.from(`.lh-${anyLetters()}.respelled`);
  rename(folder, { from, to: between, path });
  try {
    rename(folder, { from: between, to, path });
  } catch (thrown) {
    rename(folder, { from: between, to: from, path });
    throw thrown;
  }
}

function rename({ fd, names }: OpenFolder, { from, to, path }: Renaming): void {
  if (libc().renameat(fd, terminated(from), fd, terminated(to)) !== 0) throw libcFault('respell', path);
  names.forget();
}
