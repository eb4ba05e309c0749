/** Who did what: rows are added and read, never changed. */
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import { chainHash, chainStart } from './chain.ts';

export type AuditFact = Pick<AuditEntry, 'who' | 'action' | 'object' | 'result' | 'detail'>;

export interface AuditQuery {
  /** Milliseconds since 1970; undefined from the beginning. */
  readonly since: number | undefined;
  readonly offset: number;
  readonly limit: number;
}

interface Head {
  readonly number: number;
  readonly hash: string;
}

export class AuditLog {
  readonly #clock: Clock;
  readonly #append: (fact: AuditFact) => void;
  readonly #page: Statement<[number, number, number], AuditEntry>;
  readonly #countBefore: Statement<[number], { readonly rows: number }>;
  readonly #head: Statement<[], Head>;

  constructor(database: Sqlite, clock: Clock) {
    this.#clock = clock;
    this.#head = database.prepare('select number, hash from audit_head where id = 1');
    this.#page = database.prepare('select * from audit where at >= ? order by number limit ? offset ?');
    this.#countBefore = database.prepare('select count(*) as rows from audit where at < ?');
    const insert = database.prepare<AuditEntry>(
      'insert into audit values (:number, :at, :who, :action, :object, :result, :detail, :hash)',
    );
    const setHead = database.prepare<Head>(
      'insert into audit_head values (1, :number, :hash) on conflict (id) do update set number = excluded.number, hash = excluded.hash',
    );
    this.#append = database.transaction((fact: AuditFact) => {
      const head = this.#head.get() ?? { number: 0, hash: chainStart };
      const row = { ...fact, number: head.number + 1, at: this.#clock.now() };
      const entry = { ...row, hash: chainHash(head.hash, row) };
      insert.run(entry);
      setHead.run({ number: entry.number, hash: entry.hash });
    });
  }

  /** Part of the caller's transaction when there is one, so that a fact and its trace are stored together or not at all. */
  append(fact: AuditFact): void {
    this.#append(fact);
  }

  /** Oldest first. `total` is how many rows the trail must have from `since` on, also when some were taken out of it. */
  page({ since = 0, offset, limit }: AuditQuery): { readonly entries: AuditEntry[]; readonly total: number } {
    const length = this.#head.get()?.number ?? 0;
    const before = this.#countBefore.get(since)?.rows ?? 0;
    return { entries: this.#page.all(since, limit, offset), total: length - before };
  }
}
