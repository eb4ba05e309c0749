/** What nodes have said of the folders that they watch: how they are watched, and what is still to be started for them. */
import { WatchStanding } from '../../src/model/watch.ts';
import type { WatchReport } from '../../src/protocol/node-link.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export interface Watched {
  /** How often files have settled; above `started`, something is to be started. */
  readonly fired: number;
  readonly started: number;
  /** The newest time, milliseconds since 1970. */
  readonly firedAt: number | undefined;
  /** Undefined before the node has said it. */
  readonly standing: WatchStanding | undefined;
}

type Row = Pick<Watched, 'fired' | 'started'> & {
  readonly fired_at: number | null;
  readonly standing: string | null;
};

export class WatchedStore {
  readonly #get: Statement<[string, string], Row>;
  readonly #fire: Statement<[{ name: string; node: string; at: number }]>;
  readonly #stand: Statement<[{ name: string; node: string; standing: string }]>;
  readonly #setStarted: Statement<[{ name: string; node: string; fired: number }]>;
  readonly #forget: Statement<[string]>;

  constructor(database: Sqlite) {
    this.#get = database.prepare('select fired, started, fired_at, standing from watched where name = ? and node = ?');
    this.#fire = database.prepare(
      `insert into watched (name, node, fired, fired_at) values (:name, :node, 1, :at)
       on conflict (name, node) do update set fired = fired + 1, fired_at = :at`,
    );
    this.#stand = database.prepare(
      `insert into watched (name, node, standing) values (:name, :node, :standing)
       on conflict (name, node) do update set standing = :standing`,
    );
    this.#setStarted = database.prepare(
      'update watched set started = :fired where name = :name and node = :node and started < :fired',
    );
    this.#forget = database.prepare('delete from watched where name not in (select value from json_each(?))');
  }

  /** `name` is that of the trigger. */
  get(name: string, node: string): Watched | undefined {
    const row = this.#get.get(name, node);
    if (row === undefined) return undefined;
    const { fired_at, standing, ...counts } = row;
    return {
      ...counts,
      firedAt: fired_at ?? undefined,
      standing: standing === null ? undefined : WatchStanding.parse(JSON.parse(standing)),
    };
  }

  /** Inside the transaction of its batch, so that it counts exactly once. */
  take(node: string, { watch: name, at, fact }: WatchReport): void {
    if (fact.kind === 'watch-fired') this.#fire.run({ name, node, at });
    else this.#stand.run({ name, node, standing: JSON.stringify(fact.standing) });
  }

  /** Everything up to this firing has its transfer. */
  setStarted(name: string, node: string, fired: number): void {
    this.#setStarted.run({ name, node, fired });
  }

  /** All but these are not watched any more. */
  keepOnly(names: readonly string[]): void {
    this.#forget.run(JSON.stringify(names));
  }
}
