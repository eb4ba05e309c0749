/** A file name or path as it crosses a process boundary: text when it is valid UTF-8, else its bytes in base64. */
import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { nameText, shownName } from '../runtime/names.ts';

export const PathName = z.union([z.string(), z.object({ base64: z.base64() })]);
export type PathName = z.infer<typeof PathName>;

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
