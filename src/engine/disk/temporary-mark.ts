/** How names of unfinished files are told from all others: `.lh-<tag><hash>.partial` (temporary-name.ts makes them). */
import { Buffer } from 'node:buffer';

export const prefix = '.lh-';
export const suffix = '.partial';
export const tagLength = 4;
export const hashLength = 20;
const totalLength = prefix.length + tagLength + hashLength + suffix.length;
const pattern = /^\.lh-[\w-]{24}\.partial$/;
const dot = 0x2e;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

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

/** A name of ours for a moment, of no backlog. It ends in a zero byte. */
export function passingName(): Buffer {
  return Buffer.from(`${prefix}${anyLetters()}${suffix}\0`);
}

/** Another name of the same backlog, that no file has. Both end in a zero byte. */
export function asideOf(name: Buffer): Buffer {
  const own = name.toString('latin1', 0, prefix.length + tagLength);
  return Buffer.from(`${own}${anyLetters().slice(tagLength)}${suffix}\0`, 'latin1');
}

/** As long as tag and hash. Each thread begins its random numbers anew, so that nobody has seen what leads to the next. */
export function anyLetters(): string {
  const any = () => letters[Math.floor(Math.random() * letters.length)];
  return Array.from({ length: tagLength + hashLength }, any).join('');
}
