/**
 * Names of unfinished files: `.lh-<tag><hash>.partial` beside the target. The tag belongs to one backlog, so two
 * transfers that write into the same folder never meet; the hash is of the final name and the backlog's key, so a retry
 * finds its own leftover, and the length is legal whatever the final name's length.
 */
import { Buffer } from 'node:buffer';
import { hashLength, prefix, suffix, tagLength } from './temporary-mark.ts';

export type TemporaryNames = (name: Uint8Array) => Buffer;

/** Names for one backlog. The function answers with a zero-terminated name. */
export function temporaryNames(key: string): TemporaryNames {
  const { hash } = crypto();
  const start = `${prefix}${temporaryTag(key)}`;
  const salt = Buffer.from(key);
  return (name) => {
    const hashed = hash('sha256', Buffer.concat([salt, name]), 'base64url').slice(0, hashLength);
    return Buffer.from(`${start}${hashed}${suffix}\0`, 'latin1');
  };
}

/** What the temporary names of one backlog have in common. */
export function temporaryTag(key: string): string {
  return crypto().hash('sha256', key, 'base64url').slice(0, tagLength);
}

/** Loaded when it is wanted: it takes milliseconds, and the thread of a run waits for them before anything else begins. */
function crypto() {
  return process.getBuiltinModule('node:crypto');
}
