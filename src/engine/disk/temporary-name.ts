/**
 * Names of unfinished files: `.lh-<tag><hash>.partial` beside the target. The tag belongs to one backlog, so two
 * transfers that write into the same folder never meet; the hash is of the final name and the backlog's key, so a retry
 * finds its own leftover, and the length is legal whatever the final name's length.
 */
import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';

const prefix = Buffer.from('.lh-');
const suffix = Buffer.from('.partial');
const tagLength = 4;
const hashLength = 20;
const totalLength = prefix.length + tagLength + hashLength + suffix.length;

export type TemporaryNames = (name: Uint8Array) => Buffer;

/** Names for one backlog. The function answers with a zero-terminated name. */
export function temporaryNames(key: string): TemporaryNames {
  const tag = tagOf(key);
  const salt = Buffer.from(key);
  return (name) => {
    const digest = hash('sha256', Buffer.concat([salt, name]), 'base64url').slice(0, hashLength);
    return Buffer.from(`${prefix}${tag}${digest}${suffix}\0`);
  };
}

function tagOf(key: string): string {
  return hash('sha256', key, 'base64url').slice(0, tagLength);
}

/** Whether a name is one of ours, of whatever backlog. */
export function isTemporaryName(name: Uint8Array): boolean {
  if (name.length !== totalLength || name[0] !== prefix[0]) return false;
  return /^\.lh-[\w-]{24}\.partial$/.test(Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1'));
}

/** Whether a temporary name belongs to the backlog with this key. */
export function isTemporaryNameOf(key: string, name: Uint8Array): boolean {
  return (
    isTemporaryName(name) &&
    Buffer.from(name).toString('latin1', prefix.length, prefix.length + tagLength) === tagOf(key)
  );
}
