/**
 * Walks a tree depth first and yields its listings in the order of scan/listing.ts, relative to open folders: a folder
 * swapped for a link in mid-walk is a problem of that folder, not a way out. Where the disk is slow, the next folders in
 * order are listed while the one before is still under way.
 */
import { Buffer } from 'node:buffer';
import { FolderWalk, type FolderWalkOptions, type WalkedPart } from './folder-walk.ts';
import type { Listing } from './listing.ts';

export interface WalkOptions extends FolderWalkOptions {
  /** Only this entry of the root, and nothing below it. */
  readonly onlyName: Uint8Array | undefined;
}

/** Folders whose first part is under way or waits to be yielded: few until it is known how large they are here. */
const fewestAhead = 4;
const mostAhead = 64;

interface Waiting {
  readonly path: Buffer;
  begun: Begun | undefined;
}

interface Begun {
  readonly parts: AsyncGenerator<WalkedPart, void>;
  readonly first: Promise<IteratorResult<WalkedPart, void>>;
}

export async function* walkTree({ onlyName, ...options }: WalkOptions): AsyncGenerator<Listing, void> {
  using walk = new FolderWalk(options);
  if (onlyName !== undefined) {
    yield await walk.listOne(Buffer.from(onlyName));
    return;
  }
  // The next in order is the last.
  const waiting: Waiting[] = [{ path: Buffer.alloc(0), begun: undefined }];
  let next = waiting.pop();
  let ahead = fewestAhead;
  try {
    for (; next !== undefined; next = waiting.pop()) {
      const { parts, first } = begin(walk, next);
      if (walk.isSlow) lookAhead(walk, waiting.slice(-ahead));
      const below: Buffer[] = [];
      for (let part = await first; part.done !== true; part = await parts.next()) {
        below.push(...part.value.foldersBelow);
        yield part.value.listing;
      }
      ahead = Math.min(mostAhead, ahead * 2);
      for (const path of below.toReversed()) waiting.push({ path, begun: undefined });
    }
  } finally {
    if (next !== undefined) waiting.push(next);
    for (const { begun } of waiting) await begun?.parts.return();
  }
}

function begin(walk: FolderWalk, waiting: Waiting): Begun {
  if (waiting.begun !== undefined) return waiting.begun;
  const parts = walk.list(waiting.path);
  const first = parts.next();
  // Heard when its turn comes, or not at all.
  first.catch(() => {});
  waiting.begun = { parts, first };
  return waiting.begun;
}

function lookAhead(walk: FolderWalk, waiting: readonly Waiting[]): void {
  for (const next of waiting.toReversed()) if (walk.hasRoom) begin(walk, next);
}
