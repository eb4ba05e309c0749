/** Everyone who may open a link: nodes and users with a certificate of this hub that was not revoked. */
import type { Principal, Role } from '../../src/model/principal.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { NodeStore } from '../nodes/node-store.ts';
import type { Issued } from './authority.ts';
import type { CertificateHolder, CertificateStore } from './certificate-store.ts';
import type { UserStore } from './user-store.ts';

export interface HoldersOptions {
  readonly database: Sqlite;
  readonly certificates: CertificateStore;
  readonly users: UserStore;
  readonly nodes: NodeStore;
}

export interface NewHolder extends CertificateHolder {
  readonly role: Role | null;
  readonly issued: Issued;
  readonly now: number;
}

export class Holders {
  readonly #options: HoldersOptions;

  constructor(options: HoldersOptions) {
    this.#options = options;
  }

  /** Whether somebody has the name and can prove it: one who was revoked, or let the certificate expire, leaves it free. */
  isTaken(holder: CertificateHolder, now: number): boolean {
    return this.#options.certificates.hasGood(holder, now);
  }

  /** False, and nothing is changed, when the name is taken. Part of the caller's transaction when there is one. */
  add({ kind, name, role, issued, now }: NewHolder): boolean {
    const { users, nodes, certificates, database } = this.#options;
    return database.transaction(() => {
      if (this.isTaken({ kind, name }, now)) return false;
      const isPut = kind === 'node' ? nodes.put(name, now) : users.put(name, role ?? 'viewer', now);
      if (isPut) certificates.add({ kind, name }, issued, now);
      return isPut;
    })();
  }

  /** Who of these two has the name and was not revoked. */
  kindsOf(name: string): CertificateHolder['kind'][] {
    const { users, nodes } = this.#options;
    return [nodes.has(name) ? ('node' as const) : [], users.roleOf(name) === undefined ? [] : ('user' as const)].flat();
  }

  /** Who the verified certificate stands for now; undefined when it is revoked, expired or not one of ours. */
  principal({ kind, name }: CertificateHolder, der: Uint8Array, now: number): Principal | undefined {
    const { users, nodes, certificates } = this.#options;
    if (certificates.standing({ kind, name }, der, now) !== 'good') return undefined;
    if (kind === 'node') return nodes.has(name) ? { kind, name } : undefined;
    const role = users.roleOf(name);
    return role === undefined ? undefined : { kind, name, role };
  }

  /** Why a certificate that names this holder opens nothing. */
  refusal(holder: CertificateHolder, der: Uint8Array, now: number): Fault {
    const shown = `${holder.kind} ${holder.name}`;
    switch (this.#options.certificates.standing(holder, der, now)) {
      case 'revoked':
        return new Fault('revoked', `the certificate of ${shown} was revoked`);
      case 'expired':
        return new Fault('certificate-expired', `the certificate of ${shown} has expired`);
      default:
        return new Fault('refused', `the hub does not know this certificate of ${shown}`);
    }
  }
}
