/**
 * The files of a source under the paths that they get, in a database of its own that is gone when it is closed or its
 * process dies: with other names they come in another order than the folders of the source are walked in, and a tree is
 * sorted on disk, not in memory.
 */
import { Buffer } from 'node:buffer';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../../runtime/fault.ts';
import type { Sqlite, Statement } from '../../storage/database.ts';
import type { EntryKind } from '../disk/file-status.ts';
import { splitPath } from '../disk/relative-path.ts';

export interface NamedFile {
  /** Relative to the source. */
  readonly source: Buffer;
  /** Relative to the destination. */
  readonly path: Buffer;
  readonly kind: 'file' | 'link';
  readonly size: number;
  readonly mtimeNs: bigint;
  /** The following are 0 where the scan did not ask for them. */
  readonly ctimeNs: bigint;
  readonly birthtimeNs: bigint;
  readonly atimeNs: bigint;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** One entry of a folder of the destination as it is to be. */
export interface NamedEntry extends Omit<NamedFile, 'path' | 'kind'> {
  readonly folder: Buffer;
  readonly name: Buffer;
  readonly kind: Extract<EntryKind, 'file' | 'link' | 'folder'>;
}

/** What has the place of a file already: another file, or a folder of others, of which one is named. */
export interface Occupant {
  readonly source: Buffer;
}

interface Row {
  readonly folder: Buffer;
  readonly name: Buffer;
  readonly source: Buffer;
  readonly kind: NamedEntry['kind'];
  readonly size: bigint;
  readonly mtime: bigint;
  readonly ctime: bigint;
  readonly birthtime: bigint;
  readonly atime: bigint;
  readonly mode: bigint;
  readonly uid: bigint;
  readonly gid: bigint;
}

const rowsInPage = 4096;
/** Folders that are known to have their rows. */
const mostKnown = 10_000;
const cacheKib = 32 * 1024;
const slash = 0x2f;
const noBytes = Buffer.alloc(0);

export class NameTable implements Disposable {
  readonly #database: Sqlite;
  readonly #statements: ReturnType<typeof prepare>;
  readonly #known = new Set<string>();

  private constructor(database: Sqlite) {
    this.#database = database;
    this.#statements = prepare(database);
    database.exec('begin');
  }

  /** `beside`: a file of the same state, whose folder has room; without one, in the folder for temporary files. */
  static open(beside: string | undefined): NameTable {
    try {
      if (beside !== undefined) mkdirSync(dirname(beside), { recursive: true, mode: 0o700 });
      const folder = mkdtempSync(beside === undefined ? join(tmpdir(), 'longhaul-') : `${beside}.names-`);
      try {
        return new NameTable(openTemporary(join(folder, 'names.db')));
      } finally {
        // It is open, and nobody else is to find it.
        rmSync(folder, { recursive: true, force: true });
      }
    } catch (thrown) {
      throw new Fault('state-unusable', `cannot sort the new names: ${(thrown as Error).message}`, { cause: thrown });
    }
  }

  /** The first that asks for a path has it; for all others the answer is who that is. */
  add(file: NamedFile): Occupant | undefined {
    const { folder, name } = splitPath(file.path);
    const key = folder.toString('latin1');
    const above = this.#known.has(key) ? [] : foldersAbove(file.path);
    for (const each of above) {
      const occupant = this.#at(each);
      if (occupant !== undefined && occupant.kind !== 'folder') return occupant;
    }
    const { source, kind, size, mtimeNs, ctimeNs, birthtimeNs, atimeNs, mode, uid, gid } = file;
    const values = [source, kind, size, mtimeNs, ctimeNs, birthtimeNs, atimeNs, mode, uid, gid];
    if (this.#statements.add.run(sortKey(folder), name, ...values).changes === 0) return this.#at(file.path);
    for (const each of above) this.#addFolder(each, source);
    if (this.#known.size >= mostKnown) this.#known.clear();
    this.#known.add(key);
    return undefined;
  }

  /** Folder by folder as a walk would come to them, the names of each in the order of their bytes. */
  *entries(): Generator<NamedEntry, void> {
    let last: Pick<Row, 'folder' | 'name'> = { folder: noBytes, name: noBytes };
    for (;;) {
      const rows = this.#statements.page.all(last.folder, last.name, rowsInPage) as Row[];
      for (const row of rows) yield entryOf(row);
      const end = rows.at(-1);
      if (end === undefined) return;
      last = end;
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #at(path: Buffer): (Occupant & Pick<Row, 'kind'>) | undefined {
    const { folder, name } = splitPath(path);
    return this.#statements.at.get(sortKey(folder), name) as Pick<Row, 'source' | 'kind'> | undefined;
  }

  #addFolder(path: Buffer, source: Buffer): void {
    const { folder, name } = splitPath(path);
    this.#statements.add.run(sortKey(folder), name, source, 'folder', 0, 0, 0, 0, 0, 0, 0, 0);
  }
}

/** Nothing of it outlives the process, so nothing is ever made durable. */
function openTemporary(file: string): Sqlite {
  const database = new Database(file);
  database.pragma('journal_mode = OFF');
  database.pragma('synchronous = OFF');
  database.pragma('locking_mode = EXCLUSIVE');
  database.pragma(`cache_size = -${cacheKib}`);
  database.exec(`
    create table names (
      -- its components joined by zero bytes, which sorts as a walk does
      folder blob not null,
      name blob not null,
      -- of a folder, one of the files in it
      source blob not null,
      kind text not null,
      size integer not null,
      mtime integer not null,
      ctime integer not null,
      birthtime integer not null,
      atime integer not null,
      mode integer not null,
      uid integer not null,
      gid integer not null,
      primary key (folder, name)
    ) without rowid`);
  return database;
}

/** `a` and `a/b` of `a/b/c`. */
function foldersAbove(path: Buffer): Buffer[] {
  const folders: Buffer[] = [];
  for (let at = path.indexOf(slash); at >= 0; at = path.indexOf(slash, at + 1)) folders.push(path.subarray(0, at));
  return folders;
}

function sortKey(folder: Buffer): Buffer {
  return Buffer.from(folder.toString('latin1').replaceAll('/', '\0'), 'latin1');
}

function entryOf(row: Row): NamedEntry {
  return {
    folder: Buffer.from(row.folder.toString('latin1').replaceAll('\0', '/'), 'latin1'),
    name: row.name,
    source: row.source,
    kind: row.kind,
    size: Number(row.size),
    mtimeNs: row.mtime,
    ctimeNs: row.ctime,
    birthtimeNs: row.birthtime,
    atimeNs: row.atime,
    mode: Number(row.mode),
    uid: Number(row.uid),
    gid: Number(row.gid),
  };
}

function prepare(database: Sqlite) {
  const statement = (sql: string): Statement => database.prepare(sql);
  return {
    add: statement('insert or ignore into names values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    at: statement('select source, kind from names where folder = ? and name = ?'),
    page: database
      .prepare('select * from names where (folder, name) > (?, ?) order by folder, name limit ?')
      .safeIntegers(true),
  };
}
