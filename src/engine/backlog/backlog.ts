/**
 * What one transfer still has to do, in SQLite: the state that survives a kill. One thread of one process writes it. What
 * is under way is known to the run alone: after a kill those rows are simply still pending.
 */
import { Fault } from '../../runtime/fault.ts';
import { openDatabase, type Sqlite, type Statement } from '../../storage/database.ts';
import { lockBacklog } from './backlog-lock.ts';
import { Counters, type Counts } from './counters.ts';
import { ExtraTable } from './extra-table.ts';
import { FileTable, type Roots } from './file-table.ts';
import { FolderTable } from './folder-table.ts';
import { backlogMigrations } from './migrations.ts';
import { OpenTransaction } from './open-transaction.ts';

export interface BacklogOptions extends Roots {
  readonly file: string;
}

/** What a backlog remembers of itself. */
export type Fact =
  | 'roots'
  | 'temporaryKey'
  /** Numbers of the latest run and the latest scan. */
  | 'run'
  | 'scan'
  /** `running` or `ended`: whether the latest run came to its end by itself. */
  | 'runState'
  /** `running`, `complete`, or `ended` with failures that have no rows. */
  | 'scanState'
  /** `yes` when the latest scan filled `extras`. */
  | 'scanKnowsExtras'
  /** Which selection the latest scan went by (`scanSelectionKey`). */
  | 'scanSelection'
  /** `yes` while files that are pending may have been written into, and not to their end. */
  | 'writtenInPlace'
  /** Which folders the latest complete scan compared. */
  | 'scannedSource'
  | 'scannedDestination'
  /** The source that the destination is a mirror of: of the first scan, or of the latest that was asked for with --rescan. */
  | 'mirroredSource'
  /** Folders of the source on which something was mounted: byte strings in JSON. */
  | 'mountPoints';

export class Backlog implements Disposable {
  readonly file: string;
  readonly files: FileTable;
  readonly folders: FolderTable;
  readonly extras: ExtraTable;
  readonly #database: Sqlite;
  readonly #lock: Disposable;
  readonly #transaction: OpenTransaction;
  readonly #counters: Counters;
  readonly #fact: Statement;
  readonly #setFact: Statement;

  private constructor(database: Sqlite, lock: Disposable, { file, ...roots }: BacklogOptions) {
    this.file = file;
    this.#database = database;
    this.#lock = lock;
    this.#transaction = new OpenTransaction(database);
    this.#counters = new Counters(database);
    this.#fact = database.prepare('select value from facts where name = ?');
    this.#setFact = database.prepare('insert or replace into facts (name, value) values (?, ?)');
    this.files = new FileTable({ database, transaction: this.#transaction, counters: this.#counters, roots });
    this.folders = new FolderTable(database, this.#transaction);
    this.extras = new ExtraTable(database, this.#transaction);
  }

  /** Throws `state-locked`, `state-unusable`, and `usage` for a backlog of two other paths. */
  static open({ file, ...roots }: BacklogOptions): Backlog {
    const lock = lockBacklog(file);
    let database: Sqlite | undefined;
    try {
      database = openDatabase({ file, migrations: backlogMigrations });
      const backlog = new Backlog(database, lock, { file, ...roots });
      backlog.#confirmRoots(roots, file);
      return backlog;
    } catch (thrown) {
      database?.close();
      lock[Symbol.dispose]();
      throw thrown;
    }
  }

  get counters(): Counts {
    return this.#counters.counts;
  }

  /** What is copied from now on is of another transfer. */
  forgetCopied(): void {
    this.#transaction.begin();
    this.#counters.forgetCopied();
  }

  /** Writes that wait for `commit`. */
  get changes(): number {
    return this.#transaction.changes;
  }

  fact(name: Fact): string | undefined {
    return (this.#fact.get(name) as { value: string } | undefined)?.value;
  }

  setFact(name: Fact, value: string): void {
    this.#transaction.begin();
    this.#setFact.run(name, value);
  }

  /** Of this backlog's temporary names (disk/temporary-name.ts); made once. */
  get temporaryKey(): string {
    const known = this.fact('temporaryKey');
    if (known !== undefined) return known;
    const key = this.#database.prepare('select lower(hex(randomblob(16)))').pluck().get() as string;
    this.setFact('temporaryKey', key);
    this.commit();
    return key;
  }

  commit(): void {
    this.#transaction.commit(() => this.#counters.store());
  }

  [Symbol.dispose](): void {
    if (!this.#database.open) return;
    this.commit();
    this.#database.close();
    this.#lock[Symbol.dispose]();
  }

  #confirmRoots({ sourceRoot, destinationRoot }: Roots, file: string): void {
    const roots = JSON.stringify([sourceRoot.toString('latin1'), destinationRoot.toString('latin1')]);
    const known = this.fact('roots');
    if (known === undefined) {
      this.setFact('roots', roots);
      this.commit();
    } else if (known !== roots) {
      throw new Fault('usage', `${file} is the backlog of two other paths; give another --db`);
    }
  }
}
