/** What a person wants to know of a place in a store: what is there, and whether it could be written to. */
import { passingName } from '../../src/engine/disk/temporary-mark.ts';
import type { FolderEntry } from '../../src/model/folder-listing.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { NewFile, Store, StoreEntry } from './store.ts';

/** All of a folder: folders first, then by name. Times may be rough. */
export async function entriesOf(store: Store, signal: AbortSignal): Promise<readonly FolderEntry[]> {
  await confirmFolder(store, signal);
  const entries: StoreEntry[] = [];
  for await (const page of store.list('', signal, { isRough: true })) entries.push(...page);
  return entries.sort(byKindAndName).map(shown);
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
  const [isFolder, isOtherFolder] = [one.kind === 'folder', other.kind === 'folder'];
  if (isFolder !== isOtherFolder) return isFolder ? -1 : 1;
  return one.name < other.name ? -1 : 1;
}

function shown({ name, kind, size, mtimeNs }: StoreEntry): FolderEntry {
  return { name, kind, sizeBytes: size, modifiedAt: Number(mtimeNs / 1_000_000n) };
}
