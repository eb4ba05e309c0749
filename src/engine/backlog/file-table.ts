/** The rows of `files`: what is to move and what has moved. What is leased is known to the run alone. */
import { Buffer } from 'node:buffer';
import type { Sqlite, Statement } from '../../storage/database.ts';
import type { LaneItem } from '../endpoint/item.ts';
import type { Counters, Status } from './counters.ts';
import type { OpenTransaction } from './open-transaction.ts';
import { fromColumn, type PathColumn, rangesBelow, toColumn } from './path-column.ts';

export interface Roots {
  /** Absolute, of this machine. */
  readonly sourceRoot: Buffer;
  /** Absolute, where it is. */
  readonly destinationRoot: Buffer;
}

export interface ScannedFile {
  readonly path: Buffer;
  readonly kind: 'file' | 'link';
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly birthtimeNs: bigint;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Synced already; everything else becomes pending. */
  readonly isSame: boolean;
}

export interface SyncedFile {
  /** What was read, which may be newer than the scan. */
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly hash: string | null;
  readonly hashName: string;
}

interface KnownRow {
  readonly id: number;
  readonly status: Status;
  readonly size: number;
}

interface LeasedRow {
  readonly id: number;
  readonly source_path: PathColumn;
  readonly size: number;
  readonly kind: 'file' | 'link';
}

export interface FileTableOptions {
  readonly database: Sqlite;
  readonly transaction: OpenTransaction;
  readonly counters: Counters;
  readonly roots: Roots;
}

export class FileTable {
  readonly #options: FileTableOptions;
  readonly #statements: ReturnType<typeof prepare>;
  /** A scan met rows of an earlier one, or removed them: what is leased may have changed since. */
  #isRescan = false;

  constructor(options: FileTableOptions) {
    this.#options = options;
    this.#statements = prepare(options.database);
  }

  addScanned(file: ScannedFile, scan: number): void {
    const { transaction, counters, roots } = this.#options;
    transaction.begin();
    const source = toColumn(below(roots.sourceRoot, file.path));
    const destination = toColumn(below(roots.destinationRoot, file.path));
    const status = file.isSame ? 'synced' : 'pending';
    const permissions = `${(file.mode & 0o7777).toString(8).padStart(4, '0')} ${file.uid}:${file.gid}`;
    const values = [file.birthtimeNs, file.ctimeNs, file.mtimeNs, permissions, file.size, status, file.kind, scan];
    if (this.#statements.insert.run(source, destination, ...values).changes === 0) {
      const known = this.#statements.byPath.get(source) as KnownRow;
      this.#isRescan = true;
      this.#statements.update.run(file.size, file.mtimeNs, file.size, file.mtimeNs, ...values, known.id);
      counters.add(known.status, -1, -known.size);
    }
    counters.add(status, 1, file.size);
  }

  /** Pending rows after a rowid, oldest first, without those that this run has given up. */
  lease({ after, limit, run }: { readonly after: number; readonly limit: number; readonly run: number }): LaneItem[] {
    const rows = this.#statements.lease.all(after, run, limit) as LeasedRow[];
    return rows.map(({ id, source_path, size, kind }) => ({ id, size, kind, path: this.#relative(source_path) }));
  }

  markSynced(leased: Pick<LaneItem, 'id' | 'size'>, { size, mtimeNs, hash, hashName }: SyncedFile): void {
    const row = this.#row(leased);
    if (row === undefined) return;
    this.#statements.markSynced.run(size, mtimeNs, hash, hash === null ? null : hashName, leased.id);
    this.#options.counters.add(row.status, -1, -row.size);
    this.#options.counters.add('synced', 1, size);
  }

  /** `run` given: given up for this run. */
  markFailed(id: number, { error, run }: { readonly error: string; readonly run: number | undefined }): void {
    this.#options.transaction.begin();
    this.#statements.markFailed.run(error, run ?? null, id);
  }

  /** The source has it no more. */
  forget(leased: Pick<LaneItem, 'id' | 'size'>): void {
    const row = this.#row(leased);
    if (row === undefined) return;
    this.#statements.forget.run(leased.id);
    this.#options.counters.add(row.status, -1, -row.size);
  }

  /** Below a folder that a scan could not list, what is known stays. */
  keepBelow(folder: Buffer, scan: number): void {
    const { transaction, roots } = this.#options;
    transaction.begin();
    for (const { from, to } of rangesBelow(below(roots.sourceRoot, folder)))
      this.#statements.keepBelow.run(scan, from, to);
  }

  /** The next scan says what there is to move. */
  forgetPending(): void {
    this.#options.transaction.begin();
    this.#statements.forgetPending.run();
    const { pendingFiles, pendingBytes } = this.#options.counters.counts;
    this.#options.counters.add('pending', -pendingFiles, -pendingBytes);
  }

  /** At the end of a complete scan: rows that it did not see are of files that the source has no more. */
  forgetUnseen(scan: number): void {
    this.#options.transaction.begin();
    this.#isRescan = true;
    const gone = this.#statements.countUnseen.all(scan) as { status: Status; files: number; bytes: number }[];
    this.#statements.forgetUnseen.run(scan);
    for (const { status, files, bytes } of gone) this.#options.counters.add(status, -files, -bytes);
  }

  /** The row as the counters know it. */
  #row({ id, size }: Pick<LaneItem, 'id' | 'size'>): KnownRow | undefined {
    this.#options.transaction.begin();
    return this.#isRescan ? (this.#statements.byId.get(id) as KnownRow | undefined) : { id, status: 'pending', size };
  }

  #relative(source: PathColumn): Buffer {
    const { sourceRoot } = this.#options.roots;
    return fromColumn(source).subarray(sourceRoot.length === 1 ? 1 : sourceRoot.length + 1);
  }
}

const slash = Buffer.from('/');

function below(root: Buffer, path: Buffer): Buffer {
  if (path.length === 0) return root;
  return root.length === 1 ? Buffer.concat([root, path]) : Buffer.concat([root, slash, path]);
}

function prepare(database: Sqlite) {
  const statement = (sql: string): Statement => database.prepare(sql);
  return {
    byPath: statement('select rowid as id, status, size from files where source_path = ?'),
    byId: statement('select rowid as id, status, size from files where rowid = ?'),
    insert: statement(`
      insert into files (source_path, dest_path, created_at, changed_at, modified_at, permissions, size, status, kind, scan)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`),
    update: statement(`
      update files set
        hash = case when size = ? and modified_at = ? then hash end,
        hash_name = case when size = ? and modified_at = ? then hash_name end,
        created_at = ?, changed_at = ?, modified_at = ?, permissions = ?, size = ?, status = ?, kind = ?, scan = ?,
        attempts = 0, last_error = null, failed_run = null
      where rowid = ?`),
    lease: statement(`
      select rowid as id, source_path, size, kind from files
      where status = 'pending' and rowid > ? and failed_run is not ?
      order by rowid limit ?`),
    markSynced: statement(`
      update files set status = 'synced', size = ?, modified_at = ?, hash = ?, hash_name = ?, last_error = null, failed_run = null
      where rowid = ?`),
    markFailed: statement('update files set attempts = attempts + 1, last_error = ?, failed_run = ? where rowid = ?'),
    forget: statement('delete from files where rowid = ?'),
    keepBelow: statement('update files set scan = ? where source_path >= ? and source_path < ?'),
    countUnseen: statement(
      'select status, count(*) as files, coalesce(sum(size), 0) as bytes from files where scan <> ? group by status',
    ),
    forgetPending: statement("delete from files where status = 'pending'"),
    forgetUnseen: statement('delete from files where scan <> ?'),
  };
}
