/** The rows of `files`: what is to move and what has moved. What is leased is known to the run alone. */
import type { Buffer } from 'node:buffer';
import type { Sqlite, Statement } from '../../storage/database.ts';
import { type LaneItem, pathThere } from '../endpoint/item.ts';
import type { Counters, Status } from './counters.ts';
import type { OpenTransaction } from './open-transaction.ts';
import { fromColumn, type PathColumn, RootColumn, rangesBelow, toColumn } from './path-column.ts';

export interface Roots {
  /** Absolute, of this machine. */
  readonly sourceRoot: Buffer;
  /** Absolute, where it is. */
  readonly destinationRoot: Buffer;
}

export interface ScannedFile {
  readonly path: Buffer;
  /** At the destination, where that is another. */
  readonly to: Buffer | undefined;
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
  readonly dest_path: PathColumn;
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
  readonly #source: RootColumn;
  readonly #destination: RootColumn;
  /** A scan met rows of an earlier one, or removed them: what is leased may have changed since. */
  #isRescan = false;
  /** Files have other paths at the destination. */
  #isRenaming = false;
  /** Rows that the scan under way is known to have seen: never more than there are. */
  #seen = 0;
  /** It could not look everywhere, so the count says nothing. */
  #isSeenInPart = false;
  /** Rows of an earlier run that this one has moved before the scan under way came to them. */
  #ahead: { readonly scan: number; readonly moved: Map<number, Pick<SyncedFile, 'size' | 'mtimeNs'>> } | undefined;

  constructor(options: FileTableOptions) {
    this.#options = options;
    this.#statements = prepare(options.database);
    this.#source = new RootColumn(options.roots.sourceRoot);
    this.#destination = new RootColumn(options.roots.destinationRoot);
  }

  beginScan(scan: number): void {
    this.#seen = 0;
    this.#isSeenInPart = false;
    this.#ahead = this.#options.counters.counts.pendingFiles === 0 ? undefined : { scan, moved: new Map() };
  }

  /** So many rows are as the scan found their files. */
  keep(rows: number): void {
    this.#seen += rows;
  }

  addScanned(file: ScannedFile, scan: number): void {
    this.#seen += 1;
    if (file.to !== undefined) this.#isRenaming = true;
    const { transaction, counters } = this.#options;
    transaction.begin();
    const path = toColumn(file.path);
    const source = this.#source.with(path);
    const destination = this.#destination.with(file.to === undefined ? path : toColumn(file.to));
    let status: Status = file.isSame ? 'synced' : 'pending';
    const permissions = `${(file.mode & 0o7777).toString(8).padStart(4, '0')} ${file.uid}:${file.gid}`;
    const { birthtimeNs, ctimeNs, mtimeNs, size, kind } = file;
    const values = () => [birthtimeNs, ctimeNs, mtimeNs, permissions, size, status, kind, scan];
    if (this.#statements.insert.run(source, destination, ...values()).changes === 0) {
      const known = this.#statements.byPath.get(source) as KnownRow;
      this.#isRescan = true;
      if (this.#isMovedAhead(known.id, file)) status = 'synced';
      this.#statements.update.run(destination, size, mtimeNs, size, mtimeNs, ...values(), known.id);
      counters.add(known.status, -1, -known.size);
    }
    counters.add(status, 1, size);
  }

  /** The scan looked at the destination before the file came there. */
  #isMovedAhead(id: number, { size, mtimeNs }: ScannedFile): boolean {
    const moved = this.#ahead?.moved.get(id);
    this.#ahead?.moved.delete(id);
    return moved !== undefined && !this.#isRenaming && moved.size === size && moved.mtimeNs === mtimeNs;
  }

  isPending(path: Buffer): boolean {
    const source = this.#source.with(toColumn(path));
    return (this.#statements.byPath.get(source) as KnownRow | undefined)?.status === 'pending';
  }

  /** Pending rows after a rowid, oldest first, without those that this run has given up. */
  lease({ after, limit, run }: { readonly after: number; readonly limit: number; readonly run: number }): LaneItem[] {
    const rows = this.#statements.lease.all(after, run, limit) as LeasedRow[];
    return rows.map((row) => this.#item(row));
  }

  /** The item of a row as it is now, if it is still pending. */
  pending(id: number): LaneItem | undefined {
    const row = this.#statements.pendingById.get(id) as LeasedRow | undefined;
    return row && this.#item(row);
  }

  /** Which scan saw it last. */
  scanOf(id: number): number | undefined {
    return (this.#statements.scanOf.get(id) as { scan: number } | undefined)?.scan;
  }

  markSynced(leased: Pick<LaneItem, 'id' | 'size'>, { size, mtimeNs, hash, hashName }: SyncedFile): void {
    const row = this.#row(leased);
    if (row === undefined) return;
    this.#statements.markSynced.run(size, mtimeNs, hash, hash === null ? null : hashName, leased.id);
    if (this.#ahead !== undefined && this.scanOf(leased.id) !== this.#ahead.scan)
      this.#ahead.moved.set(leased.id, { size, mtimeNs });
    this.#options.counters.add(row.status, -1, -row.size);
    this.#options.counters.add('synced', 1, size);
    this.#options.counters.addCopied(size);
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
    this.#delete(row);
    this.#seen -= 1;
  }

  /** Below a folder that a scan could not list, what is known stays. */
  keepBelow(folder: Buffer, scan: number): void {
    this.#options.transaction.begin();
    this.#isSeenInPart = true;
    for (const { from, to } of rangesBelow(fromColumn(this.#source.with(toColumn(folder)))))
      this.#statements.keepBelow.run(scan, from, to);
  }

  /** The next scan says what there is to move. */
  forgetPending(): void {
    this.#options.transaction.begin();
    this.#statements.forgetPending.run();
    const { pendingFiles, pendingBytes } = this.#options.counters.counts;
    this.#options.counters.add('pending', -pendingFiles, -pendingBytes);
  }

  /**
   * At the end of a complete scan: rows that it did not see are of files that the source has no more. Those of folders
   * that were found unchanged (`isKept`, asked with the folder's relative path) do not say that they were seen.
   */
  forgetUnseen(scan: number, isKept: (folder: Buffer) => boolean): void {
    const { transaction, counters } = this.#options;
    const { pendingFiles, syncedFiles } = counters.counts;
    if (!this.#isSeenInPart && this.#seen === pendingFiles + syncedFiles) return;
    transaction.begin();
    this.#isRescan = true;
    for (let after = 0; ; ) {
      const rows = this.#statements.unseen.all(scan, after, unseenLength) as (KnownRow &
        Pick<LeasedRow, 'source_path'>)[];
      for (const row of rows) if (!isKept(folderOf(this.#relative(row.source_path)))) this.#delete(row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.id;
    }
  }

  /** Folders with pending files, as byte strings; undefined when there are too many to hold. */
  pendingFolders(): ReadonlySet<string> | undefined {
    if (this.#options.counters.counts.pendingFiles > mostPending) return undefined;
    const rows = this.#statements.pending.all() as Pick<LeasedRow, 'source_path'>[];
    return new Set(rows.map(({ source_path }) => folderOf(this.#relative(source_path)).toString('latin1')));
  }

  /** Whether a leased item goes where its row says: a scan may have found that it is to have another path. */
  isInPlace(leased: Pick<LaneItem, 'id' | 'path' | 'to'>): boolean {
    if (!this.#isRescan || !this.#isRenaming) return true;
    const row = this.#statements.placeOf.get(leased.id) as Pick<LeasedRow, 'dest_path'> | undefined;
    return row === undefined || this.#relativeThere(row.dest_path).equals(pathThere(leased));
  }

  #item({ id, source_path, dest_path, size, kind }: LeasedRow): LaneItem {
    const [path, to] = [this.#relative(source_path), this.#relativeThere(dest_path)];
    if (to.equals(path)) return { id, size, kind, path };
    this.#isRenaming = true;
    return { id, size, kind, path, to };
  }

  #delete({ id, status, size }: KnownRow): void {
    this.#statements.forget.run(id);
    this.#options.counters.add(status, -1, -size);
  }

  /** The row as the counters know it. */
  #row({ id, size }: Pick<LaneItem, 'id' | 'size'>): KnownRow | undefined {
    this.#options.transaction.begin();
    return this.#isRescan ? (this.#statements.byId.get(id) as KnownRow | undefined) : { id, status: 'pending', size };
  }

  #relative(source: PathColumn): Buffer {
    return below(this.#options.roots.sourceRoot, source);
  }

  #relativeThere(destination: PathColumn): Buffer {
    return below(this.#options.roots.destinationRoot, destination);
  }
}

const unseenLength = 2000;
const mostPending = 10_000;

function below(root: Buffer, path: PathColumn): Buffer {
  return fromColumn(path).subarray(root.length === 1 ? 1 : root.length + 1);
}

function folderOf(path: Buffer): Buffer {
  return path.subarray(0, Math.max(0, path.lastIndexOf('/')));
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
        dest_path = ?,
        hash = case when size = ? and modified_at = ? then hash end,
        hash_name = case when size = ? and modified_at = ? then hash_name end,
        created_at = ?, changed_at = ?, modified_at = ?, permissions = ?, size = ?, status = ?, kind = ?, scan = ?,
        attempts = 0, last_error = null, failed_run = null
      where rowid = ?`),
    lease: statement(`
      select rowid as id, source_path, dest_path, size, kind from files
      where status = 'pending' and rowid > ? and failed_run is not ?
      order by rowid limit ?`),
    pendingById: statement(
      "select rowid as id, source_path, dest_path, size, kind from files where rowid = ? and status = 'pending'",
    ),
    placeOf: statement('select dest_path from files where rowid = ?'),
    scanOf: statement('select scan from files where rowid = ?'),
    markSynced: statement(`
      update files set status = 'synced', size = ?, modified_at = ?, hash = ?, hash_name = ?, last_error = null, failed_run = null
      where rowid = ?`),
    markFailed: statement('update files set attempts = attempts + 1, last_error = ?, failed_run = ? where rowid = ?'),
    forget: statement('delete from files where rowid = ?'),
    keepBelow: statement('update files set scan = ? where source_path >= ? and source_path < ?'),
    forgetPending: statement("delete from files where status = 'pending'"),
    unseen: statement(`
      select rowid as id, source_path, status, size from files where scan <> ? and rowid > ? order by rowid limit ?`),
    pending: statement("select source_path from files where status = 'pending'"),
  };
}
