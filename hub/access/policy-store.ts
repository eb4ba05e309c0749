/** The policies that are in force: few, asked at every move, and so kept in memory beside the table. */
import type { DeclaredChange } from '../../src/model/declaration.ts';
import { Policy } from '../../src/model/policy.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { AuditLog } from '../audit/audit-log.ts';

export class PolicyStore {
  readonly #replace: (next: readonly Policy[], changes: readonly DeclaredChange[], who: string) => void;
  #policies: readonly Policy[];

  constructor(database: Sqlite, audit: AuditLog) {
    const rows = database.prepare<[], { readonly body: string }>('select body from policies order by name').all();
    this.#policies = rows.map(({ body }) => Policy.parse(JSON.parse(body)));
    const clear = database.prepare('delete from policies');
    const insert = database.prepare<[string, string]>('insert into policies (name, body) values (?, ?)');
    this.#replace = database.transaction((next: readonly Policy[], changes: readonly DeclaredChange[], who: string) => {
      clear.run();
      for (const policy of next) insert.run(policy.name, JSON.stringify(policy));
      for (const { name, change } of changes) {
        const body = next.find((policy) => policy.name === name);
        const detail = body === undefined ? '' : JSON.stringify(body);
        audit.append({ who, action: `policy.${change}`, object: name, result: 'ok', detail });
      }
    });
  }

  /** By name. */
  get all(): readonly Policy[] {
    return this.#policies;
  }

  /** What `next` would change. */
  compare(next: readonly Policy[]): DeclaredChange[] {
    const before = new Map(this.#policies.map((policy) => [policy.name, JSON.stringify(policy)]));
    const named = new Set(next.map(({ name }) => name));
    const changes = next.flatMap((policy): DeclaredChange[] => {
      const known = before.get(policy.name);
      if (known === undefined) return [{ kind: 'policy', name: policy.name, change: 'added' }];
      return known === JSON.stringify(policy) ? [] : [{ kind: 'policy', name: policy.name, change: 'changed' }];
    });
    const removed = this.#policies.filter(({ name }) => !named.has(name));
    return [...changes, ...removed.map(({ name }): DeclaredChange => ({ kind: 'policy', name, change: 'removed' }))];
  }

  /** In force when it returns. `who` is `user:ana`. */
  replace(next: readonly Policy[], who: string): DeclaredChange[] {
    const changes = this.compare(next);
    if (changes.length === 0) return changes;
    this.#replace(next, changes, who);
    this.#policies = next.toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return changes;
  }
}
