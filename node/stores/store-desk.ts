/** Questions of the hub about stores. Nothing of it is kept: each opens the store, asks, and lets go of it. */
import type { Connection } from '../../src/model/connection.ts';
import type { FolderPage } from '../../src/model/folder-listing.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { StoreAccess } from './store-access.ts';
import type { PageWish } from './store-look.ts';

export interface StorePlace {
  readonly connection: Connection;
  readonly path: string;
}

const patienceMs = 30_000;

export class StoreDesk {
  readonly #access: StoreAccess;

  constructor(access: StoreAccess) {
    this.#access = access;
  }

  /** Throws what the store answers, and what this node allows. */
  async browse({ connection, path }: StorePlace, wish: PageWish, signal: AbortSignal): Promise<FolderPage> {
    using until = patient(signal);
    const setting = await this.#access.ready(this.#access.open(connection, path, 'read'), until.signal);
    // Loaded when it is wanted: most nodes have no store.
    const [{ openStore }, { pageOf }] = await Promise.all([import('./open-store.ts'), import('./store-look.ts')]);
    await using store = openStore(setting);
    const page = await pageOf(store, wish, until.signal);
    return { path, ...page, isReadOnly: this.#isReadOnly({ connection, path }) };
  }

  /** Why it cannot be written to; undefined when it can, which was tried. */
  async whyNotWritten({ connection, path }: StorePlace, signal: AbortSignal): Promise<FaultNote | undefined> {
    using until = patient(signal);
    try {
      const setting = await this.#access.ready(this.#access.open(connection, path, 'write'), until.signal);
      const [{ openStore }, { tryToWrite }] = await Promise.all([import('./open-store.ts'), import('./store-look.ts')]);
      await using store = openStore(setting);
      await tryToWrite(store, until.signal);
      return undefined;
    } catch (thrown) {
      const { code, message, hint } = asFault(thrown);
      return { code, message, hint };
    }
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
