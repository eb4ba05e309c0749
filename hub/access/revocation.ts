/**
 * Takes back what an enrolment gave: the certificates of a node or user open nothing from now on, its links end, and no
 * invitation that was made for the name lets anybody in. The name itself is free again.
 */
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { NodeStore } from '../nodes/node-store.ts';
import type { Dispatcher } from '../transfers/dispatcher.ts';
import type { CertificateHolder, CertificateStore } from './certificate-store.ts';
import type { Distrust } from './distrust.ts';
import type { Holders } from './holders.ts';
import type { OpenLinks } from './open-links.ts';
import type { TokenStore } from './token-store.ts';

export interface RevokerOptions {
  readonly database: Sqlite;
  readonly certificates: CertificateStore;
  readonly tokens: TokenStore;
  readonly nodes: NodeStore;
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
  readonly kind: CertificateHolder['kind'] | undefined;
  readonly name: string;
  /** `user:ana`. */
  readonly who: string;
}

export interface Revoked {
  readonly kind: CertificateHolder['kind'];
  /** How many were good until now. */
  readonly certificates: number;
  /** Those that ended by it as failed. */
  readonly transfers: TransferId[];
}

/** Throws `name-unknown`, and `usage` for a name that is a node's and a user's. */
export function createRevoker(options: RevokerOptions) {
  const { database, certificates, tokens, nodes, links, registry, dispatcher, distrust, audit, clock } = options;
  return ({ kind: asked, name, who }: RevokeOptions): Revoked => {
    const holder = { kind: meant(options.holders, asked, name), name };
    const shown = `${holder.kind} ${name}`;
    const revoked = database
      .transaction(() => {
        const now = clock.now();
        const count = certificates.revoke(holder, now);
        tokens.voidFor(holder, now);
        if (holder.kind === 'node') nodes.revoke(name, now);
        const detail = `${count} ${count === 1 ? 'certificate' : 'certificates'}`;
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

function meant(holders: Holders, asked: RevokeOptions['kind'], name: string): CertificateHolder['kind'] {
  const kinds = holders.kindsOf(name).filter((kind) => asked === undefined || kind === asked);
  const [kind, other] = kinds;
  if (kind === undefined) throw new Fault('name-unknown', `there is no ${asked ?? 'node or user'} named ${name}`);
  if (other !== undefined)
    throw new Fault('usage', `there is a node and a user named ${name}; say node:${name} or user:${name}`);
  return kind;
}
