/**
 * Takes back what an enrolment gave, or an API key: the certificates of a node or user open nothing from now on, its links end, and no
 * invitation that was made for the name lets anybody in. The name itself is free again.
 */

import type { HolderKind } from '../../src/model/principal.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { NodeStore } from '../nodes/node-store.ts';
import type { Dispatcher } from '../transfers/dispatcher.ts';
import type { ApiKeyStore } from './api-key-store.ts';
import type { CertificateStore } from './certificate-store.ts';
import type { CredentialStore } from './credential-store.ts';
import type { Distrust } from './distrust.ts';
import type { Holders } from './holders.ts';
import type { OpenLinks } from './open-links.ts';
import type { TokenStore } from './token-store.ts';

export interface RevokerOptions {
  readonly database: Sqlite;
  readonly certificates: CertificateStore;
  readonly tokens: TokenStore;
  readonly apiKeys: ApiKeyStore;
  readonly nodes: NodeStore;
  readonly credentials: CredentialStore;
  readonly holders: Holders;
  readonly links: OpenLinks;
  readonly registry: NodeRegistry;
  readonly dispatcher: Dispatcher;
  readonly distrust: Distrust;
  readonly audit: AuditLog;
  readonly clock: Clock;
}

export interface RevokeOptions {
  /** Undefined where the name tells. */
  readonly kind: HolderKind | undefined;
  readonly name: string;
  /** `user:ana`. */
  readonly who: string;
}

export interface Revoked {
  readonly kind: HolderKind;
  /** How many were good until now. */
  readonly certificates: number;
  /** Those that ended by it as failed. */
  readonly transfers: TransferId[];
}

/** Throws `name-unknown`, and `usage` for a name that is a node's and a user's. */
export function createRevoker(options: RevokerOptions) {
  const { database, certificates, credentials, tokens, nodes, links, registry, dispatcher, distrust, audit, clock } =
    options;
  return ({ kind: asked, name, who }: RevokeOptions): Revoked => {
    const kind = meant(options, asked, name);
    if (kind === 'key') return revokeKey(options, name, who);
    const holder = { kind, name };
    const shown = `${holder.kind} ${name}`;
    const revoked = database
      .transaction(() => {
        const now = clock.now();
        const count = certificates.revoke(holder, now);
        tokens.voidFor(holder, now);
        if (holder.kind === 'node') nodes.revoke(name, now);
        const opened = holder.kind === 'node' ? credentials.removeOf(name) : [];
        const secrets = opened.length === 0 ? '' : `; it could open ${opened.join(', ')}`;
        const detail = `${count} ${count === 1 ? 'certificate' : 'certificates'}${secrets}`;
        audit.append({ who, action: `${holder.kind}.revoke`, object: name, result: 'ok', detail });
        return count;
      })
      .immediate();
    links.end(holder, new Fault('revoked', `${shown} was revoked`));
    if (holder.kind === 'user') return { kind: 'user', certificates: revoked, transfers: [] };
    registry.forget(name);
    distrust.tellAll();
    return { kind: 'node', certificates: revoked, transfers: dispatcher.endForRevoked(name) };
  };
}

export type Revoker = ReturnType<typeof createRevoker>;

function revokeKey({ database, apiKeys, links, audit, clock }: RevokerOptions, name: string, who: string): Revoked {
  database
    .transaction(() => {
      apiKeys.revoke(name, clock.now());
      audit.append({ who, action: 'key.revoke', object: name, result: 'ok', detail: '' });
    })
    .immediate();
  links.end({ kind: 'key', name }, new Fault('revoked', `the API key ${name} was revoked`));
  return { kind: 'key', certificates: 1, transfers: [] };
}

function meant({ holders, apiKeys, clock }: RevokerOptions, asked: RevokeOptions['kind'], name: string): HolderKind {
  const known: HolderKind[] = [
    ...holders.kindsOf(name),
    ...(apiKeys.isTaken(name, clock.now()) ? ['key' as const] : []),
  ];
  const [kind, other] = known.filter((each) => asked === undefined || each === asked);
  if (kind === undefined)
    throw new Fault('name-unknown', `there is no ${asked ?? 'node, user or API key'} named ${name}`);
  if (other !== undefined) {
    const choices = known.map((each) => `${each}:${name}`).join(' or ');
    throw new Fault('usage', `more than one has the name ${name}; say ${choices}`);
  }
  return kind;
}
