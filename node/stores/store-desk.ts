/** Questions of the hub about stores: each opens the store, asks, and lets go of it. What was listed last is known for a minute. */
import type { Connection } from '../../src/model/connection.ts';
import { type FolderEntry, type FolderPage, type FolderWish, rootsPath } from '../../src/model/folder-listing.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { pageOfEntries } from '../lookups/entry-page.ts';
import { KnownListings } from './known-listings.ts';
import type { StoreAccess } from './store-access.ts';
import type { AllowedStore } from './store-setting.ts';

export interface StorePlace {
  readonly connection: Connection;
  readonly path: string;
}

const patienceMs = 30_000;

export class StoreDesk {
  readonly #access: StoreAccess;
  readonly #known = new KnownListings();

  constructor(access: StoreAccess) {
    this.#access = access;
  }

  /** Throws what the store answers, and what this node allows. `/` lists what it allows. */
  async browse(place: StorePlace, wish: FolderWish, signal: AbortSignal): Promise<FolderPage> {
    const { connection, path } = place;
    if (path === rootsPath) return { path, ...pageOfEntries(this.#places(connection), wish), isReadOnly: true };
    const allowed = this.#access.open(connection, path, 'read');
    const mayBeKnown = wish.offset > 0 || wish.isRecentEnough === true;
    const known = mayBeKnown ? this.#known.find(place) : undefined;
    const entries = known ?? (await this.#read(place, { allowed, signal }));
    return { path, ...pageOfEntries(entries, wish), isReadOnly: this.#isReadOnly(place) };
  }

  /** Why it cannot be written to; undefined when it can, which was tried. */
  async whyNotWritten({ connection, path }: StorePlace, signal: AbortSignal): Promise<FaultNote | undefined> {
    using until = patient(signal);
    try {
      const setting = await this.#access.ready(this.#access.open(connection, path, 'write'), until.signal);
      const [{ openStore }, { tryToWrite }] = await Promise.all([import('./open-store.ts'), import('./store-look.ts')]);
      await using store = await openStore(setting);
      await tryToWrite(store, until.signal);
      return undefined;
    } catch (thrown) {
      const { code, message, hint } = asFault(thrown);
      return { code, message, hint };
    }
  }

  async #read(
    place: StorePlace,
    { allowed, signal }: { readonly allowed: AllowedStore; readonly signal: AbortSignal },
  ): Promise<readonly FolderEntry[]> {
    using until = patient(signal);
    const setting = await this.#access.ready(allowed, until.signal);
    // Loaded when it is wanted: most nodes have no store.
    const [{ openStore }, { entriesOf }] = await Promise.all([import('./open-store.ts'), import('./store-look.ts')]);
    await using store = await openStore(setting);
    const entries = await entriesOf(store, until.signal);
    this.#known.keep(place, entries);
    return entries;
  }

  #places(connection: Connection): readonly FolderEntry[] {
    return this.#access
      .places(connection)
      .map((name) => ({ name, kind: 'folder', sizeBytes: 0, modifiedAt: 0 }) as const);
  }

  #isReadOnly({ connection, path }: StorePlace): boolean {
    try {
      this.#access.open(connection, path, 'write');
      return false;
    } catch {
      return true;
    }
  }
}

/** The same signal, and an answer for whoever waits for one that does not come. */
function patient(signal: AbortSignal): { readonly signal: AbortSignal } & Disposable {
  const end = new AbortController();
  const fault = () => new Fault('store-unreachable', `the store did not answer in ${patienceMs / 1000} seconds`);
  const timer = setTimeout(() => end.abort(fault()), patienceMs);
  return { signal: AbortSignal.any([signal, end.signal]), [Symbol.dispose]: () => clearTimeout(timer) };
}
