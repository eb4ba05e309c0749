/** Trees of real files for tests: made from a table, read back as one. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RootDirectory } from '../../src/engine/disk/directory-handle.ts';
import { libc } from '../../src/engine/disk/libc.ts';

const asBytes = (path: string) => Buffer.from(path, 'latin1');

/** Paths are byte strings (latin1), so that any name can be written down; a value that ends a path in `/` is a folder. */
export function makeTree(
  root: string,
  entries: Readonly<Record<string, string | Buffer | { readonly link: string }>>,
): void {
  mkdirSync(root, { recursive: true });
  for (const [path, content] of Object.entries(entries)) {
    const full = asBytes(join(Buffer.from(root).toString('latin1'), path));
    mkdirSync(path.endsWith('/') ? full : asBytes(dirname(full.toString('latin1'))), { recursive: true });
    if (path.endsWith('/')) continue;
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, full);
    else writeFileSync(full, content);
  }
}

/** Gives every file and folder below `root` a time of its own, with all nine digits. */
export function spreadTimes(root: string): void {
  let seconds = 1_000_000_000n;
  using handle = RootDirectory.open({ path: root, make: false });
  for (const path of pathsBelow(root).toReversed()) {
    seconds += 86_399n;
    const status = lstatSync(asBytes(join(Buffer.from(root).toString('latin1'), path)));
    const at = path.lastIndexOf('/');
    using folder = handle.folder(asBytes(path.slice(0, Math.max(0, at))), { make: false });
    const times = new BigInt64Array([seconds, 5n, seconds, 123_456_789n]);
    if (!status.isSymbolicLink()) libc().utimensat(folder.fd, asBytes(`${path.slice(at + 1)}\0`), times, 0);
  }
}

export interface Seen {
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly mtimeNs: bigint;
  readonly content: string;
}

/** By path relative to `root`, as byte strings; folders end in `/`. */
export function readTree(root: string): Record<string, Seen> {
  return Object.fromEntries(
    pathsBelow(root).map((path) => {
      const full = asBytes(join(Buffer.from(root).toString('latin1'), path));
      const status = lstatSync(full, { bigint: true });
      const kind = status.isFile()
        ? 'file'
        : status.isDirectory()
          ? 'folder'
          : status.isSymbolicLink()
            ? 'link'
            : 'other';
      const content =
        kind === 'file' ? readFileSync(full).toString('latin1') : kind === 'link' ? readlinkSync(full) : '';
      return [path, { kind, mtimeNs: status.mtimeNs, content }];
    }),
  );
}

function pathsBelow(root: string, path = ''): string[] {
  const full = asBytes(join(Buffer.from(root).toString('latin1'), path));
  return readdirSync(full, { encoding: 'buffer', withFileTypes: true })
    .map((entry) => ({ name: entry.name.toString('latin1'), isFolder: entry.isDirectory() }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, isFolder }) => {
      const below = path === '' ? name : `${path}/${name}`;
      return isFolder ? [below, ...pathsBelow(root, below)] : [below];
    });
}
