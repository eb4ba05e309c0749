/** Join tokens: the hub keeps the SHA-256 of each secret, and one statement decides who used it. */
import { createHash } from 'node:crypto';
import type { Role } from '../../src/model/principal.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { CertificateHolder } from './certificate-store.ts';

export interface Invitation extends CertificateHolder {
  /** Of a user. */
  readonly role: Role | null;
}

export interface NewToken extends Invitation {
  readonly secret: string;
  readonly createdBy: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number;
}

export type TokenState =
  | { readonly kind: 'good'; readonly invitation: Invitation }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'used' }
  | { readonly kind: 'expired' };

type Row = Invitation & { readonly expires_at: number; readonly used_at: number | null };

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export class TokenStore {
  readonly #insert: Statement<[Buffer, string, string, string | null, string, number, number]>;
  readonly #find: Statement<[Buffer], Row>;
  readonly #use: Statement<[number, Buffer, number]>;
  readonly #void: Statement<[number, string, string, number]>;
  readonly #forget: Statement<[number]>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare(
      'insert into join_tokens (secret_hash, kind, name, role, created_by, created_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)',
    );
    this.#find = database.prepare(
      'select kind, name, role, expires_at, used_at from join_tokens where secret_hash = ?',
    );
    this.#use = database.prepare(
      'update join_tokens set used_at = ? where secret_hash = ? and used_at is null and expires_at > ?',
    );
    this.#void = database.prepare(
      'update join_tokens set expires_at = ? where kind = ? and name = ? and used_at is null and expires_at > ?',
    );
    this.#forget = database.prepare('delete from join_tokens where expires_at < ?');
  }

  add({ secret, kind, name, role, createdBy, createdAt, expiresAt }: NewToken): void {
    this.#insert.run(hashOf(secret), kind, name, role, createdBy, createdAt, expiresAt);
  }

  look(secret: string, now: number): TokenState {
    const row = this.#find.get(hashOf(secret));
    if (row === undefined) return { kind: 'unknown' };
    if (row.used_at !== null) return { kind: 'used' };
    if (row.expires_at <= now) return { kind: 'expired' };
    return { kind: 'good', invitation: { kind: row.kind, name: row.name, role: row.role } };
  }

  /** True for exactly one caller, however many ask. */
  use(secret: string, now: number): boolean {
    return this.#use.run(now, hashOf(secret), now).changes === 1;
  }

  /** Those that nobody has used expire now; how many were open until then. */
  voidFor({ kind, name }: CertificateHolder, now: number): number {
    return this.#void.run(now, kind, name, now).changes;
  }

  /** Those that expired before `time` are then unknown instead of expired. */
  forgetExpiredBefore(time: number): void {
    this.#forget.run(time);
  }
}
