/** What a person wants to know of a place in a store: what is there, and whether it could be written to. */
import { passingName } from '../../src/engine/disk/temporary-mark.ts';
import type { FolderEntry, FolderPage } from '../../src/model/folder-listing.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { NewFile, Store, StoreEntry } from './store.ts';

export interface PageWish {
  readonly offset: number;
  readonly limit: number;
}

/** Folders first, then by name. Of large folders all is asked for, and this page answered. */
export async function pageOf(
  store: Store,
  { offset, limit }: PageWish,
  signal: AbortSignal,
): Promise<Pick<FolderPage, 'entries' | 'total'>> {
  await confirmFolder(store, signal);
  const entries: StoreEntry[] = [];
  for await (const page of store.list('', signal, { isRough: true })) entries.push(...page);
  entries.sort(byKindAndName);
  return { entries: entries.slice(offset, offset + limit).map(shown), total: entries.length };
}

/** Writes a file of no bytes and removes it. Throws why it cannot. A folder that is not there is not made for it. */
export async function tryToWrite(store: Store, signal: AbortSignal): Promise<void> {
  await confirmFolder(store, signal);
  const path = passingName().toString().slice(0, -1);
  const noPieces = async function* (): NewFile['pieces'] {};
  await store.write({ path, size: 0, mtimeNs: 0n, pieces: noPieces(), take: async (most) => most, signal });
  await store.remove(path, 'file', signal);
}

async function confirmFolder(store: Store, signal: AbortSignal): Promise<void> {
  if (!(await store.hasFolder('', signal))) throw new Fault('not-found', 'there is no such folder in the store');
}

function byKindAndName(one: StoreEntry, other: StoreEntry): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1;
  return one.name < other.name ? -1 : 1;
}

function shown({ name, kind, size, mtimeNs }: StoreEntry): FolderEntry {
  return { name, kind, sizeBytes: size, modifiedAt: Number(mtimeNs / 1_000_000n) };
}
