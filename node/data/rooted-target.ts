/**
 * A folder below a root as a plan looks at it, or what exists of the way to it: reached component by component, following
 * no link, and never made.
 */
import { LocalTarget } from '../../src/engine/plan/local-target.ts';
import { asFault } from '../../src/runtime/fault.ts';
import type { RootedPath } from '../roots.ts';
import { openRootedFolder, type RootedFolder } from './rooted-folder.ts';

export interface RootedTarget extends Disposable {
  /** `/proc/self/fd/N`: good in this process, until it is disposed. */
  readonly path: Buffer;
  readonly target: LocalTarget;
}

/** Throws `symlink-in-path`, `not-a-directory` and what else opening meets. */
export function openRootedTarget(place: RootedPath): RootedTarget {
  using parts = new DisposableStack();
  const { folder, isMissing } = openNearest(place);
  parts.use(folder);
  const target = parts.use(LocalTarget.openAt({ path: folder.path.toString(), isMissing }));
  const open = parts.move();
  return { path: folder.path, target, [Symbol.dispose]: () => open.dispose() };
}

function openNearest({ root, components }: RootedPath): { folder: RootedFolder; isMissing: boolean } {
  for (let depth = components.length; ; depth -= 1) {
    try {
      const folder = openRootedFolder({ root, components: components.slice(0, depth) }, { make: false });
      return { folder, isMissing: depth < components.length };
    } catch (thrown) {
      if (depth === 0 || asFault(thrown).code !== 'not-found') throw thrown;
    }
  }
}
