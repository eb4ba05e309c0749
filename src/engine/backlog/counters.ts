/** How many files and bytes a backlog holds in each status, and how many were copied: kept beside the rows, never counted. */
import type { Sqlite, Statement } from '../../storage/database.ts';

export type Status = 'pending' | 'synced';

export interface Counts {
  readonly pendingFiles: number;
  readonly pendingBytes: number;
  readonly syncedFiles: number;
  readonly syncedBytes: number;
  /** Since the last run that came to its end by itself. */
  readonly copiedFiles: number;
  readonly copiedBytes: number;
}

export class Counters {
  readonly #store: Statement;
  readonly #counts: { -readonly [Name in keyof Counts]: Counts[Name] };

  constructor(database: Sqlite) {
    this.#store = database.prepare('insert or replace into counters (value, name) values (?, ?)');
    const rows = database.prepare('select name, value from counters').all() as { name: keyof Counts; value: number }[];
    this.#counts = {
      ...{ pendingFiles: 0, pendingBytes: 0, syncedFiles: 0, syncedBytes: 0 },
      ...{ copiedFiles: 0, copiedBytes: 0 },
    };
    for (const { name, value } of rows) this.#counts[name] = value;
  }

  get counts(): Counts {
    return this.#counts;
  }

  add(status: Status, files: number, bytes: number): void {
    this.#counts[`${status}Files`] += files;
    this.#counts[`${status}Bytes`] += bytes;
  }

  addCopied(bytes: number): void {
    this.#counts.copiedFiles += 1;
    this.#counts.copiedBytes += bytes;
  }

  forgetCopied(): void {
    this.#counts.copiedFiles = 0;
    this.#counts.copiedBytes = 0;
  }

  /** In the transaction of the rows they count. */
  store(): void {
    for (const [name, value] of Object.entries(this.#counts)) this.#store.run(value, name);
  }
}
