/**
 * Paths inside the engine: bytes, relative to a root, components joined by `/`; the empty path is the root itself.
 * What comes from a peer or a backlog is checked here, where a path becomes components.
 */
import { Buffer } from 'node:buffer';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';

const slash = 0x2f;
const dot = 0x2e;

export interface SplitPath {
  /** The folder's path; empty for the root. */
  readonly folder: Buffer;
  readonly name: Buffer;
}

/** Throws `outside-root` for a name that is empty, `.`, `..` or holds a zero byte: none of them names an entry. */
export function splitPath(path: Buffer): SplitPath {
  const at = path.lastIndexOf(slash);
  const name = path.subarray(at + 1);
  const isDots = name[0] === dot && (name.length === 1 || (name.length === 2 && name[1] === dot));
  if (name.length === 0 || isDots || name.includes(0) || at === 0) {
    throw new Fault('outside-root', `'${shownName(path)}' is not a path below the root`);
  }
  return { folder: path.subarray(0, Math.max(0, at)), name };
}

export function joinPath(folder: Buffer, name: Buffer): Buffer {
  return folder.length === 0 ? name : Buffer.concat([folder, separator, name]);
}

const separator = Buffer.from('/');

/** A copy that ends in a zero byte, as libc wants names. */
export function terminated(name: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafe(name.length + 1);
  copy.set(name);
  copy[name.length] = 0;
  return copy;
}

/**
 * The order of a depth-first walk whose folders list their entries by name bytes: as if `/` were smaller than every
 * other byte. `a`, `a/b`, `a-b`.
 */
export function comparePaths(left: Uint8Array, right: Uint8Array): number {
  const common = Math.min(left.length, right.length);
  for (let at = 0; at < common; at += 1) {
    const a = left[at] as number;
    const b = right[at] as number;
    if (a !== b) return (a === slash ? 0 : a) - (b === slash ? 0 : b);
  }
  return left.length - right.length;
}
