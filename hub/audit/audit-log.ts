/** Who did what: rows are added and read, never changed. */
import type { AuditEntry } from '../../src/model/audit-entry.ts';
import type { AuditQuery } from '../../src/model/audit-query.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import { chainHash, chainStart } from './chain.ts';

export type AuditFact = Pick<AuditEntry, 'who' | 'action' | 'object' | 'result' | 'detail'>;

export interface AuditPage extends AuditQuery {
  readonly offset: number;
  readonly limit: number;
}

type Wanted = Readonly<
  Record<'since' | 'who' | 'action' | 'object' | 'result' | 'text' | 'without', string | number | null>
>;

interface Head {
  readonly number: number;
  readonly hash: string;
}

const line = `lower(who || ' ' || action || ' ' || object || ' ' || detail)`;

/** An action that ends in a dot stands for all that begin with it. */
const found = `at >= :since
  and (:who is null or who = :who)
  and (:action is null or action = :action or (substr(:action, -1) = '.' and substr(action, 1, length(:action)) = :action))
  and (:object is null or object = :object)
  and (:result is null or result = :result)
  and (:text is null or instr(${line}, :text) > 0)
  and (:without is null or not exists (select 1 from json_each(:without) where instr(${line}, value) > 0))`;

export class AuditLog {
  readonly #clock: Clock;
  readonly #append: (fact: AuditFact) => void;
  readonly #page: Statement<[Wanted & { readonly offset: number; readonly limit: number }], AuditEntry>;
  readonly #countFound: Statement<[Wanted], { readonly rows: number }>;
  readonly #countBefore: Statement<[number], { readonly rows: number }>;
  readonly #head: Statement<[], Head>;

  constructor(database: Sqlite, clock: Clock) {
    this.#clock = clock;
    this.#head = database.prepare('select number, hash from audit_head where id = 1');
    this.#page = database.prepare(`select * from audit where ${found} order by number limit :limit offset :offset`);
    this.#countFound = database.prepare(`select count(*) as rows from audit where ${found}`);
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

  /** The last row, undefined before the first. */
  get head(): Head | undefined {
    return this.#head.get();
  }

  /** Part of the caller's transaction when there is one, so that a fact and its trace are stored together or not at all. */
  append(fact: AuditFact): void {
    this.#append(fact);
  }

  /**
   * Oldest first. `total` is how many rows the trail must have from `since` on, also when some were taken out of it; of a
   * search, how many it finds.
   */
  page({ offset, limit, ...query }: AuditPage): { readonly entries: AuditEntry[]; readonly total: number } {
    const { since, ...search } = query;
    const wanted = wantedOf(query);
    const entries = this.#page.all({ ...wanted, offset, limit });
    const isSearch = Object.values(search).some((value) => value !== undefined);
    return { entries, total: isSearch ? (this.#countFound.get(wanted)?.rows ?? 0) : this.#lengthSince(since ?? 0) };
  }

  #lengthSince(since: number): number {
    return (this.#head.get()?.number ?? 0) - (this.#countBefore.get(since)?.rows ?? 0);
  }
}

function wantedOf({ since, who, action, object, result, text, without }: AuditQuery): Wanted {
  return {
    since: since ?? 0,
    who: who ?? null,
    action: action ?? null,
    object: object ?? null,
    result: result ?? null,
    text: text?.toLowerCase() ?? null,
    without: without === undefined ? null : JSON.stringify(without.toLowerCase().split(/\s+/).filter(Boolean)),
  };
}
