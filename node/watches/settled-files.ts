/**
 * What one look at a watched folder has found: of each file that has stopped growing 64 bits of its path, size and ctime,
 * in order, so that a million of them are 8 MB and two looks are compared in one pass. The ctime, because a transfer leaves
 * out what was touched just before it, be it only its mode: it must then be news.
 */
import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import type { RootDirectory } from '../../src/engine/disk/directory-handle.ts';
import { joinPath } from '../../src/engine/disk/relative-path.ts';
import { kindAt, type Listing, namesOf } from '../../src/engine/scan/listing.ts';
import type { Writers } from '../../src/engine/scan/writers.ts';
import type { BeingWritten } from '../../src/model/watch.ts';
import { shownName } from '../../src/runtime/names.ts';

export interface SettledFiles {
  /** Ascending. */
  readonly files: BigUint64Array;
  /** That may still grow: they will have to be looked at again. */
  readonly unsettled: number;
  /** Of them, those that have settled but for a program that has them open for writing; the first of them by path. */
  readonly written: BeingWritten | undefined;
}

export interface SettledOptions {
  readonly isSettled: (ctimeNs: bigint) => boolean;
  /** What the look before has found: nobody is asked about that again. */
  readonly before: BigUint64Array;
  /** Undefined where they cannot be seen. */
  readonly writers: Writers | undefined;
  /** Holds the tree that was listed. */
  readonly root: RootDirectory;
}

/** Files and links; folders come with what is in them, pipes and devices are never moved. */
export async function settledFiles(
  listings: AsyncIterable<Listing>,
  { isSettled, before, writers, root }: SettledOptions,
): Promise<SettledFiles> {
  const found: bigint[] = [];
  const written: Buffer[] = [];
  let unsettled = 0;
  for await (const listing of listings) {
    const folder = Buffer.from(listing.folder).toString('latin1');
    for (const [index, name] of namesOf(listing).entries()) {
      const kind = kindAt(listing, index);
      if (kind === 'folder' || kind === 'other') continue;
      const ctimeNs = listing.ctimes[index] as bigint;
      if (!isSettled(ctimeNs)) {
        unsettled += 1;
        continue;
      }
      const file = mark([folder, name.toString('latin1'), listing.sizes[index], ctimeNs].join('\0'));
      const isAsked = kind === 'file' && writers?.mayHold(ctimeNs) === true && !has(before, file);
      if (isAsked && isHeld(name, { in: Buffer.from(listing.folder), root, writers }))
        written.push(joinPath(Buffer.from(listing.folder), name));
      else found.push(file);
    }
  }
  const [first] = written;
  return {
    files: BigUint64Array.from(found).sort(),
    unsettled: unsettled + written.length,
    written: first && { files: written.length, first: shownName(first) },
  };
}

interface Held {
  readonly in: Buffer;
  readonly root: RootDirectory;
  readonly writers: Writers;
}

/** What has gone meanwhile nobody writes: the next look says so. */
function isHeld(name: Buffer, { in: path, root, writers }: Held): boolean {
  try {
    using folder = root.folder(path, { make: false });
    return writers.hold(folder.fd, name.toString('latin1'));
  } catch {
    return false;
  }
}

function has(files: BigUint64Array, file: bigint): boolean {
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((files[middle] as bigint) < file) low = middle + 1;
    else high = middle;
  }
  return files[low] === file;
}

/** Whether there is one that was not there before, or not the same. */
export function hasNews(files: BigUint64Array, before: BigUint64Array): boolean {
  let at = 0;
  for (const file of files) {
    while (at < before.length && (before[at] as bigint) < file) at += 1;
    if (before[at] !== file) return true;
  }
  return false;
}

/** The same words for the same files; empty for none. */
export function settledKey(files: BigUint64Array): string {
  return files.length === 0 ? '' : hash('sha256', new Uint8Array(files.buffer), 'base64url');
}

function mark(text: string): bigint {
  return hash('sha256', Buffer.from(text, 'latin1'), 'buffer').readBigUInt64LE();
}
