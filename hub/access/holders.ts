/** Everyone who may open a link: nodes and users with a certificate of this hub that was not revoked. */
import type { Principal, Role } from '../../src/model/principal.ts';
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

  isKnown({ kind, name }: CertificateHolder): boolean {
    const { users, nodes } = this.#options;
    return kind === 'node' ? nodes.has(name) : users.roleOf(name) !== undefined;
  }

  /** False, and nothing is changed, when the name is taken. Part of the caller's transaction when there is one. */
  add({ kind, name, role, issued, now }: NewHolder): boolean {
    const { users, nodes, certificates, database } = this.#options;
    return database.transaction(() => {
      const isNew = kind === 'node' ? nodes.add(name, now) : users.add(name, role ?? 'viewer', now);
      if (isNew) certificates.add({ kind, name }, issued, now);
      return isNew;
    })();
  }

  /** Who the verified certificate stands for now; undefined when it is revoked, expired or not one of ours. */
  principal({ kind, name }: CertificateHolder, der: Uint8Array, now: number): Principal | undefined {
    const { users, nodes, certificates } = this.#options;
    if (!certificates.isGood({ kind, name }, der, now)) return undefined;
    if (kind === 'node') return nodes.has(name) ? { kind, name } : undefined;
    const role = users.roleOf(name);
    return role === undefined ? undefined : { kind, name, role };
  }
}
