/** The transfers of this node in its database: orders, what is wanted of each, and the state it is in. */
import { z } from 'zod';
import { TransferOrder } from '../../src/model/transfer.ts';
import { isEnded, TransferState } from '../../src/model/transfer-state.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export const Wanted = z.enum(['run', 'pause', 'cancel']);
export type Wanted = z.infer<typeof Wanted>;

export interface StoredTransfer {
  readonly order: TransferOrder;
  readonly wanted: Wanted;
  readonly state: TransferState;
  /** How often in a row it could not go on. */
  readonly attempt: number;
}

interface Row {
  readonly order: string;
  readonly wanted: string;
  readonly state: string;
  readonly attempt: number;
}

export class TransferStore {
  readonly #insert: Statement<[string, string, string]>;
  readonly #remove: Statement<[string]>;
  readonly #byId: Statement<[string], Row>;
  readonly #unfinished: Statement<[], Row>;
  readonly #latest: Statement<[number], Row>;
  readonly #setOrder: Statement<[string, string]>;
  readonly #want: Statement<[string, string]>;
  readonly #update: Statement<[string, number, number | null, string]>;

  constructor(database: Sqlite) {
    const columns = '"order", wanted, state, attempt';
    this.#insert = database.prepare('insert into transfers (id, "order", state) values (?, ?, ?)');
    this.#remove = database.prepare('delete from transfers where id = ?');
    this.#byId = database.prepare(`select ${columns} from transfers where id = ?`);
    this.#unfinished = database.prepare(`select ${columns} from transfers where ended_at is null order by position`);
    this.#latest = database.prepare(`select ${columns} from transfers order by position desc limit ?`);
    this.#setOrder = database.prepare('update transfers set "order" = ? where id = ?');
    this.#want = database.prepare('update transfers set wanted = ? where id = ?');
    this.#update = database.prepare('update transfers set state = ?, attempt = ?, ended_at = ? where id = ?');
  }

  add(order: TransferOrder): StoredTransfer {
    const state: TransferState = { kind: 'queued' };
    this.#insert.run(order.id, JSON.stringify(order), JSON.stringify(state));
    return { order, wanted: 'run', state, attempt: 0 };
  }

  remove(id: TransferId): void {
    this.#remove.run(id);
  }

  find(id: TransferId): StoredTransfer | undefined {
    const row = this.#byId.get(id);
    return row && transferOf(row);
  }

  /** In the order in which they were given. */
  unfinished(): StoredTransfer[] {
    return this.#unfinished.all().map(transferOf);
  }

  /** Newest first. */
  latest(limit: number): StoredTransfer[] {
    return this.#latest.all(limit).map(transferOf);
  }

  setOrder(order: TransferOrder): void {
    this.#setOrder.run(JSON.stringify(order), order.id);
  }

  want(id: TransferId, wanted: Wanted): void {
    this.#want.run(wanted, id);
  }

  setState(id: TransferId, { state, attempt, at }: { state: TransferState; attempt: number; at: number }): void {
    this.#update.run(JSON.stringify(state), attempt, isEnded(state) ? at : null, id);
  }
}

function transferOf(row: Row): StoredTransfer {
  return {
    order: TransferOrder.parse(JSON.parse(row.order)),
    wanted: Wanted.parse(row.wanted),
    state: TransferState.parse(JSON.parse(row.state)),
    attempt: row.attempt,
  };
}
