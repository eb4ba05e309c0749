/** Makes API keys, and says whom one that is shown stands for. */
import { randomBytes } from 'node:crypto';
import type { ApiKeyRecord, ApiKeyRequest } from '../../src/model/api-key.ts';
import { actions, isAllowed, type Principal } from '../../src/model/principal.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ApiKeyStore } from './api-key-store.ts';

export interface ApiKeysOptions {
  readonly database: Sqlite;
  readonly apiKeys: ApiKeyStore;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
}

export interface MadeApiKey extends ApiKeyRecord {
  /** Shown this once. */
  readonly key: string;
}

const defaultLifetimeMs = 90 * 24 * 3600 * 1000;
/** How exact the last use of a key is known. */
const useGrainMs = 60_000;

export class ApiKeys {
  readonly #options: ApiKeysOptions;

  constructor(options: ApiKeysOptions) {
    this.#options = options;
  }

  /** `who` is `user:ana`. Throws `name-taken`, and `usage` for a scope that the role does not have. */
  make({ name, role = 'viewer', scopes, lifetimeMs }: ApiKeyRequest, who: string): MadeApiKey {
    const { database, apiKeys, audit, clock } = this.#options;
    const beyond = scopes?.find((scope) => !isAllowed(role, scope));
    if (beyond !== undefined)
      throw new Fault('usage', `a ${role} may not ${beyond}; leave it out, or give another role`);
    const now = clock.now();
    const lifetime = lifetimeMs === undefined ? defaultLifetimeMs : lifetimeMs;
    const [id, secret] = [randomBytes(8).toString('hex'), randomBytes(32).toString('hex')];
    const record: ApiKeyRecord = {
      name,
      role,
      scopes: actions.filter((action) => isAllowed(role, action) && (scopes?.includes(action) ?? true)),
      createdBy: who,
      createdAt: now,
      ...(lifetime !== null && { expiresAt: now + lifetime }),
    };
    database
      .transaction(() => {
        if (apiKeys.isTaken(name, now)) throw new Fault('name-taken', `there is an API key named ${name} already`);
        apiKeys.add({ ...record, id, secret });
        const until = record.expiresAt === undefined ? 'for ever' : `until ${new Date(record.expiresAt).toISOString()}`;
        const detail = `${role}: ${record.scopes.join(', ')}; ${until}`;
        audit.append({ who, action: 'key.make', object: name, result: 'ok', detail });
      })
      .immediate();
    return { ...record, key: `lh_${id}_${secret}` };
  }

  /** Those that open something. */
  list(): ApiKeyRecord[] {
    return this.#options.apiKeys.live(this.#options.clock.now());
  }

  /** Throws `api-key-invalid`. One that was good once leaves a line in the audit trail, a guess does not. */
  holder(text: string): Principal {
    const { apiKeys, audit, clock } = this.#options;
    const now = clock.now();
    const standing = apiKeys.standing(text, now);
    if (standing.kind === 'unknown') throw new Fault('api-key-invalid', 'this hub does not know the API key');
    if (standing.kind !== 'good') {
      const { kind, name } = standing;
      const detail = kind === 'revoked' ? 'it was revoked' : 'it has expired';
      audit.append({ who: `key:${name}`, action: 'key.use', object: name, result: 'denied', detail });
      throw new Fault('api-key-invalid', `the API key ${name} opens nothing any more: ${detail}`);
    }
    const { id, record } = standing;
    if (now - (record.usedAt ?? 0) >= useGrainMs) this.#noteUse(id, now);
    return { kind: 'key', name: record.name, role: record.role, scopes: record.scopes };
  }

  /** Whoever may look at a hub with a full disk must be able to. */
  #noteUse(id: string, now: number): void {
    try {
      this.#options.apiKeys.noteUse(id, now);
    } catch (err) {
      this.#options.log.error({ err }, 'the use of an API key could not be stored');
    }
  }
}
