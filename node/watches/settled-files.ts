/**
 * What one look at a watched folder has found: of each file that has stopped growing 64 bits of its path, size and ctime,
 * in order, so that a million of them are 8 MB and two looks are compared in one pass. The ctime, because a transfer leaves
 * out what was touched just before it, be it only its mode: it must then be news.
 */
import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { kindAt, type Listing, namesOf } from '../../src/engine/scan/listing.ts';

export interface SettledFiles {
  /** Ascending. */
  readonly files: BigUint64Array;
  /** That may still grow: they will have to be looked at again. */
  readonly unsettled: number;
}

/** Files and links; folders come with what is in them, pipes and devices are never moved. */
export async function settledFiles(
  listings: AsyncIterable<Listing>,
  isSettled: (ctimeNs: bigint) => boolean,
): Promise<SettledFiles> {
  const found: bigint[] = [];
  let unsettled = 0;
  for await (const listing of listings) {
    const folder = Buffer.from(listing.folder).toString('latin1');
    for (const [index, name] of namesOf(listing).entries()) {
      const kind = kindAt(listing, index);
      if (kind === 'folder' || kind === 'other') continue;
      const ctimeNs = listing.ctimes[index] as bigint;
      if (isSettled(ctimeNs))
        found.push(mark([folder, name.toString('latin1'), listing.sizes[index], ctimeNs].join('\0')));
      else unsettled += 1;
    }
  }
  return { files: BigUint64Array.from(found).sort(), unsettled };
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
