/**
 * The listings of a source as they would be if its files had the names that they get: first all of it is read and sorted
 * (name-table.ts), then told folder by folder. Folders are those that the new paths ask for; they have no times.
 */
import { Buffer } from 'node:buffer';
import { setImmediate } from 'node:timers/promises';
import type { LinkPolicy } from '../../model/transfer-options.ts';
import { asFault, Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { entryKinds } from '../disk/file-status.ts';
import { joinPath } from '../disk/relative-path.ts';
import { kindAt, type Listing, namesOf } from '../scan/listing.ts';
import { type NamedEntry, NameTable } from './name-table.ts';
import type { Naming } from './new-name.ts';

export interface Unnamed {
  readonly path: Buffer;
  readonly size: number;
  /** `rename-refused` or `name-clash`. */
  readonly fault: Fault;
}

export interface RenamedListingsOptions {
  readonly listings: AsyncIterable<Listing>;
  readonly naming: Naming;
  /** See `NameTable.open`. */
  readonly beside: string | undefined;
  readonly links: LinkPolicy;
  /** As they come from the source. */
  readonly onListing: (listing: Listing) => void;
  /** What is no file and no folder, and links where they are left out: it needs no name. */
  readonly onLeftOut: (kind: 'link' | 'other', path: Buffer) => void;
  /** Files that stay where they are because they would have no place. */
  readonly onUnnamed: (file: Unnamed) => void;
}

const entriesInListing = 4096;
/** So long the thread may not hear that it is to stop. */
const longestTurnMs = 50;

export async function* renamedListings(options: RenamedListingsOptions): AsyncGenerator<Listing, void> {
  using table = NameTable.open(options.beside);
  let turnEndsAt = performance.now() + longestTurnMs;
  for await (const listing of options.listings) {
    options.onListing(listing);
    for (const [index, name] of namesOf(listing).entries()) {
      addEntry({ ...options, table, listing, index, path: joinPath(Buffer.from(listing.folder), name) });
      if (performance.now() < turnEndsAt) continue;
      await setImmediate();
      turnEndsAt = performance.now() + longestTurnMs;
    }
  }
  let entries: NamedEntry[] = [];
  let isFirstPart = true;
  for (const entry of table.entries()) {
    const folder = entries[0]?.folder ?? entry.folder;
    const isOther = !folder.equals(entry.folder);
    if (isOther || entries.length === entriesInListing) {
      yield listingOf(entries, { isFirstPart, isLastPart: isOther });
      isFirstPart = isOther;
      entries = [];
    }
    entries.push(entry);
  }
  if (entries.length > 0) yield listingOf(entries, { isFirstPart, isLastPart: true });
}

interface EntryOptions extends Pick<RenamedListingsOptions, 'naming' | 'links' | 'onLeftOut' | 'onUnnamed'> {
  readonly table: NameTable;
  readonly listing: Listing;
  readonly index: number;
  readonly path: Buffer;
}

function addEntry({ table, naming, links, onLeftOut, onUnnamed, listing, index, path }: EntryOptions): void {
  const kind = kindAt(listing, index);
  if (kind === 'folder') return;
  if (kind === 'other' || (kind === 'link' && links === 'skip')) {
    onLeftOut(kind, path);
    return;
  }
  const size = listing.sizes[index] as number;
  const mtimeNs = listing.mtimes[index] as bigint;
  try {
    const newPath = naming.newPath(path, mtimeNs);
    const occupant = table.add({
      source: path,
      path: newPath,
      kind,
      size,
      mtimeNs,
      ctimeNs: listing.ctimes[index] ?? 0n,
      birthtimeNs: listing.birthtimes[index] ?? 0n,
      atimeNs: listing.atimes[index] ?? 0n,
      mode: listing.modes[index] ?? 0,
      uid: listing.uids[index] ?? 0,
      gid: listing.gids[index] ?? 0,
    });
    if (occupant !== undefined) throw clash(path, newPath, occupant.source);
  } catch (thrown) {
    const fault = asFault(thrown);
    if (fault.code !== 'rename-refused' && fault.code !== 'name-clash') throw thrown;
    onUnnamed({ path, size, fault });
  }
}

function clash(path: Buffer, newPath: Buffer, other: Buffer): Fault {
  const [shown, shownNew, shownOther] = [path, newPath, other].map(shownName);
  return new Fault('name-clash', `${shown} would be ${shownNew}, whose place ${shownOther} has`);
}

function listingOf(entries: readonly NamedEntry[], position: Pick<Listing, 'isFirstPart' | 'isLastPart'>): Listing {
  const numbers = <Name extends keyof NamedEntry>(name: Name) => entries.map((entry) => entry[name]);
  return {
    ...position,
    folder: entries[0]?.folder ?? Buffer.alloc(0),
    problem: undefined,
    folderMtimeNs: 0n,
    folderAtimeNs: 0n,
    isMountPoint: false,
    count: entries.length,
    omitted: 0,
    names: terminatedAll(entries.map(({ name }) => name)),
    sources: terminatedAll(entries.map(({ source }) => source)),
    kinds: Uint8Array.from(entries, ({ kind }) => entryKinds.indexOf(kind)),
    sizes: Float64Array.from(numbers('size')),
    mtimes: BigInt64Array.from(numbers('mtimeNs')),
    ctimes: BigInt64Array.from(numbers('ctimeNs')),
    birthtimes: BigInt64Array.from(numbers('birthtimeNs')),
    atimes: BigInt64Array.from(numbers('atimeNs')),
    modes: Uint16Array.from(numbers('mode')),
    uids: Uint32Array.from(numbers('uid')),
    gids: Uint32Array.from(numbers('gid')),
  };
}

const zero = Buffer.alloc(1);

function terminatedAll(texts: readonly Buffer[]): Buffer {
  return Buffer.concat(texts.flatMap((text) => [text, zero]));
}
