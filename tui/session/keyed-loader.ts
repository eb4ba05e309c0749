/** What the hub tells of the one thing that is shown: asked for when it is another one, and again every two seconds. */

import type { Clock } from '../../src/runtime/clock.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { faultText } from '../format/fault-text.ts';

const refreshMs = 2000;

export interface KeyedLoaderOptions<Key, Value> {
  readonly ask: (key: Key) => Promise<Value>;
  /** With the value, or the reason why it cannot be had. */
  readonly settle: (key: Key, value: Value | undefined, reason: string | undefined) => void;
  readonly publish: () => void;
  readonly clock: Clock;
}

export class KeyedLoader<Key, Value> {
  readonly #options: KeyedLoaderOptions<Key, Value>;
  #wanted: Key | undefined;
  #isLoading = false;
  #loadedAt = 0;

  constructor(options: KeyedLoaderOptions<Key, Value>) {
    this.#options = options;
  }

  want(key: Key | undefined): void {
    if (key === this.#wanted) return;
    this.#wanted = key;
    void this.#load();
  }

  refresh(): void {
    if (this.#options.clock.now() - this.#loadedAt >= refreshMs) void this.#load();
  }

  async #load(): Promise<void> {
    const { ask, settle, publish, clock } = this.#options;
    const key = this.#wanted;
    if (key === undefined || this.#isLoading) return;
    this.#isLoading = true;
    this.#loadedAt = clock.now();
    try {
      settle(key, await ask(key), undefined);
    } catch (thrown) {
      // A lost link is said in the header, and greys what is shown.
      if (asFault(thrown).code !== 'link-lost') settle(key, undefined, faultText(thrown));
    } finally {
      this.#isLoading = false;
    }
    publish();
    if (key !== this.#wanted) void this.#load();
  }
}
