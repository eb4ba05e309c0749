/** Connections as they were declared. What opens them is kept apart (access/credential-store.ts). */
import { isDeepStrictEqual } from 'node:util';
import { Connection, endpointOf } from '../../src/model/connection.ts';
import type { DeclaredChange } from '../../src/model/declaration.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';

export class ConnectionStore {
  readonly #all: Statement<[], { readonly body: string }>;
  readonly #clear: Statement<[]>;
  readonly #add: Statement<[string, string]>;
  readonly #audit: AuditLog;
  #known: ReadonlyMap<string, Connection> | undefined;

  constructor(database: Sqlite, audit: AuditLog) {
    this.#all = database.prepare('select body from connections order by name');
    this.#clear = database.prepare('delete from connections');
    this.#add = database.prepare('insert into connections (name, body) values (?, ?)');
    this.#audit = audit;
  }

  get all(): readonly Connection[] {
    return [...this.#connections.values()];
  }

  find(name: string): Connection | undefined {
    return this.#connections.get(name);
  }

  /** What `next` would change. */
  compare(next: readonly Connection[]): DeclaredChange[] {
    const changes = next.flatMap((connection): DeclaredChange[] => {
      const before = this.find(connection.name);
      if (before !== undefined && isDeepStrictEqual(before, connection)) return [];
      return [{ kind: 'connection', name: connection.name, change: before === undefined ? 'added' : 'changed' }];
    });
    const kept = new Set(next.map(({ name }) => name));
    const removed = this.all.flatMap(({ name }): DeclaredChange[] =>
      kept.has(name) ? [] : [{ kind: 'connection', name, change: 'removed' }],
    );
    return [...changes, ...removed];
  }

  /** To be called in a transaction, which must then call `forget`. `who` is `user:ana`. */
  replace(next: readonly Connection[], who: string): void {
    const changes = this.compare(next);
    this.#clear.run();
    for (const connection of next) this.#add.run(connection.name, JSON.stringify(connection));
    for (const { name, change } of changes) {
      const connection = next.find((declared) => declared.name === name);
      const { kind } = connection ?? {};
      const where = connection?.kind === 's3' ? connection.endpoint : connection && endpointOf(connection);
      const detail = [kind, where].filter((word) => word !== undefined).join(' ');
      this.#audit.append({ who, action: `connection.${change}`, object: name, result: 'ok', detail });
    }
  }

  /** What is in the database may be other than what was read. */
  forget(): void {
    this.#known = undefined;
  }

  get #connections(): ReadonlyMap<string, Connection> {
    this.#known ??= new Map(
      this.#all.all().map(({ body }) => {
        const connection = Connection.parse(JSON.parse(body));
        return [connection.name, connection];
      }),
    );
    return this.#known;
  }
}
