/** A place in a store as the destination of a run. */
import { Buffer } from 'node:buffer';
import { hasTemporaryTag } from '../../src/engine/disk/temporary-mark.ts';
import { temporaryTag } from '../../src/engine/disk/temporary-name.ts';
import type {
  Destination,
  DestinationCapabilities,
  DestinationScanOptions,
  Failure,
  FolderLaneOptions,
  FolderTimes,
  Lane,
  Removal,
} from '../../src/engine/endpoint/destination.ts';
import { EntryFilter } from '../../src/engine/scan/entry-filter.ts';
import type { Listing } from '../../src/engine/scan/listing.ts';
import { asFault } from '../../src/runtime/fault.ts';
import { openStoreLane } from './lane/open-store-lane.ts';
import type { LaneEnd } from './lane/store-lane-worker.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { joinStorePath, storePath } from './store-path.ts';
import { scanStore } from './store-scan.ts';
import { type StoreSetting, storeName } from './store-setting.ts';
import type { UploadMemorySetting } from './uploads/upload-memory.ts';

const changesAtOnce = 16;

export class StoreDestination implements Destination {
  readonly capabilities: DestinationCapabilities;
  readonly #setting: StoreSetting;
  readonly #store: Store;
  readonly #uploads: UploadMemorySetting | undefined;

  private constructor(setting: StoreSetting, store: Store, uploads: UploadMemorySetting | undefined) {
    this.#setting = setting;
    this.#store = store;
    this.#uploads = uploads;
    this.capabilities = { mtimeGrainNs: this.#store.traits.mtimeGrainNs, folder: storeName(setting) };
  }

  /** `uploads`: where its lanes remember what they begin. */
  static async open(setting: StoreSetting, uploads?: UploadMemorySetting): Promise<StoreDestination> {
    return new StoreDestination(setting, await openStore(setting), uploads);
  }

  /** For lanes that lead here. */
  get end(): LaneEnd {
    return { kind: 'store', store: this.#setting, uploads: this.#uploads };
  }

  scan({ temporaryKey, selection, signal }: DestinationScanOptions): AsyncIterable<Listing> {
    const tag = temporaryTag(temporaryKey);
    return scanStore({
      store: this.#store,
      onlyName: undefined,
      withDetails: false,
      isRough: false,
      filter: selection && { entries: new EntryFilter(selection, Date.now()), isListed: true },
      tidy: async (folder, name) => {
        if (!hasTemporaryTag(tag, Buffer.from(name))) return false;
        await this.#store.remove(joinStorePath(folder, name), 'file', signal);
        return true;
      },
      signal,
    });
  }

  async isEmpty(signal: AbortSignal): Promise<boolean> {
    for await (const page of this.#store.list('', signal, { isRough: true })) if (page.length > 0) return false;
    return true;
  }

  async openLane({ sourceRoot, room: _, ...options }: FolderLaneOptions): Promise<Lane> {
    return openStoreLane({ ...options, from: { kind: 'folder', root: sourceRoot }, to: this.end });
  }

  /** Their times are not kept. */
  async settleFolders(folders: readonly FolderTimes[], signal: AbortSignal): Promise<readonly Failure[]> {
    if (!this.#store.traits.hasFolders) return folders.map(() => undefined);
    return await attemptAll(folders, signal, ({ path }) => this.#store.makeFolder(storePath(path), signal));
  }

  /** Files side by side, and folders one by one when what was in them is gone. */
  async remove(removals: readonly Removal[], signal: AbortSignal): Promise<readonly Failure[]> {
    const failures: Failure[] = [];
    let files: Removal[] = [];
    const removeOne = ({ path, kind }: Removal): Promise<void> =>
      this.#store.remove(storePath(path), kind === 'folder' ? 'folder' : 'file', signal);
    for (const removal of removals) {
      if (removal.kind !== 'folder') {
        files.push(removal);
        continue;
      }
      failures.push(...(await attemptAll(files, signal, removeOne)));
      files = [];
      failures.push(...(await attemptAll([removal], signal, removeOne)));
    }
    return [...failures, ...(await attemptAll(files, signal, removeOne))];
  }

  /** Stores tell names apart, so nothing is ever in the way under another spelling. */
  async respell(path: Buffer): Promise<Failure> {
    return { code: 'internal', message: `${storePath(path)} has no other spelling in a store` };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }
}

async function attemptAll<Item>(
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<Failure[]> {
  const failures = new Array<Failure>(items.length).fill(undefined);
  let next = 0;
  const attempt = async (): Promise<void> => {
    for (let at = next++; at < items.length; at = next++) {
      try {
        await work(items[at] as Item);
      } catch (thrown) {
        signal.throwIfAborted();
        const { code, message } = asFault(thrown);
        failures[at] = { code, message };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(changesAtOnce, items.length) }, attempt));
  return failures;
}
