/**
 * Decides, for every entry of the source, what is to be done, by walking two ordered streams of listings side by side.
 * Needs no more memory than the listings at hand and the list of what must not be cleaned up.
 */
import { Buffer } from 'node:buffer';
import type { LinkPolicy } from '../../model/transfer-options.ts';
import { entryKinds } from '../disk/file-status.ts';
import { joinPath } from '../disk/relative-path.ts';
import { DestinationCursor, type DestinationNews, type Extra } from './destination-cursor.ts';
import { kindAt, type Listing, namesOf } from './listing.ts';
import { isSameTime, type Verdict, verdictAlone } from './verdict.ts';

const linkKind = entryKinds.indexOf('link');

/** What was found about one listing of the source (or, without one, about folders that only the destination has). */
export interface MergedListing extends DestinationNews {
  readonly source: Listing | undefined;
  /** One for each entry of `source`. */
  readonly verdicts: readonly Verdict[];
  /** Of those to be copied, the ones that the destination has in another state. */
  readonly changed: readonly number[];
  /** The folder is whole in this listing, and there is nothing to do in it. */
  readonly isSame: boolean;
  /** The folder exists at the destination with the same mtime. */
  readonly isFolderSettled: boolean;
  /** What the destination has and the source has not. */
  readonly extras: readonly Extra[];
}

export interface MergeOptions {
  readonly source: AsyncIterable<Listing>;
  readonly destination: AsyncIterable<Listing>;
  /** The coarser granularity of the two file systems' mtimes. */
  readonly grainNs: bigint;
  /** Links that are left out are no extras either, but that is for whoever takes them to know. */
  readonly links: LinkPolicy;
}

export async function* mergeListings({
  source,
  destination,
  grainNs,
  links,
}: MergeOptions): AsyncGenerator<MergedListing, void> {
  await using other = new DestinationCursor(destination);
  other.begin();
  for await (const listing of source) {
    const folder = Buffer.from(listing.folder);
    if (listing.isFirstPart) {
      for await (const passed of other.seek(folder)) yield only(passed, other);
    }
    yield await mergePart({ listing, folder, other, grainNs, links });
  }
  for await (const left of other.seek(undefined)) yield only(left, other);
}

function only(extras: readonly Extra[], other: DestinationCursor): MergedListing {
  return {
    source: undefined,
    verdicts: [],
    changed: [],
    isSame: false,
    isFolderSettled: true,
    extras,
    ...other.takeNews(),
  };
}

interface PartOptions {
  readonly listing: Listing;
  readonly folder: Buffer;
  readonly other: DestinationCursor;
  readonly grainNs: bigint;
  readonly links: LinkPolicy;
}

async function mergePart({ listing, folder, other, grainNs, links }: PartOptions): Promise<MergedListing> {
  const verdicts: Verdict[] = [];
  const changed: number[] = [];
  const extras: Extra[] = [];
  if (listing.problem !== undefined) other.protect(folder);
  const isFolderSettled = other.isAt(folder) && isSameTime(other.folderMtimeNs, listing.folderMtimeNs, grainNs);
  const leavesOut = (index: number) => links === 'skip' && listing.kinds[index] === linkKind;
  const isAnyLeftOut = links === 'skip' && listing.kinds.subarray(0, listing.count).includes(linkKind);
  if (listing.problem === undefined && !isAnyLeftOut && other.isAt(folder) && other.holdsTheSame(listing)) {
    await other.finishFolder(folder, extras);
    const same = Array.from<Verdict>({ length: listing.count }).fill('same');
    return { source: listing, verdicts: same, changed: [], isSame: true, isFolderSettled, extras, ...other.takeNews() };
  }
  for (const [index, name] of namesOf(listing).entries()) {
    let order = other.isAt(folder) ? other.compareName(name) : 1;
    while (order < 0 || (order > 0 && other.needsNextPart(folder))) {
      if (order < 0) other.takeExtra(extras);
      if (other.needsNextPart(folder)) await other.nextPart();
      order = other.compareName(name);
    }
    const seen = order === 0 ? other.judge(listing, index, grainNs) : verdictAlone(kindAt(listing, index));
    verdicts.push(leavesOut(index) ? 'link-skipped' : seen);
    if (seen === 'copy' && order === 0) changed.push(index);
    if (seen === 'clash') other.protect(joinPath(folder, name));
    if (order === 0) other.advance();
  }
  if (listing.isLastPart) await other.finishFolder(folder, extras);
  return { source: listing, verdicts, changed, isSame: false, isFolderSettled, extras, ...other.takeNews() };
}
