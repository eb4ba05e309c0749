/**
 * Names of files between their bytes, the form in which they cross processes, and a screen. Apart from the schema,
 * because the threads that move files load no schemas.
 */
import { Buffer } from 'node:buffer';
import { nameText, shownName } from '../runtime/names.ts';
import type { PathName } from './path-name.ts';

export function pathName(bytes: Uint8Array): PathName {
  return nameText(bytes) ?? { base64: Buffer.from(bytes).toString('base64') };
}

export function pathBytes(name: PathName): Buffer {
  return typeof name === 'string' ? Buffer.from(name) : Buffer.from(name.base64, 'base64');
}

/** The name as it may be put on a screen or into a log. */
export function shownPath(name: PathName): string {
  return shownName(typeof name === 'string' ? name : pathBytes(name));
}
