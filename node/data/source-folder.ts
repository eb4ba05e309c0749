/** The source of a transfer below a root of this node: a folder, or one file in it, reached without following a link. */
import { Buffer } from 'node:buffer';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { RootedPath } from '../roots.ts';
import { openRootedFolder, type RootedFolder } from './rooted-folder.ts';

export interface SourceFolder extends Disposable {
  /** The path as operators know it. */
  readonly name: Buffer;
  /** Where it is opened: `/proc/self/fd/N`. */
  readonly access: Buffer;
  /** When the source is one file: its name in the folder. */
  readonly onlyName: Buffer | undefined;
}

/** Throws `source-missing` when there is nothing, and what else opening meets. */
export function openSource(path: RootedPath): SourceFolder {
  try {
    const { folder, onlyName } = openFolderOrParent(path);
    const at = onlyName === undefined ? path : parentOf(path);
    return {
      name: Buffer.from(pathOf(at)),
      access: folder.path,
      onlyName,
      [Symbol.dispose]: () => folder[Symbol.dispose](),
    };
  } catch (thrown) {
    if (asFault(thrown).code !== 'not-found') throw thrown;
    throw new Fault('source-missing', `${shownName(pathOf(path))} does not exist`, { cause: thrown });
  }
}

/** The path as operators know it: the root as it is offered, not where links above it lead. */
export function pathOf({ root, components }: RootedPath): string {
  return `/${[...root.path.split('/'), ...components].filter((name) => name !== '').join('/')}`;
}

interface Opened {
  readonly folder: RootedFolder;
  readonly onlyName: Buffer | undefined;
}

function openFolderOrParent(path: RootedPath): Opened {
  try {
    return { folder: openRootedFolder(path, { make: false }), onlyName: undefined };
  } catch (thrown) {
    const name = path.components.at(-1);
    const { code } = asFault(thrown);
    if (code !== 'not-a-directory' || name === undefined) throw thrown;
    return { folder: openRootedFolder(parentOf(path), { make: false }), onlyName: Buffer.from(name) };
  }
}

const parentOf = ({ root, components }: RootedPath): RootedPath => ({ root, components: components.slice(0, -1) });
