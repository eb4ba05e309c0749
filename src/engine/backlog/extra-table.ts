/** The rows of `extras`: what the destination has and the source has not, as the last scan saw it. */
import type { Buffer } from 'node:buffer';
import type { Sqlite, Statement } from '../../storage/database.ts';
import type { EntryKind } from '../disk/file-status.ts';
import { splitPath } from '../disk/relative-path.ts';
import type { OpenTransaction } from './open-transaction.ts';
import { fromColumn, type PathColumn, rangesBelow, toColumn } from './path-column.ts';

export interface ExtraEntry {
  readonly path: Buffer;
  readonly kind: EntryKind;
  readonly size: number;
}

export class ExtraTable {
  readonly #transaction: OpenTransaction;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: Sqlite, transaction: OpenTransaction) {
    this.#transaction = transaction;
    this.#statements = prepare(database);
  }

  add({ path, kind, size }: ExtraEntry): void {
    this.#transaction.begin();
    this.#statements.add.run(toColumn(path), kind, size);
  }

  /** The folders that hold an entry which stays. */
  spareAbove(path: Buffer): void {
    this.#transaction.begin();
    for (let { folder } = splitPath(path); folder.length > 0; { folder } = splitPath(folder)) {
      if (this.#statements.remove.run(toColumn(folder)).changes === 0) return;
    }
  }

  /** A folder of which not everything is known, what it holds, and the folders that hold it. */
  spareIn(folder: Buffer): void {
    this.forgetTree(folder);
    if (folder.length > 0) this.spareAbove(folder);
  }

  /** Folders are not counted: they hold nothing any more when their turn comes. */
  countFiles(): number {
    return (this.#statements.countFiles.get() as { files: number }).files;
  }

  /** Children before parents. */
  first(limit: number): ExtraEntry[] {
    return entriesOf(this.#statements.first.all(limit));
  }

  /** They are dealt with. */
  forget(entries: readonly Pick<ExtraEntry, 'path'>[]): void {
    this.#transaction.begin();
    for (const { path } of entries) this.#statements.remove.run(toColumn(path));
  }

  /** In a folder, at any depth. */
  below(folder: Buffer, limit: number): ExtraEntry[] {
    return rangesBelow(folder).flatMap(({ from, to }) => entriesOf(this.#statements.below.all(from, to, limit)));
  }

  /** An entry and all that is below it. */
  forgetTree(path: Buffer): void {
    this.#transaction.begin();
    this.#statements.remove.run(toColumn(path));
    for (const { from, to } of rangesBelow(path)) this.#statements.removeBelow.run(from, to);
  }

  clear(): void {
    this.#transaction.begin();
    this.#statements.clear.run();
  }
}

function entriesOf(rows: unknown[]): ExtraEntry[] {
  return (rows as { path: PathColumn; kind: EntryKind; size: number }[]).map((row) => ({
    ...row,
    path: fromColumn(row.path),
  }));
}

function prepare(database: Sqlite) {
  const statement = (sql: string): Statement => database.prepare(sql);
  return {
    add: statement('insert or replace into extras (path, kind, size) values (?, ?, ?)'),
    countFiles: statement("select count(*) as files from extras where kind <> 'folder'"),
    first: statement('select path, kind, size from extras order by path desc limit ?'),
    remove: statement('delete from extras where path = ?'),
    removeBelow: statement('delete from extras where path >= ? and path < ?'),
    below: statement('select path, kind, size from extras where path >= ? and path < ? limit ?'),
    clear: statement('delete from extras'),
  };
}
