/** How many files and bytes a backlog holds in each status: kept beside the rows, never counted. */
import type { Sqlite, Statement } from '../../storage/database.ts';

export type Status = 'pending' | 'synced';

export interface Counts {
  readonly pendingFiles: number;
  readonly pendingBytes: number;
  readonly syncedFiles: number;
  readonly syncedBytes: number;
}

export class Counters {
  readonly #store: Statement;
  readonly #counts: { -readonly [Name in keyof Counts]: Counts[Name] };

  constructor(database: Sqlite) {
    this.#store = database.prepare('update counters set value = ? where name = ?');
    const rows = database.prepare('select name, value from counters').all() as { name: keyof Counts; value: number }[];
    this.#counts = { pendingFiles: 0, pendingBytes: 0, syncedFiles: 0, syncedBytes: 0 };
    for (const { name, value } of rows) this.#counts[name] = value;
  }

  get counts(): Counts {
    return this.#counts;
  }

  add(status: Status, files: number, bytes: number): void {
    this.#counts[`${status}Files`] += files;
    this.#counts[`${status}Bytes`] += bytes;
  }

  /** In the transaction of the rows they count. */
  store(): void {
    for (const [name, value] of Object.entries(this.#counts)) this.#store.run(value, name);
  }
}
