/** Numbered steps that bring a database from any older shape to this one, each once, each in one transaction. */
import type Database from 'better-sqlite3';
import { Fault } from '../runtime/fault.ts';

export interface Migration {
  readonly name: string;
  /** The SQL of this step. */
  readonly up: string;
}

/** Applies the steps that `user_version` says are missing; refuses a database of a newer program (`state-newer`). */
export function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  const applied = database.pragma('user_version', { simple: true }) as number;
  if (applied > migrations.length) {
    const reason = `was written by a newer longhaul (schema ${applied}; this one knows ${migrations.length})`;
    throw new Fault('state-newer', `${database.name} ${reason}`);
  }
  migrations.slice(applied).forEach(({ up }, offset) => {
    database
      .transaction(() => {
        database.exec(up);
        database.pragma(`user_version = ${applied + offset + 1}`);
      })
      .immediate();
  });
}
