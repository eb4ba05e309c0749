/** A place in a store as a plan looks at it. */
import type { Buffer } from 'node:buffer';
import type { PlanScanOptions, PlanTarget, TargetFacts } from '../../src/engine/plan/plan-target.ts';
import { EntryFilter } from '../../src/engine/scan/entry-filter.ts';
import type { Listing } from '../../src/engine/scan/listing.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { scanStore } from './store-scan.ts';
import type { StoreSetting } from './store-setting.ts';

export class StoreTarget implements PlanTarget, AsyncDisposable {
  readonly facts: TargetFacts;
  readonly #store: Store;

  private constructor(store: Store) {
    this.#store = store;
    const { mtimeGrainNs } = this.#store.traits;
    // A store has as much room as is paid for.
    const freeBytes = Number.MAX_SAFE_INTEGER;
    this.facts = { isMissing: false, caseHandling: 'keeps', normalForms: 'keeps', freeBytes, mtimeGrainNs };
  }

  static async open(setting: StoreSetting): Promise<StoreTarget> {
    return new StoreTarget(await openStore(setting));
  }

  scan({ selection, nowMs, signal }: PlanScanOptions): AsyncIterable<Listing> {
    const filter = selection && { entries: new EntryFilter(selection, nowMs), isListed: true };
    const tidy = async (): Promise<boolean> => false;
    return scanStore({
      store: this.#store,
      onlyName: undefined,
      withDetails: false,
      isRough: false,
      filter,
      tidy,
      signal,
    });
  }

  async refusesLong(names: readonly Buffer[]): Promise<boolean[]> {
    return names.map(() => false);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }
}
