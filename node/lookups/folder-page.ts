/** One page of a folder below a root: folders first, then by the bytes of the names, unless something else is wished. */
import { Buffer } from 'node:buffer';
import { statfsSync } from 'node:fs';
import { RootDirectory } from '../../src/engine/disk/directory-handle.ts';
import { statusOf } from '../../src/engine/disk/file-status.ts';
import type { OpenFolder } from '../../src/engine/disk/open-folder.ts';
import type { FolderPage } from '../../src/model/folder-listing.ts';
import { KnownFolder } from './known-folder.ts';
import type { Lookup } from './lookup.ts';

type FolderLookup = Extract<Lookup, { kind: 'folder' }>;

/** Two consoles, each with two panes: a million names are sorted once and then turned over, for as long as they do not change. */
const mostKnown = 4;
/** By their paths, the one that was asked for last at the end. */
const known = new Map<string, KnownFolder>();

/** Follows no link on the way. Throws the fault of what cannot be opened. */
export function folderPage({ path, root, components, offset, limit, isRecentEnough, look }: FolderLookup): FolderPage {
  using directory = RootDirectory.open({ path: root.realPath, make: false });
  using folder = directory.folder(Buffer.from(components.join('/')), { make: false });
  const names = read(folder, { path, mayBeKnown: offset > 0 || isRecentEnough });
  const places = names.arranged(folder, look);
  const total = places?.length ?? names.count;
  const { bavail, blocks, bsize } = statfsSync(throughHandle(folder));
  const page = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => offset + index);
  return {
    path,
    entries: page.flatMap((index) => names.entry(folder, places?.[index] ?? index) ?? []),
    total,
    isReadOnly: root.isReadOnly,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    look,
    unfiltered: names.count,
  };
}

/** The open folder itself, wherever its name may lead by now. */
function throughHandle({ fd }: OpenFolder): string {
  return `/proc/self/fd/${fd}`;
}

function read(folder: OpenFolder, { path, mayBeKnown }: { path: string; mayBeKnown: boolean }): KnownFolder {
  const changed = statusOf(folder.fd, folder.path).mtimeNs;
  const before = known.get(path);
  const names = mayBeKnown && before?.changed === changed ? before : new KnownFolder(folder, changed);
  known.delete(path);
  known.set(path, names);
  const [oldest] = known.keys();
  if (known.size > mostKnown && oldest !== undefined) known.delete(oldest);
  return names;
}
