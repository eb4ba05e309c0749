/** Files that could not be moved, as their node reported them: what can still be shown while that node is away. */

import type { TransferFilePage } from '../../src/model/transfer-file.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { type TransferId, transferNumber } from '../../src/runtime/identifier.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export interface Failure {
  readonly transfer: TransferId;
  readonly at: number;
  readonly path: string;
  readonly reason: FaultNote;
  /** Whether the backlog has it, too; undefined from a node of 0.1.0. */
  readonly isPending: boolean | undefined;
}

interface FailurePage {
  readonly offset: number;
  readonly limit: number;
  /** Those that are known to be in no backlog. */
  readonly isUnlistedOnly?: boolean;
}

interface Row {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

interface Page {
  readonly rows: Statement<[number, number, number], Row>;
  readonly total: Statement<[number], { readonly total: number }>;
}

export class FailureStore {
  readonly #insert: Statement<[number, number, string, string, string, number | null]>;
  readonly #pages: Readonly<Record<'all' | 'unlisted', Page>>;
  readonly #clear: Statement<[number]>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare(`
      insert into failures (transfer, at, path, code, message, is_pending) values (?, ?, ?, ?, ?, ?)
      on conflict (transfer, path) do update set at = excluded.at, code = excluded.code, message = excluded.message,
        is_pending = excluded.is_pending`);
    const pages = (which: string): Page => ({
      rows: database.prepare(
        `select path, code, message from failures where transfer = ? and ${which} order by id limit ? offset ?`,
      ),
      total: database.prepare(`select count(*) as total from failures where transfer = ? and ${which}`),
    });
    this.#pages = { all: pages('true'), unlisted: pages('is_pending = 0') };
    this.#clear = database.prepare('delete from failures where transfer = ?');
  }

  add({ transfer, at, path, reason, isPending }: Failure): void {
    this.#insert.run(
      transferNumber(transfer),
      at,
      path,
      reason.code,
      reason.message,
      isPending === undefined ? null : Number(isPending),
    );
  }

  /** It is started again: what failed is tried again. */
  clear(transfer: TransferId): void {
    this.#clear.run(transferNumber(transfer));
  }

  /** Sizes are not reported with a failure and are 0 here. */
  page(transfer: TransferId, { offset, limit, isUnlistedOnly = false }: FailurePage): TransferFilePage {
    const number = transferNumber(transfer);
    const { rows, total } = this.#pages[isUnlistedOnly ? 'unlisted' : 'all'];
    const files = rows.all(number, limit, offset).map(({ path, code, message }) => ({
      path,
      sizeBytes: 0,
      status: 'failed' as const,
      error: { code, message },
    }));
    return { files, total: total.get(number)?.total ?? 0 };
  }
}
