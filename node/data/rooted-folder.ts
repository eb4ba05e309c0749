/**
 * A folder below a root, opened once, component by component, following no link. Threads of this process reach it by the
 * path of its descriptor, so that nobody can put a link in its way afterwards.
 */
import { Buffer } from 'node:buffer';
import { RootDirectory } from '../../src/engine/disk/directory-handle.ts';
import type { RootedPath } from '../roots.ts';

export interface RootedFolder extends Disposable {
  /** `/proc/self/fd/N`: good in this process, until it is disposed. */
  readonly path: Buffer;
}

/** Throws `not-found` unless `make`, `symlink-in-path`, `not-a-directory` and what else opening meets. */
export function openRootedFolder({ root, components }: RootedPath, { make }: { readonly make: boolean }): RootedFolder {
  using top = RootDirectory.open({ path: root.realPath, make: false });
  const folder = top.folder(Buffer.from(components.join('/')), { make });
  if (make) top.syncMade();
  let isOpen = true;
  return {
    path: Buffer.from(`/proc/self/fd/${folder.fd}`),
    [Symbol.dispose]: () => {
      if (isOpen) folder[Symbol.dispose]();
      isOpen = false;
    },
  };
}
