/**
 * A join token: one-time, short-lived, printable. It carries where the hub is and the fingerprint of its certificate
 * authority, so that the first contact is already authenticated in both directions.
 */
import { Buffer } from 'node:buffer';
import { z } from 'zod';
import { Fault } from '../runtime/fault.ts';

const JoinToken = z.object({
  /** `host:port` to dial. */
  hub: z.string().max(300),
  /** SHA-256 of the hub's CA certificate (DER), lower-case hexadecimal. */
  ca: z.string().regex(/^[0-9a-f]{64}$/),
  /** 32 random bytes; the hub keeps only their SHA-256. */
  secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  kind: z.enum(['node', 'user']),
  name: z.string(),
});
export type JoinToken = z.infer<typeof JoinToken>;

const prefix = 'lhjoin_';

export function formatJoinToken(token: JoinToken): string {
  return prefix + Buffer.from(JSON.stringify(token)).toString('base64url');
}

export function parseJoinToken(text: string): JoinToken {
  try {
    if (!text.startsWith(prefix)) throw new Error('wrong prefix');
    return JoinToken.parse(JSON.parse(Buffer.from(text.slice(prefix.length), 'base64url').toString()));
  } catch (cause) {
    throw new Fault(
      'token-invalid',
      `this is not a join token; it starts with ${prefix} and is printed by 'longhaul hub --invite'`,
      { cause },
    );
  }
}
