/** Keys of SSH servers, as their owners write them down and as they are shown. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';

export interface ShownKey {
  /** `ssh-ed25519` */
  readonly type: string;
  /** `SHA256:…`, as `ssh-keygen -l` says it. */
  readonly fingerprint: string;
}

export function shownKey(key: Buffer): ShownKey {
  return { type: key.toString('latin1', 4, 4 + key.readUInt32BE(0)), fingerprint: fingerprintOf(key) };
}

/** Of a declared key, which is a fingerprint or the public key itself. */
export function declaredFingerprint(text: string): string {
  if (text.startsWith('SHA256:')) return text;
  const [, key = ''] = text.split(' ');
  return fingerprintOf(Buffer.from(key, 'base64'));
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}
