/** Watched folders in the node's database, and what of each the hub was told. */
import { Watch, type WatchStanding } from '../../src/model/watch.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';
import type { ReportOutbox } from '../uplink/report-outbox.ts';

interface Row {
  readonly watch: string;
  readonly settled: string;
}

export class WatchStore {
  readonly #all: Statement<[], Row>;
  readonly #replace: (watches: readonly Watch[]) => void;
  readonly #setSettled: Statement<[string, string]>;
  readonly #setStanding: Statement<[{ name: string; standing: string }]>;
  readonly #inTransaction: (step: () => void) => void;
  readonly #outbox: ReportOutbox;

  constructor(database: Sqlite, outbox: ReportOutbox) {
    this.#outbox = outbox;
    this.#all = database.prepare('select watch, settled from watches');
    this.#setSettled = database.prepare('update watches set settled = ? where name = ?');
    this.#setStanding = database.prepare(
      'update watches set standing = :standing where name = :name and standing <> :standing',
    );
    const remove = database.prepare<[string]>('delete from watches where name not in (select value from json_each(?))');
    // What has settled is only of account for the same folder, seen in the same way.
    const put = database.prepare<[{ name: string; watch: string }]>(
      `insert into watches (name, watch) values (:name, :watch)
       on conflict (name) do update set watch = :watch, settled = '', standing = '' where watch <> :watch`,
    );
    this.#replace = database.transaction((watches: readonly Watch[]) => {
      remove.run(JSON.stringify(watches.map(({ name }) => name)));
      for (const watch of watches) put.run({ name: watch.name, watch: JSON.stringify(watch) });
    });
    this.#inTransaction = database.transaction((step: () => void) => step());
  }

  all(): { readonly watch: Watch; readonly settled: string }[] {
    return this.#all.all().map(({ watch, settled }) => ({ watch: Watch.parse(JSON.parse(watch)), settled }));
  }

  replace(watches: readonly Watch[]): void {
    this.#replace(watches);
  }

  /** `settled` is the key of what there is now (settled-files.ts); the hub will know exactly once. */
  fire(name: string, settled: string, at: number): void {
    this.#inTransaction(() => {
      this.#setSettled.run(settled, name);
      this.#outbox.sayOfWatch(name, { kind: 'watch-fired' }, at);
    });
  }

  /** Less there than before: nothing to start anything for. */
  setSettled(name: string, settled: string): void {
    this.#setSettled.run(settled, name);
  }

  /** Answers whether that is news. */
  stands(name: string, standing: WatchStanding, at: number): boolean {
    let isNews = false;
    this.#inTransaction(() => {
      isNews = this.#setStanding.run({ name, standing: JSON.stringify(standing) }).changes === 1;
      if (isNews) this.#outbox.sayOfWatch(name, { kind: 'watch-stands', standing }, at);
    });
    return isNews;
  }
}
