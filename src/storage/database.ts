/**
 * SQLite as we use it everywhere: WAL, bounded, one writing connection a database, integers that carry
 * nanoseconds read as bigint where the statement asks for it.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { asFault, Fault } from '../runtime/fault.ts';
import { type Migration, migrate } from './migration.ts';

export type Sqlite = Database.Database;
export type Statement<Parameters extends unknown[] = unknown[], Row = unknown> = Database.Statement<Parameters, Row>;

export interface OpenOptions {
  readonly file: string;
  readonly migrations: readonly Migration[];
}

/**
 * A further connection to a database that this process has open: for what must not wait as long as work may when another
 * program holds the lock.
 */
export function openBeside(file: string, busyTimeoutMs: number): Sqlite {
  const database = new Database(file, { timeout: busyTimeoutMs });
  database.pragma('synchronous = NORMAL');
  return database;
}

/**
 * Opens (and makes) a database and brings its tables up to date. Throws `state-locked`, `state-newer`, `state-unusable`,
 * `disk-full` or `io-error`.
 */
export function openDatabase({ file, migrations }: OpenOptions): Sqlite {
  let database: Sqlite | undefined;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    database = new Database(file, { timeout: 5000 });
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    database.pragma('journal_size_limit = 67108864');
    database.pragma('temp_store = FILE');
    database.pragma('foreign_keys = ON');
    migrate(database, migrations);
    return database;
  } catch (thrown) {
    database?.close();
    if (thrown instanceof Fault) throw thrown;
    throw openFault(file, thrown);
  }
}

/** A disk that is full or fails is not for ever: a service is started again. */
function openFault(file: string, cause: unknown): Fault {
  const { code, message } = asFault(cause);
  const isBusy = (cause as { code?: string }).code?.startsWith('SQLITE_BUSY') === true;
  const ours = isBusy ? 'state-locked' : 'state-unusable';
  return new Fault(code === 'internal' ? ours : code, `cannot open ${file}: ${message}`, { cause });
}
