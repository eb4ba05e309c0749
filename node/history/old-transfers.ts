/**
 * Removes transfers that ended long ago, and the backlogs that nothing is known of any more. What a mirror has left stays: the
 * next one sees by it that its source is another folder, or is empty because nothing is mounted (INTERFACE.md, "Safety checks").
 */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TransferOrder } from '../../src/model/transfer.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import { backlogFolder, pairName } from '../runs/backlog-file.ts';

export interface OldTransfersOptions {
  /** The node's state folder. */
  readonly folder: string;
  readonly database: Sqlite;
  /** What ended before, milliseconds since 1970. */
  readonly before: number;
  /** Others have their turn. */
  readonly rest: () => Promise<void>;
}

/** In one turn. */
const mostRows = 100;
const suffix = '.db';
const beside = ['', '-wal', '-shm', '.lock'];

/** How many rows. */
export async function removeOldRows({ database, before, rest }: OldTransfersOptions): Promise<number> {
  const remove = database.prepare<[number, number]>(`
    delete from transfers where position in (
      select position from transfers where ended_at < ? and not "order" ->> '$.options.deleteExtras' limit ?)`);
  let removed = 0;
  for (;;) {
    const { changes } = remove.run(before, mostRows);
    removed += changes;
    if (changes < mostRows) return removed;
    await rest();
  }
}

/** Their names. A backlog that was written since is in use, whatever the database says. */
export async function removeUnknownBacklogs(options: OldTransfersOptions): Promise<string[]> {
  const { folder, database, before, rest } = options;
  const old = new Set(oldBacklogs(backlogFolder(folder), before));
  if (old.size === 0) return [];
  const page: Statement<[number, number], { position: number; order: string }> = database.prepare(
    'select position, "order" from transfers where position > ? order by position limit ?',
  );
  for (let last = 0; ; ) {
    const rows = page.all(last, mostRows);
    for (const { order } of rows) old.delete(pairName(TransferOrder.parse(JSON.parse(order))));
    last = rows.at(-1)?.position ?? last;
    // In the same turn as the last look: no new transfer can come in between.
    if (rows.length < mostRows) break;
    await rest();
  }
  for (const name of old)
    for (const end of beside) rmSync(join(backlogFolder(folder), name + suffix + end), { force: true });
  return [...old];
}

function oldBacklogs(folder: string, before: number): string[] {
  const names = statSync(folder, { throwIfNoEntry: false }) === undefined ? [] : readdirSync(folder);
  return names.flatMap((name) => {
    if (!name.endsWith(suffix)) return [];
    const changed = [name, `${name}-wal`].map(
      (file) => statSync(join(folder, file), { throwIfNoEntry: false })?.mtimeMs,
    );
    return Math.max(...changed.map((ms) => ms ?? 0)) < before ? [name.slice(0, -suffix.length)] : [];
  });
}
