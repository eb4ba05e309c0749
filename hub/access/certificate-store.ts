/** The certificates that were issued and not revoked: the only ones that open anything, whatever they say. */
import { createHash } from 'node:crypto';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { Issued } from './authority.ts';

export interface CertificateHolder {
  readonly kind: 'node' | 'user';
  readonly name: string;
}

export class CertificateStore {
  readonly #insert: Statement<[string, string, string, number, number]>;
  readonly #isGood: Statement<[string, string, string, number]>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare(
      'insert into certificates (fingerprint, kind, name, issued_at, expires_at) values (?, ?, ?, ?, ?)',
    );
    this.#isGood = database.prepare(
      'select 1 from certificates where fingerprint = ? and kind = ? and name = ? and revoked_at is null and expires_at > ?',
    );
  }

  add({ kind, name }: CertificateHolder, { fingerprint, expiresAt }: Issued, now: number): void {
    this.#insert.run(fingerprint, kind, name, now, expiresAt);
  }

  /** `der` is the certificate that TLS has verified. */
  isGood({ kind, name }: CertificateHolder, der: Uint8Array, now: number): boolean {
    const fingerprint = createHash('sha256').update(der).digest('hex');
    return this.#isGood.get(fingerprint, kind, name, now) !== undefined;
  }
}
