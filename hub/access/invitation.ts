/** Makes join tokens: one-time, an hour long, for one name. */
import { randomBytes } from 'node:crypto';
import { formatJoinToken } from '../../src/model/join-token.ts';
import { hubLogName } from '../../src/model/log-page.ts';
import type { Role } from '../../src/model/principal.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Holders } from './holders.ts';
import type { TokenStore } from './token-store.ts';

const lifetimeMs = 3600 * 1000;
/** How long a token that nobody used is still called expired rather than unknown. */
const rememberedMs = 30 * 24 * 3600 * 1000;

export interface InviteOptions {
  readonly kind: 'node' | 'user';
  readonly name: string;
  /** Of a user, `viewer` unless given; nodes have none. */
  readonly role: Role | undefined;
  readonly createdBy: string;
  readonly now: number;
}

export interface InviterOptions {
  readonly tokens: TokenStore;
  readonly holders: Holders;
  /** `host:port` that the joining side will dial. */
  readonly hub: string;
  /** Fingerprint of the authority. */
  readonly ca: string;
}

/** Throws `name-taken`, and `usage` for a node with a role. */
export function createInviter({ tokens, holders, hub, ca }: InviterOptions) {
  return ({
    kind,
    name,
    role,
    createdBy,
    now,
  }: InviteOptions): { readonly token: string; readonly expiresAt: number } => {
    if (kind === 'node' && role !== undefined)
      throw new Fault('usage', 'a node has no role; give --role with --invite user');
    if (kind === 'node' && name.toLowerCase() === hubLogName)
      throw new Fault('usage', `a node cannot be named ${name}, which means the hub itself; choose another name`);
    if (holders.isTaken({ kind, name }, now)) throw new Fault('name-taken', `there is a ${kind} named ${name} already`);
    const secret = randomBytes(32).toString('base64url');
    const expiresAt = now + lifetimeMs;
    tokens.forgetExpiredBefore(now - rememberedMs);
    tokens.add({
      secret,
      kind,
      name,
      role: kind === 'user' ? (role ?? 'viewer') : null,
      createdBy,
      createdAt: now,
      expiresAt,
    });
    return { token: formatJoinToken({ hub, ca, secret, kind, name }), expiresAt };
  };
}

export type Inviter = ReturnType<typeof createInviter>;
