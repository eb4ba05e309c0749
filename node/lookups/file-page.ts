/** One page of a backlog's files, read beside the thread that writes it (WAL: neither waits for the other). */
import { Buffer } from 'node:buffer';
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { fromColumn, type PathColumn } from '../../src/engine/backlog/path-column.ts';
import { pathName } from '../../src/model/path-text.ts';
import type { TransferFile, TransferFilePage } from '../../src/model/transfer-file.ts';
import type { Lookup } from './lookup.ts';

type FilesLookup = Extract<Lookup, { kind: 'files' }>;

interface Row {
  readonly source_path: PathColumn;
  readonly size: number;
  readonly status: 'pending' | 'synced';
  readonly hash: string | null;
  readonly last_error: string | null;
  readonly failed_run: number | null;
}

/** Given up by the run that tried them last; the next run tries them again. */
const isFailed = "status = 'pending' and failed_run is not null";
const conditions = {
  pending: "status = 'pending' and failed_run is null",
  failed: isFailed,
  synced: "status = 'synced'",
} as const;

/** Empty for a transfer that has not begun. In the order in which the scan found them. */
export function filePage({ backlogFile, status, offset, limit }: FilesLookup): TransferFilePage {
  if (!existsSync(backlogFile)) return { files: [], total: 0 };
  const database = new Database(backlogFile, { readonly: true });
  try {
    const where = status === undefined ? 'true' : conditions[status];
    const rows = database
      .prepare<[number, number], Row>(
        `select source_path, size, status, hash, last_error, failed_run from files where ${where} order by rowid limit ? offset ?`,
      )
      .all(limit, offset);
    const above = sourceRoot(database);
    return { files: rows.map((row) => fileOf(row, above)), total: totalOf(database, status) };
  } finally {
    database.close();
  }
}

/** From the counters that the backlog keeps: counting ten million rows would take seconds. Failed ones are few. */
function totalOf(database: Database.Database, status: FilesLookup['status']): number {
  const counter = (name: string): number =>
    database.prepare<[string], { value: number }>('select value from counters where name = ?').get(name)?.value ?? 0;
  const failed = database.prepare<[], { n: number }>(`select count(*) as n from files where ${isFailed}`);
  switch (status) {
    case undefined:
      return counter('pendingFiles') + counter('syncedFiles');
    case 'synced':
      return counter('syncedFiles');
    case 'failed':
      return failed.get()?.n ?? 0;
    case 'pending':
      return counter('pendingFiles') - (failed.get()?.n ?? 0);
    default:
      return status satisfies never;
  }
}

/** Length in bytes of what stands before the relative path, with its slash. */
function sourceRoot(database: Database.Database): number {
  const row = database.prepare<[], { value: string }>("select value from facts where name = 'roots'").get();
  const [source = ''] = JSON.parse(row?.value ?? '[]') as string[];
  return source === '/' ? 1 : source.length + 1;
}

function fileOf(row: Row, above: number): TransferFile {
  const hasFailed = row.status === 'pending' && row.failed_run !== null;
  return {
    path: pathName(Buffer.from(fromColumn(row.source_path).subarray(above))),
    sizeBytes: row.size,
    status: hasFailed ? 'failed' : row.status,
    ...(row.hash !== null && { hash: row.hash }),
    ...(row.last_error !== null && { error: errorOf(row.last_error) }),
  };
}

/** `code: message`, as the backlog keeps it. */
function errorOf(text: string): { code: string; message: string } {
  const colon = text.indexOf(': ');
  return { code: text.slice(0, colon), message: text.slice(colon + 2) };
}
