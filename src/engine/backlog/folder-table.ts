/** The rows of `folders`: whose times are still to be set, which is the last that is done to a folder. */
import type { Buffer } from 'node:buffer';
import type { Sqlite, Statement } from '../../storage/database.ts';
import type { FolderTimes } from '../endpoint/destination.ts';
import type { OpenTransaction } from './open-transaction.ts';
import { fromColumn, type PathColumn, rangesBelow, toColumn } from './path-column.ts';

export interface ScannedFolder extends FolderTimes {
  /** It has its time already, and nothing in it is going to change. */
  readonly isSettled: boolean;
  /** Of its listing, when every file of it gets its row in the same transaction. */
  readonly listingKey: Buffer | undefined;
}

interface FolderRow {
  readonly path: PathColumn;
  readonly modified_at: bigint;
  readonly accessed_at: bigint;
}

export class FolderTable {
  readonly #transaction: OpenTransaction;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(database: Sqlite, transaction: OpenTransaction) {
    this.#transaction = transaction;
    this.#statements = prepare(database);
  }

  addScanned({ path, mtimeNs, atimeNs, isSettled, listingKey }: ScannedFolder, scan: number): void {
    this.#transaction.begin();
    this.#statements.add.run(toColumn(path), mtimeNs, atimeNs, isSettled ? 1 : 0, scan, listingKey ?? null);
  }

  /** Whether the rows of its files say already what the listing with this key says; then they need not be touched. */
  keep(path: Buffer, listingKey: Buffer, scan: number): boolean {
    this.#transaction.begin();
    return this.#statements.keepFiles.run(scan, scan, toColumn(path), listingKey).changes === 1;
  }

  /** One of its files has lost its row. */
  forgetListing(path: Buffer): void {
    this.#transaction.begin();
    this.#statements.forgetListing.run(toColumn(path));
  }

  /** Rows of files were taken away anywhere. */
  forgetListings(): void {
    this.#transaction.begin();
    this.#statements.forgetListings.run();
  }

  isKept(path: Buffer, scan: number): boolean {
    return this.#statements.isKept.get(toColumn(path), scan) !== undefined;
  }

  /** Something in it changes or has changed. */
  unsettle(path: Buffer): void {
    this.#transaction.begin();
    this.#statements.unsettle.run(toColumn(path));
  }

  unsettleAll(): void {
    this.#transaction.begin();
    this.#statements.unsettleAll.run();
  }

  markSettled(path: Buffer): void {
    this.#transaction.begin();
    this.#statements.settle.run(toColumn(path));
  }

  /** Children before parents: the first, or those that follow `after`, which saves walking over the settled ones again. */
  unsettled(limit: number, after?: Buffer): FolderTimes[] {
    const { unsettled, unsettledAfter } = this.#statements;
    const rows = (
      after === undefined ? unsettled.all(limit) : unsettledAfter.all(toColumn(after), limit)
    ) as FolderRow[];
    return rows.map(({ path, modified_at, accessed_at }) => ({
      path: fromColumn(path),
      mtimeNs: modified_at,
      atimeNs: accessed_at,
    }));
  }

  /** The folder that a scan could not list, and what is known below it, stay. */
  keepBelow(folder: Buffer, scan: number): void {
    this.#transaction.begin();
    this.#statements.keep.run(scan, toColumn(folder));
    for (const { from, to } of rangesBelow(folder)) this.#statements.keepBelow.run(scan, from, to);
  }

  forgetUnseen(scan: number): void {
    this.#transaction.begin();
    this.#statements.forgetUnseen.run(scan);
  }
}

function prepare(database: Sqlite) {
  const statement = (sql: string): Statement => database.prepare(sql);
  return {
    add: statement(`
      insert into folders (path, modified_at, accessed_at, is_settled, scan, listing_key) values (?, ?, ?, ?, ?, ?)
      on conflict (path) do update set
        modified_at = excluded.modified_at, accessed_at = excluded.accessed_at, scan = excluded.scan,
        is_settled = excluded.is_settled, listing_key = excluded.listing_key`),
    keepFiles: statement(
      'update folders set scan = ?, kept_scan = ? where path = ? and listing_key = ? and is_settled = 1',
    ),
    forgetListing: statement('update folders set listing_key = null where path = ?'),
    forgetListings: statement('update folders set listing_key = null'),
    isKept: statement('select 1 from folders where path = ? and kept_scan = ?'),
    unsettle: statement('update folders set is_settled = 0 where path = ?'),
    unsettleAll: statement('update folders set is_settled = 0'),
    settle: statement('update folders set is_settled = 1 where path = ?'),
    // A child's path is longer and begins with its parent's, so it comes first; a blob never has a child that is text.
    unsettled: database
      .prepare('select path, modified_at, accessed_at from folders where is_settled = 0 order by path desc limit ?')
      .safeIntegers(true),
    unsettledAfter: database
      .prepare(
        'select path, modified_at, accessed_at from folders where is_settled = 0 and path < ? order by path desc limit ?',
      )
      .safeIntegers(true),
    keep: statement('update folders set scan = ? where path = ?'),
    keepBelow: statement('update folders set scan = ? where path >= ? and path < ?'),
    forgetUnseen: statement('delete from folders where scan <> ?'),
  };
}
