/**
 * What the hub must come to know, kept until it has stored it. A fact is in the database, under the next number, before
 * it counts as said; whoever changes a row because of it puts both into one transaction. Numbers have no gaps, and facts
 * leave in order: the hub stores each exactly once by remembering the last number.
 */
import type { TransferOrder } from '../../src/model/transfer.ts';
import { NodeReport, type Report, type WatchReport } from '../../src/protocol/node-link.ts';
import type { Sqlite, Statement } from '../../src/storage/database.ts';

export type Fact = Report['fact'];

const batchSize = 200;
/** Far below what a message may have: one fact with the longest names is some ten thousand. */
const batchCharacters = 500_000;

export class ReportOutbox {
  readonly #insert: Statement<[string]>;
  readonly #first: Statement<[number], { number: number; body: string }>;
  readonly #removeUpTo: Statement<[number]>;
  readonly #last: Statement<[], { number: number }>;
  readonly #goOnAfter: (known: number) => void;
  #news = Promise.withResolvers<void>();

  constructor(database: Sqlite) {
    this.#insert = database.prepare('insert into reports (body) values (?)');
    this.#first = database.prepare('select number, body from reports order by number limit ?');
    this.#removeUpTo = database.prepare('delete from reports where number <= ?');
    this.#last = database.prepare("select coalesce(max(seq), 0) as number from sqlite_sequence where name = 'reports'");
    // In two steps over negative numbers: a primary key must be unique after every row.
    const negate = database.prepare<[number]>('update reports set number = -(number + ?)');
    const restore = database.prepare('update reports set number = -number');
    // There is no row to update before the first report.
    const forgetLast = database.prepare("delete from sqlite_sequence where name = 'reports'");
    const setLast = database.prepare<[number]>("insert into sqlite_sequence (name, seq) values ('reports', ?)");
    this.#goOnAfter = database.transaction((known: number) => {
      const { first, last } = this.#range();
      const by = known + 1 - first;
      negate.run(by);
      restore.run();
      forgetLast.run();
      setLast.run(last + by);
    });
  }

  /** Stored when it returns (or when the caller's transaction is). */
  say({ id: transfer, createdAt }: Pick<TransferOrder, 'id' | 'createdAt'>, fact: Fact, at: number): void {
    this.#store({ at, transfer, createdAt, fact });
  }

  /** The same of a watched folder, by the name of its watch. */
  sayOfWatch(watch: string, fact: WatchReport['fact'], at: number): void {
    this.#store({ at, watch, fact });
  }

  /** Resolves when the next fact is said. */
  get nextFact(): Promise<void> {
    return this.#news.promise;
  }

  get isEmpty(): boolean {
    return this.#first.get(1) === undefined;
  }

  /** The oldest facts, in order. */
  nextBatch(): NodeReport[] {
    const batch: NodeReport[] = [];
    let characters = 0;
    for (const { number, body } of this.#first.iterate(batchSize)) {
      characters += body.length;
      if (batch.length > 0 && characters > batchCharacters) break;
      batch.push(NodeReport.parse({ number, ...JSON.parse(body) }));
    }
    return batch;
  }

  /**
   * The hub has stored everything up to this number. One that was never given here, or one below what the hub has said
   * before, means that one of the two databases was lost or is an older copy: what is still to be said goes on after it.
   */
  acknowledge(upTo: number): void {
    const { first, last } = this.#range();
    if (upTo > last || upTo < first - 1) this.#goOnAfter(upTo);
    else this.#removeUpTo.run(upTo);
  }

  #store(report: Omit<Report, 'number'> | Omit<WatchReport, 'number'>): void {
    this.#insert.run(JSON.stringify(report));
    this.#news.resolve();
    this.#news = Promise.withResolvers<void>();
  }

  /** Numbers of the oldest and of the newest fact; of none, `first` is the one after `last`. */
  #range(): { readonly first: number; readonly last: number } {
    const last = this.#last.get()?.number ?? 0;
    return { first: this.#first.get(1)?.number ?? last + 1, last };
  }
}
