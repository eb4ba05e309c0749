/**
 * Writes of one thread gather in a transaction that stays open until `commit`: thousands of rows for the price of one. A
 * kill loses those since the last commit, which means that some files are copied again.
 */
import type { Sqlite } from '../../storage/database.ts';

export class OpenTransaction {
  readonly #database: Sqlite;
  #isOpen = false;
  #changes = 0;

  constructor(database: Sqlite) {
    this.#database = database;
  }

  /** Writes that wait for `commit`. */
  get changes(): number {
    return this.#changes;
  }

  /** To be called before every write. */
  begin(): void {
    this.#changes += 1;
    if (this.#isOpen) return;
    this.#database.exec('begin immediate');
    this.#isOpen = true;
  }

  /** `last` writes what belongs to all that came before. */
  commit(last: () => void): void {
    if (!this.#isOpen) return;
    last();
    this.#database.exec('commit');
    this.#isOpen = false;
    this.#changes = 0;
  }
}
