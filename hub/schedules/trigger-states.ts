/** What the hub must remember of each trigger, so that a restart neither starts something twice nor forgets it. */
import { TriggerRun } from '../../src/model/trigger-record.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

/** Times in milliseconds since 1970. */
export interface TriggerMemory {
  /** Every time that was due until then has been dealt with. */
  readonly handled: number;
  /** A due time that waits for the end of the run before it. */
  readonly waiting: number | undefined;
  readonly last: TriggerRun | undefined;
}

interface Row {
  readonly handled: number;
  readonly waiting: number | null;
  readonly last: string | null;
}

export class TriggerStates {
  readonly #get: Statement<[string], Row>;
  readonly #put: Statement<[string, number, number | null, string | null]>;
  readonly #delete: Statement<[string]>;

  constructor(database: Sqlite) {
    this.#get = database.prepare('select handled, waiting, last from trigger_states where name = ?');
    this.#put = database.prepare(
      'insert or replace into trigger_states (name, handled, waiting, last) values (?, ?, ?, ?)',
    );
    this.#delete = database.prepare('delete from trigger_states where name = ?');
  }

  get(name: string): TriggerMemory | undefined {
    const row = this.#get.get(name);
    if (row === undefined) return undefined;
    const { handled, waiting, last } = row;
    return {
      handled,
      waiting: waiting ?? undefined,
      last: last === null ? undefined : TriggerRun.parse(JSON.parse(last)),
    };
  }

  put(name: string, { handled, waiting, last }: TriggerMemory): void {
    this.#put.run(name, handled, waiting ?? null, last === undefined ? null : JSON.stringify(last));
  }

  note(name: string, last: TriggerRun): void {
    const before = this.get(name) ?? { handled: last.at, waiting: undefined };
    this.put(name, { ...before, last });
  }

  delete(name: string): void {
    this.#delete.run(name);
  }
}
