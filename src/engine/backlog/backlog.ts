/**
 * The files of one transfer that are still to move, and those that were, in SQLite: the state that survives a kill.
 *
 * One thread writes. Writes gather in an open transaction until `commit`; a kill loses at most those since the last one,
 * which means that some files are copied again. What is leased is known in memory only: after a kill rows are simply
 * still pending.
 */
import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { Fault } from '../../runtime/fault.ts';
import { openDatabase, type Sqlite, type Statement } from '../../storage/database.ts';
import type { LaneItem } from '../endpoint/item.ts';
import { lockBacklog } from './backlog-lock.ts';
import { backlogMigrations } from './migrations.ts';
import { fromColumn, type PathColumn, toColumn } from './path-column.ts';

export interface BacklogOptions {
  readonly file: string;
  /** Absolute, of this machine. */
  readonly sourceRoot: Buffer;
  /** Absolute, where it is. */
  readonly destinationRoot: Buffer;
}

export interface Counters {
  pendingFiles: number;
  pendingBytes: number;
  syncedFiles: number;
  syncedBytes: number;
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
  readonly isSame: boolean;
}

interface KnownRow {
  id: number;
  status: 'pending' | 'synced';
  size: number;
}

interface LeasedRow {
  id: number;
  source_path: PathColumn;
  size: number;
  kind: 'file' | 'link';
}

export class Backlog implements Disposable {
  readonly #database: Sqlite;
  readonly #lock: Disposable;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #sourceRoot: Buffer;
  readonly #destinationRoot: Buffer;
  readonly #counters: Counters;
  #isOpenTransaction = false;
  #isRescan = false;
  #changes = 0;

  private constructor(database: Sqlite, lock: Disposable, { sourceRoot, destinationRoot }: BacklogOptions) {
    this.#database = database;
    this.#lock = lock;
    this.#sourceRoot = sourceRoot;
    this.#destinationRoot = destinationRoot;
    this.#statements = prepare(database);
    const rows = database.prepare('select name, value from counters').all() as {
      name: keyof Counters;
      value: number;
    }[];
    this.#counters = Object.fromEntries(rows.map(({ name, value }) => [name, value])) as unknown as Counters;
  }

  /** Throws `state-locked`, `state-unusable`, and `usage` for a backlog of two other paths. */
  static open(options: BacklogOptions): Backlog {
    const lock = lockBacklog(options.file);
    let database: Sqlite | undefined;
    try {
      database = openDatabase({ file: options.file, migrations: backlogMigrations });
      const backlog = new Backlog(database, lock, options);
      backlog.#confirmRoots(options.file);
      return backlog;
    } catch (thrown) {
      database?.close();
      lock[Symbol.dispose]();
      throw thrown;
    }
  }

  get counters(): Readonly<Counters> {
    return this.#counters;
  }

  /** Writes that wait for `commit`. */
  get changes(): number {
    return this.#changes;
  }

  fact(name: string): string | undefined {
    return (this.#statements.fact.get(name) as { value: string } | undefined)?.value;
  }

  setFact(name: string, value: string): void {
    this.#write();
    this.#statements.setFact.run(name, value);
  }

  /** Of this backlog's temporary names; made once. */
  get temporaryKey(): string {
    const known = this.fact('temporaryKey');
    if (known !== undefined) return known;
    const key = randomBytes(16).toString('base64url');
    this.setFact('temporaryKey', key);
    this.commit();
    return key;
  }

  /** A file the scan saw. `isSame` is synced already; everything else becomes pending. */
  addScanned(file: ScannedFile, scan: number): void {
    this.#write();
    const source = this.#sourceColumn(file.path);
    const status = file.isSame ? 'synced' : 'pending';
    const permissions = `${(file.mode & 0o7777).toString(8).padStart(4, '0')} ${file.uid}:${file.gid}`;
    const { birthtimeNs, ctimeNs, mtimeNs, size, kind } = file;
    const destination = this.#destinationColumn(file.path);
    const { changes } = this.#statements.insert.run(
      source,
      destination,
      birthtimeNs,
      ctimeNs,
      mtimeNs,
      permissions,
      size,
      status,
      kind,
      scan,
    );
    if (changes === 0) {
      const known = this.#statements.known.get(source) as KnownRow;
      this.#isRescan = true;
      this.#statements.update.run(
        size,
        mtimeNs,
        size,
        mtimeNs,
        birthtimeNs,
        ctimeNs,
        mtimeNs,
        permissions,
        size,
        status,
        kind,
        scan,
        known.id,
      );
      this.#count(known.status, -1, -known.size);
    }
    this.#count(status, 1, size);
  }

  /** Pending rows after a rowid, oldest first, without those that this run has given up. */
  lease({ after, limit, run }: { readonly after: number; readonly limit: number; readonly run: number }): LaneItem[] {
    const rows = this.#statements.lease.all(after, run, limit) as LeasedRow[];
    return rows.map(({ id, source_path, size, kind }) => ({ id, size, kind, path: this.#relative(source_path) }));
  }

  /** Size and mtime are what was read, which may be newer than the scan. */
  markSynced(
    { id, size: leasedSize }: Pick<LaneItem, 'id' | 'size'>,
    { size, mtimeNs, hash, hashName }: { size: number; mtimeNs: bigint; hash: string | null; hashName: string },
  ): void {
    this.#write();
    // A scan that met rows of an earlier one may have changed what was leased.
    const row = this.#isRescan
      ? (this.#statements.row.get(id) as KnownRow | undefined)
      : { status: 'pending' as const, size: leasedSize };
    if (row === undefined) return;
    this.#statements.markSynced.run(size, mtimeNs, hash, hash === null ? null : hashName, id);
    this.#count(row.status, -1, -row.size);
    this.#count('synced', 1, size);
  }

  /** `run` given: given up for this run. */
  markFailed(id: number, { error, run }: { readonly error: string; readonly run: number | undefined }): void {
    this.#write();
    this.#statements.markFailed.run(error, run ?? null, id);
  }

  /** The source has it no more. */
  forgetFile(id: number): void {
    this.#write();
    const row = this.#statements.row.get(id) as KnownRow | undefined;
    if (row === undefined) return;
    this.#statements.forget.run(id);
    this.#count(row.status, -1, -row.size);
  }

  addFolder(folder: {
    readonly path: Buffer;
    readonly mtimeNs: bigint;
    readonly atimeNs: bigint;
    readonly isSettled: boolean;
    readonly scan: number;
  }): void {
    this.#write();
    this.#statements.addFolder.run(
      toColumn(folder.path),
      folder.mtimeNs,
      folder.atimeNs,
      folder.isSettled ? 1 : 0,
      folder.scan,
    );
  }

  /** Something in it is about to change, so its times must be set again at the end. */
  unsettleFolder(path: Buffer): void {
    this.#write();
    this.#statements.unsettleFolder.run(toColumn(path));
  }

  /** Folders whose times are still to be set, children before parents. */
  unsettledFolders(limit: number): { path: Buffer; mtimeNs: bigint; atimeNs: bigint }[] {
    const rows = this.#statements.unsettled.all(limit) as {
      path: PathColumn;
      modified_at: bigint;
      accessed_at: bigint;
    }[];
    return rows.map(({ path, modified_at, accessed_at }) => ({
      path: fromColumn(path),
      mtimeNs: modified_at,
      atimeNs: accessed_at,
    }));
  }

  markFolderSettled(path: Buffer): void {
    this.#write();
    this.#statements.settleFolder.run(toColumn(path));
  }

  addExtra(extra: { readonly path: Buffer; readonly kind: string; readonly size: number }): void {
    this.#write();
    this.#statements.addExtra.run(toColumn(extra.path), extra.kind, extra.size);
  }

  /** Children before parents. */
  takeExtras(limit: number): { path: Buffer; kind: string; size: number }[] {
    this.#write();
    const rows = this.#statements.extras.all(limit) as { path: PathColumn; kind: string; size: number }[];
    for (const { path } of rows) this.#statements.removeExtra.run(path);
    return rows.map((row) => ({ ...row, path: fromColumn(row.path) }));
  }

  /** Folders are not counted: they hold nothing any more when their turn comes. */
  countExtras(): { files: number } {
    return this.#database.prepare("select count(*) as files from extras where kind <> 'folder'").get() as {
      files: number;
    };
  }

  clearExtras(): void {
    this.#write();
    this.#database.exec('delete from extras');
  }

  /** What a scan did not see although it could have: below a folder that could not be listed, what is known stays. */
  keepBelow(folder: Buffer, scan: number): void {
    this.#write();
    if (folder.length === 0) {
      this.#database.prepare('update files set scan = ?').run(scan);
      this.#database.prepare('update folders set scan = ?').run(scan);
      return;
    }
    const source = this.#sourceColumn(folder);
    const [from, to] = [childrenFrom(source), childrenTo(source)];
    this.#database.prepare('update files set scan = ? where source_path >= ? and source_path < ?').run(scan, from, to);
    const path = toColumn(folder);
    this.#database
      .prepare('update folders set scan = ? where path = ? or (path >= ? and path < ?)')
      .run(scan, path, childrenFrom(path), childrenTo(path));
  }

  /** At the end of a complete scan: rows that it did not see are of files that the source has no more. */
  forgetUnseen(scan: number): void {
    this.#write();
    const gone = this.#database
      .prepare(
        'select status, count(*) as files, coalesce(sum(size), 0) as bytes from files where scan <> ? group by status',
      )
      .all(scan) as { status: 'pending' | 'synced'; files: number; bytes: number }[];
    this.#database.prepare('delete from files where scan <> ?').run(scan);
    this.#database.prepare('delete from folders where scan <> ?').run(scan);
    for (const { status, files, bytes } of gone) this.#count(status, -files, -bytes);
  }

  commit(): void {
    if (!this.#isOpenTransaction) return;
    for (const [name, value] of Object.entries(this.#counters)) this.#statements.setCounter.run(value, name);
    this.#database.exec('commit');
    this.#isOpenTransaction = false;
    this.#changes = 0;
  }

  [Symbol.dispose](): void {
    if (!this.#database.open) return;
    this.commit();
    this.#database.close();
    this.#lock[Symbol.dispose]();
  }

  #write(): void {
    this.#changes += 1;
    if (this.#isOpenTransaction) return;
    this.#database.exec('begin immediate');
    this.#isOpenTransaction = true;
  }

  #count(status: 'pending' | 'synced', files: number, bytes: number): void {
    if (status === 'pending') {
      this.#counters.pendingFiles += files;
      this.#counters.pendingBytes += bytes;
    } else {
      this.#counters.syncedFiles += files;
      this.#counters.syncedBytes += bytes;
    }
  }

  #confirmRoots(file: string): void {
    const roots = JSON.stringify([this.#sourceRoot.toString('latin1'), this.#destinationRoot.toString('latin1')]);
    const known = this.fact('roots');
    if (known === undefined) {
      this.setFact('roots', roots);
      this.commit();
    } else if (known !== roots) {
      throw new Fault('usage', `${file} is the backlog of two other paths; give another --db`);
    }
  }

  #sourceColumn(path: Buffer): PathColumn {
    return toColumn(below(this.#sourceRoot, path));
  }

  #destinationColumn(path: Buffer): PathColumn {
    return toColumn(below(this.#destinationRoot, path));
  }

  #relative(source: PathColumn): Buffer {
    const isAtTop = this.#sourceRoot.length === 1;
    return fromColumn(source).subarray(isAtTop ? 1 : this.#sourceRoot.length + 1);
  }
}

const slash = Buffer.from('/');

function below(root: Buffer, path: Buffer): Buffer {
  if (path.length === 0) return root;
  return root.length === 1 ? Buffer.concat([root, path]) : Buffer.concat([root, slash, path]);
}

/** Paths below a folder are those from `folder/` up to, not including, `folder0`: `0` follows `/`. */
function childrenFrom(folder: PathColumn): PathColumn {
  return typeof folder === 'string' ? `${folder}/` : Buffer.concat([folder, slash]);
}

function childrenTo(folder: PathColumn): PathColumn {
  return typeof folder === 'string' ? `${folder}0` : Buffer.concat([folder, Buffer.from('0')]);
}

function prepare(database: Sqlite) {
  const statement = (sql: string): Statement => database.prepare(sql);
  return {
    known: statement('select rowid as id, status, size from files where source_path = ?'),
    row: statement('select rowid as id, status, size from files where rowid = ?'),
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
    addFolder: statement(`
      insert into folders (path, modified_at, accessed_at, is_settled, scan) values (?, ?, ?, ?, ?)
      on conflict (path) do update set
        modified_at = excluded.modified_at, accessed_at = excluded.accessed_at, scan = excluded.scan,
        is_settled = excluded.is_settled`),
    unsettleFolder: statement('update folders set is_settled = 0 where path = ?'),
    unsettled: database
      .prepare('select path, modified_at, accessed_at from folders where is_settled = 0 order by path desc limit ?')
      .safeIntegers(true),
    settleFolder: statement('update folders set is_settled = 1 where path = ?'),
    addExtra: statement('insert or replace into extras (path, kind, size) values (?, ?, ?)'),
    extras: statement('select path, kind, size from extras order by path desc limit ?'),
    removeExtra: statement('delete from extras where path = ?'),
    fact: statement('select value from facts where name = ?'),
    setFact: statement('insert or replace into facts (name, value) values (?, ?)'),
    setCounter: statement('update counters set value = ? where name = ?'),
  };
}
