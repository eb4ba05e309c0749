/** How names of unfinished files are told from all others: `.lh-<tag><hash>.partial` (temporary-name.ts makes them). */
import { Buffer } from 'node:buffer';

export const prefix = '.lh-';
export const suffix = '.partial';
export const tagLength = 4;
export const hashLength = 20;
const totalLength = prefix.length + tagLength + hashLength + suffix.length;
const pattern = /^\.lh-[\w-]{24}\.partial$/;
const dot = 0x2e;

/** Whether a name is one of ours, of whatever backlog. */
export function isTemporaryName(name: Uint8Array): boolean {
  return name.length === totalLength && name[0] === dot && pattern.test(Buffer.from(name).toString('latin1'));
}

/** Whether a name is one of the backlog with this tag. */
export function hasTemporaryTag(tag: string, name: Uint8Array): boolean {
  return (
    isTemporaryName(name) && Buffer.from(name).toString('latin1', prefix.length, prefix.length + tagLength) === tag
  );
}
