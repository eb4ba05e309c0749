/**
 * A store's tree as the stream of listings that a run compares: depth first, names in byte order. Folders that come next
 * are asked for ahead, so that a deep tree does not cost one round trip after the other. Of a folder all entries are held.
 */
import { Buffer } from 'node:buffer';
import type { StatusFields } from '../../src/engine/disk/file-status.ts';
import { isTemporaryName } from '../../src/engine/disk/temporary-mark.ts';
import type { Listing } from '../../src/engine/scan/listing.ts';
import { ListingPart, unseen, type WalkFilter } from '../../src/engine/scan/listing-part.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { Store, StoreEntry } from './store.ts';
import { isFileName, storePath } from './store-path.ts';

export interface StoreScanOptions {
  readonly store: Store;
  /** Only this entry of the place. */
  readonly onlyName: Buffer | undefined;
  readonly withDetails: boolean;
  /** Times may be those of the store's own. */
  readonly isRough: boolean;
  readonly filter: WalkFilter | undefined;
  /** Temporary files of a backlog, which nobody writes now; true when it was one and is gone. */
  readonly tidy: (folder: string, name: string) => Promise<boolean>;
  readonly signal: AbortSignal;
}

const foldersAhead = 16;
const entriesInPart = 4096;

interface Asked {
  readonly path: Buffer;
  entries: Promise<readonly StoreEntry[]> | undefined;
}

/** Throws what listing the place itself meets; of a folder below it is the listing's problem. */
export async function* scanStore(options: StoreScanOptions): AsyncGenerator<Listing, void> {
  const { signal, onlyName } = options;
  // The last one is next.
  const waiting: Asked[] = [{ path: Buffer.alloc(0), entries: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal.throwIfAborted();
    const { path } = next;
    next.entries ??= ask(options, path);
    let entries: readonly StoreEntry[] = [];
    let problem: unknown;
    try {
      entries = await next.entries;
    } catch (thrown) {
      signal.throwIfAborted();
      if (path.length === 0) throw thrown;
      problem = thrown;
    }
    const wanted = onlyName === undefined ? entries : entries.filter(({ name }) => onlyName.equals(Buffer.from(name)));
    const below: Buffer[] = [];
    for (const part of partsOf(options, path, wanted, problem)) {
      below.push(...part.foldersBelow);
      yield part.listing;
    }
    if (onlyName !== undefined) return;
    waiting.push(...below.toReversed().map((folder) => ({ path: folder, entries: undefined })));
    for (const ahead of waiting.slice(-foldersAhead)) ahead.entries ??= ask(options, ahead.path);
  }
}

function ask(options: StoreScanOptions, path: Buffer): Promise<readonly StoreEntry[]> {
  const entries = collect(options, path);
  // It is awaited in its turn, if at all.
  entries.catch(() => {});
  return entries;
}

async function collect(
  { store, onlyName, isRough, tidy, signal }: StoreScanOptions,
  path: Buffer,
): Promise<readonly StoreEntry[]> {
  const folder = storePath(path);
  // What else is in a bucket, which may be millions, is of no account for one object of it.
  if (onlyName !== undefined && !store.traits.hasFolders) return await lookAtOne(store, storePath(onlyName), signal);
  const entries: StoreEntry[] = [];
  for await (const page of store.list(folder, signal, { isRough })) {
    for (const entry of page) {
      if (isTemporaryName(Buffer.from(entry.name)) && (await tidy(folder, entry.name))) continue;
      entries.push(entry);
    }
  }
  return inByteOrder(entries);
}

async function lookAtOne(store: Store, name: string, signal: AbortSignal): Promise<readonly StoreEntry[]> {
  const file = await store.look(name, signal);
  return file === undefined ? [] : [{ name, kind: 'file', size: file.size, mtimeNs: file.mtimeNs }];
}

function inByteOrder(entries: readonly StoreEntry[]): StoreEntry[] {
  const keyed = entries.map((entry) => ({ entry, key: Buffer.from(entry.name).toString('latin1') }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : one.key > other.key ? 1 : 0));
  return keyed.map(({ entry }) => entry);
}

interface Part {
  readonly listing: Listing;
  readonly foldersBelow: readonly Buffer[];
}

function* partsOf(
  { withDetails, filter }: StoreScanOptions,
  path: Buffer,
  entries: readonly StoreEntry[],
  problem: unknown,
): Generator<Part> {
  for (let at = 0; at === 0 || at < entries.length; at += entriesInPart) {
    const some = entries.slice(at, at + entriesInPart);
    const part = new ListingPart({ path, room: some.length, withDetails, filter });
    if (problem !== undefined) part.fail(asFault(problem));
    for (const [index, entry] of some.entries()) {
      const fault = faultOf(entry, some[index - 1] ?? entries[at - 1]);
      if (fault === undefined) part.add(Buffer.from(entry.name).toString('latin1'), statusOf(entry));
      else part.fail(fault);
    }
    const position = { isFirstPart: at === 0, isLastPart: at + entriesInPart >= entries.length };
    yield { listing: part.listing({ ...position, ...unseen }), foldersBelow: part.foldersBelow };
  }
}

/** What a store may have and a disk cannot. */
function faultOf({ name, fault }: StoreEntry, before: StoreEntry | undefined): Fault | undefined {
  if (fault !== undefined) return fault;
  if (!isFileName(name)) return new Fault('name-unsupported', `the name ${shownName(name)} cannot be one of a file`);
  if (before?.name !== name) return undefined;
  return new Fault('name-unsupported', `${shownName(name)} is both a file and a folder in the store`);
}

function statusOf({ kind, size, mtimeNs }: StoreEntry): StatusFields {
  return {
    kind: () => kind,
    size: () => size,
    mtimeNs: () => mtimeNs,
    ctimeNs: () => mtimeNs,
    birthtimeNs: () => 0n,
    atimeNs: () => mtimeNs,
    mode: () => 0,
    uid: () => 0,
    gid: () => 0,
  };
}
