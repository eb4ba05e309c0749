/** A place in a store as the source of a run. */
import { Buffer } from 'node:buffer';
import type { Destination, Lane, LaneOptions } from '../../src/engine/endpoint/destination.ts';
import { LocalDestination } from '../../src/engine/endpoint/local-destination.ts';
import type { Holes, Source, SourceScanOptions } from '../../src/engine/endpoint/source.ts';
import { EntryFilter } from '../../src/engine/scan/entry-filter.ts';
import type { Listing } from '../../src/engine/scan/listing.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import { openStoreLane } from './lane/open-store-lane.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { StoreDestination } from './store-destination.ts';
import { storePath } from './store-path.ts';
import { scanStore } from './store-scan.ts';
import { type StoreSetting, storeName, withoutLastName } from './store-setting.ts';

const looksAtOnce = 16;

export class StoreSource implements Source, AsyncDisposable {
  readonly name: Buffer;
  readonly onlyName: Buffer | undefined;
  /** A bucket has no identity but its name. */
  readonly folder: string;
  readonly #setting: StoreSetting;
  readonly #store: Store;

  private constructor(setting: StoreSetting, onlyName: Buffer | undefined, store: Store) {
    this.name = Buffer.from(storeName(setting));
    this.folder = storeName(setting);
    this.onlyName = onlyName;
    this.#setting = setting;
    this.#store = store;
  }

  /** A place that is one file is that file, as a path on a disk would be. Throws what the store answers. */
  static async open(setting: StoreSetting, signal: AbortSignal): Promise<StoreSource> {
    const above = withoutLastName(setting);
    if (above === undefined) return new StoreSource(setting, undefined, await openStore(setting));
    const store = await openStore(above.setting);
    try {
      if ((await store.look(above.name, signal)) !== undefined)
        return new StoreSource(above.setting, Buffer.from(above.name), store);
    } catch (thrown) {
      await store[Symbol.asyncDispose]();
      throw thrown;
    }
    await store[Symbol.asyncDispose]();
    return new StoreSource(setting, undefined, await openStore(setting));
  }

  /** A server without the folder is one where it is not mounted, not one where everything was removed. */
  async #confirmPlace(signal: AbortSignal): Promise<void> {
    if (await this.#store.hasFolder('', signal)) return;
    throw new Fault('source-missing', `there is no folder ${shownName(this.name)}`);
  }

  async isEmpty(signal: AbortSignal): Promise<boolean> {
    for await (const page of this.#store.list('', signal)) if (page.length > 0) return false;
    return true;
  }

  async *scan({
    selection,
    nowMs,
    withDetails,
    isComparedWithNothing,
    signal,
  }: SourceScanOptions): AsyncGenerator<Listing, void> {
    const filter = selection && { entries: new EntryFilter(selection, nowMs), isListed: false };
    const isByAge = selection?.minAgeSeconds !== undefined || selection?.maxAgeSeconds !== undefined;
    const isRough = isComparedWithNothing && !isByAge;
    const { onlyName } = this;
    const tidy = async (): Promise<boolean> => false;
    try {
      await this.#confirmPlace(signal);
      yield* scanStore({ store: this.#store, onlyName, withDetails, isRough, filter, tidy, signal });
    } catch (thrown) {
      signal.throwIfAborted();
      const { code, message } = asFault(thrown);
      if (code !== 'not-found') throw thrown;
      throw new Fault('source-missing', message, { cause: thrown });
    }
  }

  areMounted(): boolean {
    return true;
  }

  hiddenIn(): [] {
    return [];
  }

  async namesIn(folder: Buffer, signal: AbortSignal): Promise<ReadonlySet<string>> {
    const names = new Set<string>();
    for await (const page of this.#store.list(storePath(folder), signal))
      for (const { name } of page) names.add(Buffer.from(name).toString('latin1'));
    return names;
  }

  async absent(paths: readonly Buffer[], signal: AbortSignal): Promise<readonly boolean[]> {
    const answers = new Array<boolean>(paths.length).fill(false);
    let next = 0;
    const look = async (): Promise<void> => {
      for (let at = next++; at < paths.length; at = next++)
        answers[at] = await this.#isAbsent(paths[at] as Buffer, signal);
    };
    await Promise.all(Array.from({ length: Math.min(looksAtOnce, paths.length) }, look));
    // Asked last: what is not there because its root has gone was found absent before.
    await this.#confirmPlace(signal);
    return answers;
  }

  openHoles(): Holes {
    return { bytesOf: () => 0, [Symbol.dispose]: () => {} };
  }

  async openLane(destination: Destination, options: LaneOptions): Promise<Lane> {
    const from = { kind: 'store', store: this.#setting, uploads: undefined } as const;
    if (destination instanceof LocalDestination)
      return openStoreLane({ ...options, from, to: { kind: 'folder', root: destination.access } });
    if (destination instanceof StoreDestination) return openStoreLane({ ...options, from, to: destination.end });
    throw new Fault('internal', 'files of a store go to a folder of this node or to another store');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }

  /** Neither a file nor a folder; every doubt counts as present. */
  async #isAbsent(bytes: Buffer, signal: AbortSignal): Promise<boolean> {
    try {
      const path = storePath(bytes);
      if ((await this.#store.look(path, signal)) !== undefined) return false;
      if (this.#store.traits.hasFolders) return !(await this.#store.hasFolder(path, signal));
      for await (const page of this.#store.list(path, signal)) if (page.length > 0) return false;
      return true;
    } catch {
      signal.throwIfAborted();
      return false;
    }
  }
}
