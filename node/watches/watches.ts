/** The folders that the hub has this node watch, also while the hub is away. */
import type { Watch } from '../../src/model/watch.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/log.ts';
import type { Sqlite } from '../../src/storage/database.ts';
import type { Roots } from '../roots.ts';
import type { ReportOutbox } from '../uplink/report-outbox.ts';
import { FolderHints } from './folder-hints.ts';
import { FolderWatch } from './folder-watch.ts';
import { WatchStore } from './watch-store.ts';

export interface WatchesOptions {
  readonly database: Sqlite;
  readonly outbox: ReportOutbox;
  readonly roots: Roots;
  readonly clock: Clock;
  readonly log: Logger;
  /** For tests of what the kernel refuses. */
  readonly openHints?: ((folder: string) => FolderHints) | undefined;
}

interface Kept {
  readonly words: string;
  readonly folder: FolderWatch;
}

export class Watches implements AsyncDisposable {
  readonly #options: WatchesOptions;
  readonly #store: WatchStore;
  readonly #kept = new Map<string, Kept>();
  /** One change after the other. */
  #changing: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(options: WatchesOptions) {
    this.#options = options;
    this.#store = new WatchStore(options.database, options.outbox);
  }

  /** With what the hub wanted last. */
  start(): void {
    this.#changing = this.#follow();
  }

  /** Stored when it resolves: these, and no others. */
  async keep(watches: readonly Watch[]): Promise<void> {
    const changing = this.#changing.then(() => this.#follow(watches));
    this.#changing = changing.catch(() => undefined);
    await changing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await this.#changing;
    await Promise.all(Array.from(this.#kept.values(), ({ folder }) => folder[Symbol.asyncDispose]()));
    this.#kept.clear();
  }

  /** One that is changed ends before what it knows is replaced. */
  async #follow(next?: readonly Watch[]): Promise<void> {
    if (this.#isOver) return;
    if (next !== undefined) {
      const words = new Set(next.map((watch) => JSON.stringify(watch)));
      for (const [name, kept] of this.#kept) {
        if (words.has(kept.words)) continue;
        await kept.folder[Symbol.asyncDispose]();
        this.#kept.delete(name);
      }
      this.#store.replace(next);
    }
    const { roots, clock, log, openHints = (path) => new FolderHints(path) } = this.#options;
    for (const { watch, settled } of this.#store.all()) {
      if (this.#kept.has(watch.name)) continue;
      const folder = new FolderWatch({ watch, settled, store: this.#store, roots, openHints, clock, log });
      this.#kept.set(watch.name, { words: JSON.stringify(watch), folder });
      folder.start();
    }
  }
}
