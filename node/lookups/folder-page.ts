/** One page of a folder below a root: folders first, then by the bytes of the names. */
import { Buffer } from 'node:buffer';
import { type Dirent, readdirSync, statfsSync } from 'node:fs';
import { RootDirectory } from '../../src/engine/disk/directory-handle.ts';
import { statusAt, statusOf } from '../../src/engine/disk/file-status.ts';
import type { OpenFolder } from '../../src/engine/disk/open-folder.ts';
import { terminated } from '../../src/engine/disk/relative-path.ts';
import { isTemporaryName } from '../../src/engine/disk/temporary-mark.ts';
import type { FolderEntry, FolderPage } from '../../src/model/folder-listing.ts';
import { pathName } from '../../src/model/path-text.ts';
import type { Lookup } from './lookup.ts';

type FolderLookup = Extract<Lookup, { kind: 'folder' }>;

/** A million names are sorted once and then turned over: the last folder stays known for as long as it does not change. */
interface KnownFolder {
  readonly path: string;
  readonly changed: bigint;
  /** One character a byte: such texts sort as their bytes do. */
  readonly names: readonly string[];
}

let known: KnownFolder | undefined;

/** Follows no link on the way. Throws the fault of what cannot be opened. */
export function folderPage({ path, root, components, offset, limit }: FolderLookup): FolderPage {
  using directory = RootDirectory.open({ path: root.realPath, make: false });
  using folder = directory.folder(Buffer.from(components.join('/')), { make: false });
  const names = sortedNames(folder, { path, isFirstPage: offset === 0 });
  const { bavail, blocks, bsize } = statfsSync(throughHandle(folder));
  return {
    path,
    entries: names.slice(offset, offset + limit).flatMap((name) => entryOf(folder, Buffer.from(name, 'latin1')) ?? []),
    total: names.length,
    isReadOnly: root.isReadOnly,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
  };
}

function sortedNames(
  folder: OpenFolder,
  { path, isFirstPage }: { path: string; isFirstPage: boolean },
): readonly string[] {
  const changed = statusOf(folder.fd, folder.path).mtimeNs;
  if (!isFirstPage && known?.path === path && known.changed === changed) return known.names;
  const folders: string[] = [];
  const others: string[] = [];
  for (const entry of readdirSync(throughHandle(folder), { withFileTypes: true, encoding: 'buffer' })) {
    if (isTemporaryName(entry.name)) continue;
    (isFolder(entry) ? folders : others).push(entry.name.toString('latin1'));
  }
  const names = [...folders.sort(), ...others.sort()];
  known = { path, changed, names };
  return names;
}

const isFolder = (entry: Dirent<Buffer>): boolean => entry.isDirectory();

/** The open folder itself, wherever its name may lead by now. */
function throughHandle({ fd }: OpenFolder): string {
  return `/proc/self/fd/${fd}`;
}

/** Undefined when it has gone since its name was read. */
function entryOf(folder: OpenFolder, name: Buffer): FolderEntry | undefined {
  const status = statusAt(folder.fd, terminated(name), name);
  if (status === undefined) return undefined;
  return {
    name: pathName(name),
    kind: status.kind,
    sizeBytes: status.size,
    modifiedAt: Number(status.mtimeNs / 1_000_000n),
  };
}
