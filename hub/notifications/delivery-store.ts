/**
 * What is still to be delivered for each notification, in order, and what came of what was. An event leaves the list in
 * the transaction that notes what became of it.
 */
import { NotificationEvent } from '../../src/model/notification-event.ts';
import { FailedDelivery } from '../../src/model/notification-record.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

/** Of one notification: what comes beyond pushes out the oldest. */
export const mostOwed = 10_000;

export interface OwedEvent {
  readonly number: number;
  readonly event: NotificationEvent;
}

export interface Owed {
  readonly count: number;
  /** When the oldest came. */
  readonly since: number | undefined;
}

/** Since the notification was declared. */
export interface DeliveryState {
  readonly lost: number;
  readonly deliveredAt: number | undefined;
  readonly failure: FailedDelivery | undefined;
}

interface StateRow {
  readonly lost: number;
  readonly delivered_at: number | null;
  readonly failure: string | null;
}

export class DeliveryStore {
  readonly #database: Sqlite;
  readonly #insert: Statement<[string, number, string]>;
  readonly #first: Statement<[string], { number: number; body: string }>;
  readonly #isOwed: Statement<[string], unknown>;
  readonly #remove: Statement<[number]>;
  readonly #owed: Statement<[string], { count: number; since: number | null }>;
  readonly #pushOut: Statement<[{ name: string; count: number }]>;
  readonly #names: Statement<[], { name: string }>;
  readonly #clear: Statement<[string]>;
  readonly #state: Statement<[string], StateRow>;
  readonly #setState: Statement<[string, number, number | null, string | null]>;
  readonly #deleteState: Statement<[string]>;

  constructor(database: Sqlite) {
    this.#database = database;
    this.#insert = database.prepare('insert into owed_events (notification, at, body) values (?, ?, ?)');
    this.#first = database.prepare(
      'select number, body from owed_events where notification = ? order by number limit 1',
    );
    this.#isOwed = database.prepare('select 1 from owed_events where notification = ? limit 1');
    this.#remove = database.prepare('delete from owed_events where number = ?');
    this.#owed = database.prepare('select count(*) as count, min(at) as since from owed_events where notification = ?');
    this.#pushOut = database.prepare(
      `delete from owed_events where number in (
         select number from owed_events where notification = :name order by number limit :count)`,
    );
    this.#names = database.prepare(
      'select notification as name from owed_events union select name from delivery_states',
    );
    this.#clear = database.prepare('delete from owed_events where notification = ?');
    this.#state = database.prepare('select lost, delivered_at, failure from delivery_states where name = ?');
    this.#setState = database.prepare('insert or replace into delivery_states values (?, ?, ?, ?)');
    this.#deleteState = database.prepare('delete from delivery_states where name = ?');
  }

  /** Returns how many older ones had to go, which are lost. */
  add(event: NotificationEvent): number {
    const { notification: name, at } = event;
    this.#insert.run(name, at, JSON.stringify(event));
    const tooMany = this.owed(name).count - mostOwed;
    if (tooMany <= 0) return 0;
    this.#pushOut.run({ name, count: tooMany });
    const state = this.state(name);
    this.#note(name, { ...state, lost: state.lost + tooMany });
    return tooMany;
  }

  first(name: string): OwedEvent | undefined {
    const row = this.#first.get(name);
    return row && { number: row.number, event: NotificationEvent.parse(JSON.parse(row.body)) };
  }

  isOwed(name: string): boolean {
    return this.#isOwed.get(name) !== undefined;
  }

  owed(name: string): Owed {
    const { count = 0, since } = this.#owed.get(name) ?? {};
    return { count, since: since ?? undefined };
  }

  state(name: string): DeliveryState {
    const { lost = 0, delivered_at, failure = null } = this.#state.get(name) ?? {};
    return {
      lost,
      deliveredAt: delivered_at ?? undefined,
      failure: failure === null ? undefined : FailedDelivery.parse(JSON.parse(failure)),
    };
  }

  delivered({ number, event: { notification: name } }: OwedEvent, at: number): void {
    this.#together(() => {
      this.#remove.run(number);
      this.#note(name, { ...this.state(name), deliveredAt: at, failure: undefined });
    });
  }

  /** It stays, and is tried again. */
  failed({ event: { notification: name } }: OwedEvent, failure: FailedDelivery): void {
    this.#note(name, { ...this.state(name), failure });
  }

  /** It is given up. */
  lost({ number, event: { notification: name } }: OwedEvent, failure: FailedDelivery): void {
    this.#together(() => {
      this.#remove.run(number);
      const state = this.state(name);
      this.#note(name, { ...state, lost: state.lost + 1, failure });
    });
  }

  /** Nothing of any other is remembered. */
  keepOnly(names: readonly string[]): void {
    for (const { name } of this.#names.all()) {
      if (names.includes(name)) continue;
      this.#clear.run(name);
      this.#deleteState.run(name);
    }
  }

  #note(name: string, { lost, deliveredAt, failure }: DeliveryState): void {
    this.#setState.run(name, lost, deliveredAt ?? null, failure === undefined ? null : JSON.stringify(failure));
  }

  #together(write: () => void): void {
    this.#database.transaction(write).immediate();
  }
}
