/** Transfers as they are kept: one row each, from the request to the end. */

import type { FanOutRequest } from '../../src/model/fan-out.ts';
import { defaultPriority, type Priority } from '../../src/model/priority.ts';
import type { StartedBy } from '../../src/model/started-by.ts';
import { Transfer } from '../../src/model/transfer.ts';
import type { TransferState } from '../../src/model/transfer-state.ts';
import type { TransferFilter } from '../../src/protocol/console-link.ts';
import { type TransferId, transferId, transferNumber } from '../../src/runtime/identifier.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

/** A transfer without what only memory holds, and what the dispatcher needs to know of it. */
export type StoredTransfer = Omit<Transfer, 'progress'> & {
  /** When the owner may first have heard of it. */
  readonly orderedAt: number | undefined;
};
export type Asked = NonNullable<Transfer['asked']>;

/** One for each destination, started together. */
export interface NewTransfers extends Omit<FanOutRequest, 'via'> {
  /** Of each destination, as in `Transfer`. */
  readonly owners: readonly (string | undefined)[];
  readonly name: string;
  readonly createdBy: string;
  readonly startedBy?: StartedBy | undefined;
  readonly createdAt: number;
}

interface Row {
  readonly number: number;
  readonly fan_out: number | null;
  readonly name: string;
  readonly source_node: string;
  readonly source_path: string;
  readonly destination_node: string;
  readonly destination_path: string;
  readonly owner: string | null;
  readonly options: string;
  readonly priority: Priority;
  readonly start_at: number | null;
  readonly state: string;
  readonly asked: Asked | null;
  readonly created_by: string;
  readonly started_by: string | null;
  readonly created_at: number;
  readonly retried_at: number | null;
  readonly ordered_at: number | null;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  readonly totals: string | null;
  readonly findings: string | null;
}

type KeyedRow = Row & { readonly key: string };

interface Changed {
  readonly number: number;
  readonly options: string;
  readonly priority: Priority;
  readonly state: string;
  readonly asked: Asked | null;
  readonly startAt: number | null;
  readonly retriedAt: number | null;
  readonly orderedAt: number | null;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly totals: string | null;
  readonly findings: string | null;
}

/** Those that have not ended are kept in memory, too, and are looked up there (active-transfers.ts). */
type StoredFilter = Exclude<TransferFilter, 'active'>;

const conditions: Readonly<Record<StoredFilter, string>> = {
  all: 'true',
  ended: 'ended_at is not null',
  failed: "state_kind in ('failed', 'completed-with-errors')",
};

export class TransferStore {
  readonly #database: Sqlite;
  readonly #insert: Statement<[Record<string, unknown>]>;
  readonly #update: Statement<[Changed]>;
  readonly #byNumber: Statement<[number], Row>;
  readonly #join: Statement<[{ readonly number: number; readonly first: number }]>;
  readonly #byKey: Statement<[string], Row>;
  readonly #keyOf: Statement<[number], { readonly key: string | null }>;
  readonly #byKeys: Statement<[string, string], KeyedRow>;
  readonly #ofFanOut: Statement<[number], Row>;
  readonly #active: Statement<[], Row>;
  readonly #toFollow: Statement<[], Row>;
  readonly #followed: Statement<[number, number]>;
  readonly #toNotify: Statement<[number], Row>;
  readonly #notified: Statement<[number, number]>;
  readonly #pages: Readonly<
    Record<
      StoredFilter,
      { readonly rows: Statement<[number, number], Row>; readonly total: Statement<[], { readonly total: number }> }
    >
  >;
  readonly #troubled: Statement<[number], { readonly total: number }>;

  constructor(database: Sqlite) {
    this.#database = database;
    this.#insert = database.prepare(`
      insert into transfers (name, source_node, source_path, destination_node, destination_path, owner, options, priority, start_at, state,
        created_by, started_by, created_at, key)
      values (:name, :sourceNode, :sourcePath, :destinationNode, :destinationPath, :owner, :options, :priority, :startAt, :state,
        :createdBy, :startedBy, :createdAt, :key)`);
    this.#update = database.prepare(`
      update transfers set options = :options, priority = :priority, state = :state, asked = :asked, start_at = :startAt,
        retried_at = :retriedAt, ordered_at = :orderedAt,
        started_at = :startedAt, ended_at = :endedAt, totals = :totals, findings = :findings,
        followed_at = case when :endedAt is null then null else followed_at end,
        notified_at = case when :endedAt is null then null else notified_at end where number = :number`);
    this.#byNumber = database.prepare('select * from transfers where number = ?');
    this.#join = database.prepare('update transfers set fan_out = :first where number = :number');
    this.#byKey = database.prepare('select * from transfers where key = ?');
    this.#keyOf = database.prepare('select key from transfers where number = ?');
    this.#byKeys = database.prepare('select * from transfers where key >= ? and key < ? order by key');
    this.#ofFanOut = database.prepare('select * from transfers where fan_out = ? order by number');
    // By the index of those under way: the plus keeps SQLite from walking the whole history in this order.
    this.#active = database.prepare('select * from transfers where ended_at is null order by +number');
    this.#toFollow = database.prepare(
      'select * from transfers where started_by is not null and ended_at is not null and followed_at is null order by number',
    );
    this.#followed = database.prepare('update transfers set followed_at = ? where number = ?');
    this.#toNotify = database.prepare(
      'select * from transfers where ended_at is not null and notified_at is null order by number limit ?',
    );
    this.#notified = database.prepare('update transfers set notified_at = ? where number = ?');
    const page = (filter: StoredFilter) => ({
      rows: database.prepare<[number, number], Row>(
        `select * from transfers where number in (
           select number from transfers where ${conditions[filter]} order by number desc limit ? offset ?
         ) order by number desc`,
      ),
      total: database.prepare<[], { readonly total: number }>(
        `select count(*) as total from transfers where ${conditions[filter]}`,
      ),
    });
    this.#pages = { all: page('all'), ended: page('ended'), failed: page('failed') };
    this.#troubled = database.prepare(
      "select count(*) as total from transfers where ended_at >= ? and state_kind in ('failed', 'completed-with-errors')",
    );
  }

  /** One for each destination, in their order; together they are a fan-out. All are stored or none is. */
  add({ destinations, owners, key, ...request }: NewTransfers): StoredTransfer[] {
    return this.#database
      .transaction(() => {
        const numbers = destinations.map((destination, index) =>
          this.#add({ ...request, destination, owner: owners[index], key: index === 0 ? key : undefined }),
        );
        const [first = 0, ...others] = numbers;
        if (others.length > 0) for (const number of numbers) this.#join.run({ number, first });
        return numbers.map((number) => fromRow(this.#byNumber.get(number) as Row));
      })
      .immediate();
  }

  /** What a key has started: nothing, one, or all of a fan-out. */
  ofKey(key: string): StoredTransfer[] {
    const row = this.#byKey.get(key);
    if (row === undefined) return [];
    return this.together(fromRow(row));
  }

  /** The key that it was started with, if any. */
  keyOf(id: TransferId): string | undefined {
    return this.#keyOf.get(transferNumber(id))?.key ?? undefined;
  }

  /** What keys that begin so have started, each with all of its fan-out; in the order of their keys. */
  ofKeysWith(beginning: string): { readonly key: string; readonly transfers: StoredTransfer[] }[] {
    return this.#byKeys
      .all(beginning, `${beginning}\u{10ffff}`)
      .map(({ key, ...row }) => ({ key, transfers: this.together(fromRow(row)) }));
  }

  save(transfer: StoredTransfer): void {
    const { id, options, priority, state, asked, startAt, retriedAt, orderedAt, startedAt, endedAt, totals, findings } =
      transfer;
    this.#update.run({
      number: transferNumber(id),
      options: JSON.stringify(options),
      priority: priority ?? defaultPriority,
      state: JSON.stringify(state),
      asked: asked ?? null,
      startAt: startAt ?? null,
      retriedAt: retriedAt ?? null,
      orderedAt: orderedAt ?? null,
      startedAt: startedAt ?? null,
      endedAt: endedAt ?? null,
      totals: totals === undefined ? null : JSON.stringify(totals),
      findings: findings === undefined ? null : JSON.stringify(findings),
    });
  }

  get(id: TransferId): StoredTransfer | undefined {
    const row = this.#byNumber.get(transferNumber(id));
    return row === undefined ? undefined : fromRow(row);
  }

  active(): StoredTransfer[] {
    return this.#active.all().map(fromRow);
  }

  /** Started from templates and ended, with the chains after them not seen to. */
  toFollow(): StoredTransfer[] {
    return this.#toFollow.all().map(fromRow);
  }

  markFollowed(id: TransferId, at: number): void {
    this.#followed.run(at, transferNumber(id));
  }

  /** Ended, and it was not noted yet who is to be told. */
  toNotify(limit: number): StoredTransfer[] {
    return this.#toNotify.all(limit).map(fromRow);
  }

  markNotified(id: TransferId, at: number): void {
    this.#notified.run(at, transferNumber(id));
  }

  /** All of the fan-out that it is a part of, or the one. */
  together(transfer: StoredTransfer): StoredTransfer[] {
    const { fanOut } = transfer;
    return fanOut === undefined ? [transfer] : this.#ofFanOut.all(transferNumber(fanOut)).map(fromRow);
  }

  /** Newest first. */
  page(
    filter: StoredFilter,
    offset: number,
    limit: number,
  ): { readonly transfers: StoredTransfer[]; readonly total: number } {
    const { rows, total } = this.#pages[filter];
    return { transfers: rows.all(limit, offset).map(fromRow), total: total.get()?.total ?? 0 };
  }

  /** How many ended since then failed or left files behind. */
  countTroubled(since: number): number {
    return this.#troubled.get(since)?.total ?? 0;
  }

  #add(transfer: Omit<NewTransfers, 'destinations' | 'owners'> & Pick<Transfer, 'destination' | 'owner'>): number {
    const { name, source, destination, owner, options, priority, startAt, key, createdBy, startedBy, createdAt } =
      transfer;
    const { lastInsertRowid } = this.#insert.run({
      name,
      sourceNode: source.node,
      sourcePath: source.path,
      destinationNode: destination.node,
      destinationPath: destination.path,
      owner: owner ?? null,
      options: JSON.stringify(options),
      priority: priority ?? defaultPriority,
      startAt: startAt ?? null,
      state: JSON.stringify({ kind: 'queued' } satisfies TransferState),
      createdBy,
      startedBy: startedBy === undefined ? null : JSON.stringify(startedBy),
      createdAt,
      key: key ?? null,
    });
    return Number(lastInsertRowid);
  }
}

function fromRow(row: Row): StoredTransfer {
  return {
    ...Transfer.parse({
      id: transferId(row.number),
      fanOut: row.fan_out === null ? undefined : transferId(row.fan_out),
      name: row.name,
      source: { node: row.source_node, path: row.source_path },
      destination: { node: row.destination_node, path: row.destination_path },
      owner: row.owner ?? undefined,
      options: JSON.parse(row.options),
      priority: row.priority,
      startAt: row.start_at ?? undefined,
      state: JSON.parse(row.state),
      asked: row.asked ?? undefined,
      createdBy: row.created_by,
      startedBy: row.started_by === null ? undefined : JSON.parse(row.started_by),
      createdAt: row.created_at,
      retriedAt: row.retried_at ?? undefined,
      startedAt: row.started_at ?? undefined,
      endedAt: row.ended_at ?? undefined,
      totals: row.totals === null ? undefined : JSON.parse(row.totals),
      findings: row.findings === null ? undefined : JSON.parse(row.findings),
    }),
    orderedAt: row.ordered_at ?? undefined,
  };
}
