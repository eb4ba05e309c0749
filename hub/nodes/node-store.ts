/** Nodes as they are remembered: what each last said of itself, and up to which report it was heard. */
import { NodeHealth } from '../../src/model/node-record.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export interface StoredNode {
  readonly name: string;
  /** When it was last known to be attached, or when it joined. */
  readonly seenAt: number;
  readonly version: string | undefined;
  readonly dataAddress: string | undefined;
  readonly health: NodeHealth | undefined;
}

export interface Introduction {
  readonly version: string;
  readonly dataAddress: string | undefined;
  readonly health: NodeHealth;
}

interface Row {
  readonly name: string;
  readonly seen_at: number;
  readonly version: string | null;
  readonly data_address: string | null;
  readonly health: string | null;
}

export class NodeStore {
  readonly #put: Statement<[string, number, number]>;
  readonly #all: Statement<[], Row>;
  readonly #get: Statement<[string], Row>;
  readonly #has: Statement<[string]>;
  readonly #revoke: Statement<[number, string]>;
  readonly #introduce: Statement<[string, string | null, string, number, string]>;
  readonly #seen: Statement<[number, string]>;
  readonly #cursor: Statement<[string], { readonly reports_up_to: number }>;
  readonly #setCursor: Statement<[number, string]>;

  constructor(database: Sqlite) {
    this.#put = database.prepare(
      `insert into nodes (name, joined_at, seen_at) values (?, ?, ?) on conflict (name) do update
       set joined_at = excluded.joined_at, seen_at = excluded.seen_at, revoked_at = null
       where nodes.name = excluded.name collate binary`,
    );
    const known = 'select name, seen_at, version, data_address, health from nodes where revoked_at is null';
    this.#all = database.prepare(`${known} order by name`);
    this.#get = database.prepare(`${known} and name = ?`);
    this.#has = database.prepare('select 1 from nodes where name = ? and revoked_at is null');
    this.#revoke = database.prepare('update nodes set revoked_at = ? where name = ?');
    this.#introduce = database.prepare(
      'update nodes set version = ?, data_address = ?, health = ?, seen_at = ? where name = ?',
    );
    this.#seen = database.prepare('update nodes set seen_at = ? where name = ?');
    this.#cursor = database.prepare('select reports_up_to from nodes where name = ?');
    this.#setCursor = database.prepare('update nodes set reports_up_to = ? where name = ?');
  }

  /**
   * One of this name, revoked or with an expired certificate, begins anew; what is known of it stays. False when another
   * one has the name in another case.
   */
  put(name: string, now: number): boolean {
    return this.#put.run(name, now, now).changes === 1;
  }

  /** It is not among the nodes any more. */
  revoke(name: string, now: number): void {
    this.#revoke.run(now, name);
  }

  has(name: string): boolean {
    return this.#has.get(name) !== undefined;
  }

  all(): StoredNode[] {
    return this.#all.all().map(fromRow);
  }

  get(name: string): StoredNode | undefined {
    const row = this.#get.get(name);
    return row === undefined ? undefined : fromRow(row);
  }

  introduce(name: string, { version, dataAddress, health }: Introduction, now: number): void {
    this.#introduce.run(version, dataAddress ?? null, JSON.stringify(health), now, name);
  }

  seen(name: string, now: number): void {
    this.#seen.run(now, name);
  }

  /** The number of the last report stored, 0 before the first. */
  reportsUpTo(name: string): number {
    return this.#cursor.get(name)?.reports_up_to ?? 0;
  }

  setReportsUpTo(name: string, number: number): void {
    this.#setCursor.run(number, name);
  }
}

function fromRow(row: Row): StoredNode {
  return {
    name: row.name,
    seenAt: row.seen_at,
    version: row.version ?? undefined,
    dataAddress: row.data_address ?? undefined,
    health: row.health === null ? undefined : NodeHealth.parse(JSON.parse(row.health)),
  };
}
