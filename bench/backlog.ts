/**
 * How many rows a second does a backlog take from a scan, give out to be moved, and mark as synced, and how much memory
 * does it need when there are five times as many? Beside the same rows in the same tables through bare statements, in
 * transactions as long.
 *
 *   node bench/backlog.ts [ROWS] [FOLDER]     a million rows and then five, in the folder for temporary files by default (2.5 GB)
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Backlog } from '../src/engine/backlog/backlog.ts';
import { backlogMigrations } from '../src/engine/backlog/migrations.ts';
import { openDatabase } from '../src/storage/database.ts';

const rows = Number(process.argv[2] ?? 1_000_000);
const growth = 5;
const rowsInTransaction = 2000;
const filesInFolder = 500;
const place = mkdtempSync(join(process.argv[3] ?? tmpdir(), 'longhaul-bench-'));
const [sourceRoot, destinationRoot] = ['/srv/projects', '/mnt/archive/projects'].map((root) => Buffer.from(root)) as [
  Buffer,
  Buffer,
];
const status = { birthtimeNs: 1n, ctimeNs: 2n, mode: 0o644, uid: 1000, gid: 1000, mtimeNs: 1_700_000_000_000_000_000n };
const hash = 'ab'.repeat(32);

/** As a scan gives them: folder by folder. */
const pathOf = (row: number): string => `folder-${Math.floor(row / filesInFolder)}/file-${row}.bin`;

interface Step {
  readonly from: number;
  readonly to: number;
}

function insert(backlog: Backlog, { from, to }: Step): void {
  for (let row = from; row < to; row += 1) {
    const path = Buffer.from(pathOf(row));
    backlog.files.addScanned({ ...status, path, to: undefined, kind: 'file', size: row, isSame: false }, 1);
    if (backlog.changes >= rowsInTransaction) backlog.commit();
  }
  backlog.commit();
}

/** Every row that is pending is given out and comes back synced. */
function moveAll(backlog: Backlog): void {
  const lease = (after: number) => backlog.files.lease({ after, limit: 512, run: 1 });
  for (let items = lease(0); items.length > 0; items = lease(items.at(-1)?.id ?? 0)) {
    for (const item of items) backlog.files.markSynced(item, { ...status, size: item.size, hash, hashName: 'blake3' });
    if (backlog.changes >= rowsInTransaction) backlog.commit();
  }
  backlog.commit();
}

function insertBare({ from, to }: Step): void {
  const database = openDatabase({ file: join(place, 'bare.db'), migrations: backlogMigrations });
  const statement = database.prepare(
    `insert into files (source_path, dest_path, created_at, changed_at, modified_at, permissions, size, status, kind, scan)
     values (?, ?, ?, ?, ?, '0644 1000:1000', ?, 'pending', 'file', 1)`,
  );
  const some = database.transaction((first: number, end: number) => {
    for (let row = first; row < end; row += 1) {
      const path = pathOf(row);
      const { birthtimeNs, ctimeNs, mtimeNs } = status;
      statement.run(`${sourceRoot}/${path}`, `${destinationRoot}/${path}`, birthtimeNs, ctimeNs, mtimeNs, row);
    }
  });
  for (let first = from; first < to; first += rowsInTransaction) some(first, Math.min(first + rowsInTransaction, to));
  database.close();
}

function timed(title: string, count: number, work: () => void): number {
  const start = performance.now();
  work();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${title.padEnd(34)} ${Math.round(count / seconds)} rows/s   ${residentText()}`);
  return seconds;
}

function residentText(): string {
  return `${Math.round(process.memoryUsage.rss() / 1e6)} MB resident`;
}

try {
  console.log(`${'before the first row'.padEnd(34)} ${residentText()}`);
  using backlog = Backlog.open({ file: join(place, 'backlog.db'), sourceRoot, destinationRoot });
  const million = (count: number): string => `${(count / 1e6).toFixed(1)} M rows`;
  const ours = timed(`insert, up to ${million(rows)}`, rows, () => insert(backlog, { from: 0, to: rows }));
  timed('lease and mark as synced', rows, () => moveAll(backlog));
  const more = rows * (growth - 1);
  timed(`insert, up to ${million(rows * growth)}`, more, () => insert(backlog, { from: rows, to: rows * growth }));
  const bare = timed('insert, bare statements', rows, () => insertBare({ from: 0, to: rows }));
  console.log(`a row of a backlog takes ${(ours / bare).toFixed(2)} x as long as a bare one`);
} finally {
  rmSync(place, { recursive: true, force: true });
}
