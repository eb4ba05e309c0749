/**
 * The roots of this node, its last word on what exists. A path that somebody asks for is a list of components below
 * exactly one root, or it is `outside-root`, in the same words whether something is there or not. Nothing here touches the
 * disk: whoever opens the path goes down from the root's directory handle, component by component, following no link.
 */
import { realpathSync, statSync } from 'node:fs';
import { Fault } from '../src/runtime/fault.ts';
import { shownName } from '../src/runtime/names.ts';
import { type OfferedRoot, shownRoot } from './offered-root.ts';

export interface Root extends OfferedRoot {
  /** Where `path` leads: the administrator may offer a folder through a link; below it no link is followed. */
  readonly realPath: string;
}

/** A place below a root. */
export interface RootedPath {
  readonly root: Root;
  /** Below the root: no component is empty, `.` or `..`, or holds a NUL. */
  readonly components: readonly string[];
}

export interface Roots {
  readonly list: readonly Root[];
  /** The place of a path as it is asked for. Throws `outside-root`, or `root-read-only` where it is to be written. */
  resolve(path: string, access: 'read' | 'write'): RootedPath;
}

/** Looks once at each folder. Throws `usage` when one is no folder, so that a wrong `--root` is noticed at the start. */
export function openRoots(offered: readonly OfferedRoot[]): Roots {
  const list = offered.map((root) => ({ ...root, realPath: realFolder(root) }));
  const paths = list.map(({ path }) => path);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new Fault('usage', `--root ${shownName(twice)} is given twice`);
  return rootsOf(list);
}

/** Roots that were looked at already. `node` is who refuses: its words are read at the other end of the fleet. */
export function rootsOf(list: readonly Root[], node = 'this node'): Roots {
  return { list, resolve: (path, access) => resolveBelow({ list, node, path, access }) };
}

function realFolder(root: OfferedRoot): string {
  let isFolder: boolean;
  try {
    isFolder = statSync(root.path).isDirectory();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be looked at: ${code}`;
    throw new Fault('usage', `--root ${shownRoot(root)} ${reason}; give an existing folder`, { cause });
  }
  if (!isFolder) throw new Fault('usage', `--root ${shownRoot(root)} is not a folder; give an existing folder`);
  return realpathSync(root.path);
}

interface Question {
  readonly list: readonly Root[];
  readonly node: string;
  readonly path: string;
  readonly access: 'read' | 'write';
}

/** Of roots inside each other the innermost one counts, with its own `:ro`. */
function resolveBelow({ list, node, path, access }: Question): RootedPath {
  const asked = componentsOf(path);
  const outside = (): Fault => new Fault('outside-root', `${shownName(path)} is not below a root of ${node}`);
  if (!path.startsWith('/') || asked.some((name) => name === '.' || name === '..' || name.includes('\0')))
    throw outside();
  let found: RootedPath | undefined;
  for (const root of list) {
    const above = componentsOf(root.path);
    const isBelow = above.every((name, index) => name === asked[index]);
    if (!isBelow) continue;
    const components = asked.slice(above.length);
    if (found === undefined || components.length < found.components.length) found = { root, components };
  }
  if (found === undefined) throw outside();
  if (access === 'write' && found.root.isReadOnly) {
    throw new Fault('root-read-only', `${shownRoot(found.root)} is offered by ${node} for reading only`);
  }
  if (access === 'write') confirmNoneBelow({ list, node, found });
  return found;
}

/** Who writes a folder writes all that is in it, also below a root that is offered for reading only. */
function confirmNoneBelow({
  list,
  node,
  found,
}: Pick<Question, 'list' | 'node'> & { readonly found: RootedPath }): void {
  const place = [...componentsOf(found.root.realPath), ...found.components];
  const inner = list.find(({ realPath, isReadOnly }) => {
    const below = componentsOf(realPath);
    return isReadOnly && below.length > place.length && place.every((name, index) => name === below[index]);
  });
  if (inner === undefined) return;
  throw new Fault('root-read-only', `${shownRoot(inner)} lies below it and is offered by ${node} for reading only`);
}

/** The place of an absolute `--partial-dir`, which is to be written. Throws `outside-root` and `root-read-only`. */
export function rootedPartialDir(partialDir: string | undefined, roots: Roots): RootedPath | undefined {
  return partialDir?.startsWith('/') ? roots.resolve(partialDir, 'write') : undefined;
}

/** The same for every way to write a place: `/a`, `/a/`, `//a`. */
export function plainPath(path: string): string {
  return `/${componentsOf(path).join('/')}`;
}

function componentsOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '');
}
