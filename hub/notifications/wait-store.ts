/** Transfers that wait, as the notifications know them: since when, and who was told. */
import { type TransferId, transferId, transferNumber } from '../../src/runtime/identifier.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export interface KnownWait {
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Of the last pause in it that was seen. */
  readonly attempt: number;
  readonly nextAttemptAt: number;
  /** Notifications. */
  readonly told: readonly string[];
}

interface Row {
  readonly transfer: number;
  readonly since: number;
  readonly attempt: number;
  readonly next_attempt_at: number;
  readonly told: string;
}

export class WaitStore {
  readonly #all: Statement<[], Row>;
  readonly #put: Statement<[number, number, number, number, string]>;
  readonly #remove: Statement<[number]>;

  constructor(database: Sqlite) {
    this.#all = database.prepare('select * from waits');
    this.#put = database.prepare('insert or replace into waits values (?, ?, ?, ?, ?)');
    this.#remove = database.prepare('delete from waits where transfer = ?');
  }

  all(): Map<TransferId, KnownWait> {
    return new Map(
      this.#all.all().map(({ transfer, since, attempt, next_attempt_at: nextAttemptAt, told }) => {
        return [transferId(transfer), { since, attempt, nextAttemptAt, told: JSON.parse(told) as string[] }];
      }),
    );
  }

  put(id: TransferId, { since, attempt, nextAttemptAt, told }: KnownWait): void {
    this.#put.run(transferNumber(id), since, attempt, nextAttemptAt, JSON.stringify(told));
  }

  remove(id: TransferId): void {
    this.#remove.run(transferNumber(id));
  }
}
