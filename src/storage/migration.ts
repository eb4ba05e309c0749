/** Numbered steps that bring a database from any older shape to this one, each once, each in one transaction. */
import type Database from 'better-sqlite3';
import { Fault } from '../runtime/fault.ts';

export interface Migration {
  readonly name: string;
  /** The SQL of this step. */
  readonly up: string;
}

/**
 * Applies the steps that `user_version` says are missing; refuses a database of a newer program (`state-newer`). Several
 * threads and programs may open a new one together: each step is looked for again where nobody else can take it.
 */
export function migrate(database: Database.Database, migrations: readonly Migration[]): void {
  const applied = versionOf(database);
  if (applied > migrations.length) {
    const reason = `was written by a newer longhaul (schema ${applied}; this one knows ${migrations.length})`;
    throw new Fault('state-newer', `${database.name} ${reason}`);
  }
  for (const [at, { up }] of migrations.entries()) {
    if (at < applied) continue;
    database
      .transaction(() => {
        if (versionOf(database) > at) return;
        database.exec(up);
        database.pragma(`user_version = ${at + 1}`);
      })
      .immediate();
  }
}

function versionOf(database: Database.Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}
