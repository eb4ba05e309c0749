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
}

interface Row {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export class FailureStore {
  readonly #insert: Statement<[number, number, string, string, string]>;
  readonly #page: Statement<[number, number, number], Row>;
  readonly #clear: Statement<[number]>;
  readonly #total: Statement<[number], { readonly total: number }>;

  constructor(database: Sqlite) {
    this.#insert = database.prepare(`
      insert into failures (transfer, at, path, code, message) values (?, ?, ?, ?, ?)
      on conflict (transfer, path) do update set at = excluded.at, code = excluded.code, message = excluded.message`);
    this.#page = database.prepare(
      'select path, code, message from failures where transfer = ? order by id limit ? offset ?',
    );
    this.#clear = database.prepare('delete from failures where transfer = ?');
    this.#total = database.prepare('select count(*) as total from failures where transfer = ?');
  }

  add({ transfer, at, path, reason }: Failure): void {
    this.#insert.run(transferNumber(transfer), at, path, reason.code, reason.message);
  }

  /** It is started again: what failed is tried again. */
  clear(transfer: TransferId): void {
    this.#clear.run(transferNumber(transfer));
  }

  /** Sizes are not reported with a failure and are 0 here. */
  page(transfer: TransferId, offset: number, limit: number): TransferFilePage {
    const number = transferNumber(transfer);
    const files = this.#page.all(number, limit, offset).map(({ path, code, message }) => ({
      path,
      sizeBytes: 0,
      status: 'failed' as const,
      error: { code, message },
    }));
    return { files, total: this.#total.get(number)?.total ?? 0 };
  }
}
