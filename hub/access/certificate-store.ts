/** The certificates that were issued: one opens something until it expires or is revoked, whatever it says of itself. */
import { createHash } from 'node:crypto';
import type { RevokedCertificate } from '../../src/model/revocation.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { Issued } from './authority.ts';

export interface CertificateHolder {
  readonly kind: 'node' | 'user';
  readonly name: string;
}

/** `unknown` is one that this hub never issued to this holder. */
export type CertificateStanding = 'good' | 'revoked' | 'expired' | 'unknown';

export class CertificateStore {
  readonly #insert: Statement<[string, string, string, number, number]>;
  readonly #find: Statement<[string], CertificateHolder & { expires_at: number; revoked_at: number | null }>;
  readonly #hasGood: Statement<[string, string, number]>;
  readonly #revoke: Statement<[number, string, string, number]>;
  readonly #revokedNodes: Statement<[number], RevokedCertificate>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare(
      'insert into certificates (fingerprint, kind, name, issued_at, expires_at) values (?, ?, ?, ?, ?)',
    );
    this.#find = database.prepare('select kind, name, expires_at, revoked_at from certificates where fingerprint = ?');
    this.#hasGood = database.prepare(
      'select 1 from certificates where kind = ? and name = ? collate nocase and revoked_at is null and expires_at > ?',
    );
    this.#revoke = database.prepare(
      'update certificates set revoked_at = ? where kind = ? and name = ? and revoked_at is null and expires_at > ?',
    );
    this.#revokedNodes = database.prepare(
      `select name as node, fingerprint, expires_at as expiresAt from certificates
       where kind = 'node' and revoked_at is not null and expires_at > ? order by revoked_at`,
    );
  }

  add({ kind, name }: CertificateHolder, { fingerprint, expiresAt }: Issued, now: number): void {
    this.#insert.run(fingerprint, kind, name, now, expiresAt);
  }

  /** `der` is the certificate that was shown; whether it is genuine is for TLS to say. */
  standing({ kind, name }: CertificateHolder, der: Uint8Array, now: number): CertificateStanding {
    const row = this.#find.get(createHash('sha256').update(der).digest('hex'));
    if (row === undefined || row.kind !== kind || row.name !== name) return 'unknown';
    if (row.revoked_at !== null) return 'revoked';
    return row.expires_at > now ? 'good' : 'expired';
  }

  /** Whether somebody of this name, in whatever case it is written, can show one that is good. */
  hasGood({ kind, name }: CertificateHolder, now: number): boolean {
    return this.#hasGood.get(kind, name, now) !== undefined;
  }

  /** How many were good until now. */
  revoke({ kind, name }: CertificateHolder, now: number): number {
    return this.#revoke.run(now, kind, name, now).changes;
  }

  /** Of nodes: those that would still be good, had they not been revoked. */
  revokedNodes(now: number): RevokedCertificate[] {
    return this.#revokedNodes.all(now);
  }
}
