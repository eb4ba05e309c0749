/**
 * Folders of the source that are called as `--partial-dir` says. They are no part of the transfer, and that is told: whoever
 * chose the name may not have known of them.
 */
import { Buffer } from 'node:buffer';
import { shownName } from '../../runtime/names.ts';
import { passingMode, type RootDirectory } from '../disk/directory-handle.ts';
import { statusOf } from '../disk/file-status.ts';
import { joinPath, splitPath } from '../disk/relative-path.ts';
import type { Listing } from '../scan/listing.ts';
import type { HiddenFolders } from '../scan/scan-selection.ts';
import type { HiddenSource } from './source.ts';

/** Of a folder of the source, those directly in it that somebody else than we made. */
export function hiddenSources(source: RootDirectory, listing: Listing, hidden: HiddenFolders): HiddenSource[] {
  const above = Buffer.from(listing.folder);
  return namesIn(above, hidden).flatMap((name) => {
    const path = joinPath(above, name);
    if (!isFolderOfOthers(source, path)) return [];
    const message = `${shownName(path)} is called as --partial-dir says, and is not copied`;
    return { path, reason: { code: 'partial-dir-skipped', message } };
  });
}

/** Not what went away since the folder above it was listed. */
function isFolderOfOthers(source: RootDirectory, path: Buffer): boolean {
  try {
    using folder = source.folder(path, { make: false });
    return (statusOf(folder.fd, path).mode & 0o7777) !== passingMode;
  } catch {
    return false;
  }
}

function namesIn(above: Buffer, { name, paths }: HiddenFolders): Buffer[] {
  const below = paths.map((path) => splitPath(Buffer.from(path)));
  const here = below.filter(({ folder }) => folder.equals(above)).map((split) => split.name);
  return name === undefined ? here : [...here, Buffer.from(name)];
}
