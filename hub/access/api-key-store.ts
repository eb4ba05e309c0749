/** API keys as they are kept: the SHA-256 of the secret part, which nobody keeps, beside what the key is for. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { ApiKeyRecord, apiKeyPattern } from '../../src/model/api-key.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

interface Row {
  readonly id: string;
  readonly secret_hash: Buffer;
  readonly name: string;
  readonly role: string;
  readonly scopes: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly used_at: number | null;
}

export interface NewApiKey extends ApiKeyRecord {
  readonly id: string;
  readonly secret: string;
}

export type ApiKeyStanding =
  | { readonly kind: 'good'; readonly id: string; readonly record: ApiKeyRecord }
  | { readonly kind: 'unknown' }
  /** It was a good one: whoever shows it held the secret. */
  | { readonly kind: 'revoked' | 'expired'; readonly name: string };

const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

export class ApiKeyStore {
  readonly #insert: Statement<[Record<string, unknown>]>;
  readonly #find: Statement<[string], Row>;
  readonly #live: Statement<[number], Row>;
  readonly #isTaken: Statement<[string, number]>;
  readonly #revoke: Statement<[number, string, number]>;
  readonly #use: Statement<[number, string]>;

  constructor(database: Sqlite) {
    const isLive = 'revoked_at is null and (expires_at is null or expires_at > ?)';
    this.#insert = database.prepare(`
      insert into api_keys (id, secret_hash, name, role, scopes, created_by, created_at, expires_at)
      values (:id, :hash, :name, :role, :scopes, :createdBy, :createdAt, :expiresAt)`);
    this.#find = database.prepare('select * from api_keys where id = ?');
    this.#live = database.prepare(`select * from api_keys where ${isLive} order by name`);
    this.#isTaken = database.prepare(`select 1 from api_keys where name = ? and ${isLive}`);
    this.#revoke = database.prepare(`update api_keys set revoked_at = ? where name = ? and ${isLive}`);
    this.#use = database.prepare('update api_keys set used_at = ? where id = ?');
  }

  add({ id, secret, name, role, scopes, createdBy, createdAt, expiresAt }: NewApiKey): void {
    const rest = { scopes: JSON.stringify(scopes), createdBy, createdAt, expiresAt: expiresAt ?? null };
    this.#insert.run({ id, hash: hashOf(secret), name, role, ...rest });
  }

  /** Of the whole text that somebody shows. */
  standing(text: string, now: number): ApiKeyStanding {
    const [, id = '', secret = ''] = apiKeyPattern.exec(text) ?? [];
    const row = this.#find.get(id);
    if (row === undefined || !timingSafeEqual(row.secret_hash, hashOf(secret))) return { kind: 'unknown' };
    if (row.revoked_at !== null) return { kind: 'revoked', name: row.name };
    if (row.expires_at !== null && row.expires_at <= now) return { kind: 'expired', name: row.name };
    return { kind: 'good', id, record: fromRow(row) };
  }

  /** Those that open something, by name. */
  live(now: number): ApiKeyRecord[] {
    return this.#live.all(now).map(fromRow);
  }

  isTaken(name: string, now: number): boolean {
    return this.#isTaken.get(name, now) !== undefined;
  }

  /** False when no key of this name opens anything. */
  revoke(name: string, now: number): boolean {
    return this.#revoke.run(now, name, now).changes > 0;
  }

  noteUse(id: string, now: number): void {
    this.#use.run(now, id);
  }
}

function fromRow(row: Row): ApiKeyRecord {
  return ApiKeyRecord.parse({
    name: row.name,
    role: row.role,
    scopes: JSON.parse(row.scopes),
    createdBy: row.created_by,
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? undefined,
    usedAt: row.used_at ?? undefined,
  });
}
