/** What a part of the merged listings says becomes rows of the backlog, counts, and reasons for what is left out. */
import { Buffer } from 'node:buffer';
import type { LinkPolicy } from '../../model/transfer-options.ts';
import { shownName } from '../../runtime/names.ts';
import { joinPath } from '../disk/relative-path.ts';
import type { Extra } from '../scan/destination-cursor.ts';
import type { EntryFilter } from '../scan/entry-filter.ts';
import { kindAt, type Listing, namesOf, sourcesOf } from '../scan/listing.ts';
import { listingKey as keyOf } from '../scan/listing-key.ts';
import type { MergedListing } from '../scan/merge.ts';
import type { Verdict } from '../scan/verdict.ts';
import { fail, find, halfWritten, leaveOut, type Reason } from './reasons.ts';
import { nothingMoved, type RunContext } from './run-context.ts';

export interface PartOptions {
  readonly context: RunContext;
  readonly scan: number;
  readonly filter: EntryFilter | undefined;
  readonly part: MergedListing;
  /** Folders with files that were pending when the scan began; undefined is any. */
  readonly unfinished: ReadonlySet<string> | undefined;
}

export function takePart({ context, scan, filter, part, unfinished }: PartOptions): void {
  const { backlog, options, source } = context;
  for (const { folder, problem } of part.destinationProblems) {
    backlog.extras.spareIn(folder);
    fail(context, { path: folder, size: 0 }, problem);
  }
  if (options.deleteExtras && source.onlyName === undefined)
    for (const extra of part.extras) takeExtra(context, filter, extra);
  else if (context.mayBeTorn) for (const extra of part.extras) confirmNotTorn(context, filter, extra);
  const listing = part.source;
  if (listing === undefined) return;
  const folder = Buffer.from(listing.folder);
  takeFolder(context, scan, listing);
  const isWhole = listing.isFirstPart && listing.isLastPart && listing.problem === undefined;
  const listingKey = isWhole && part.verdicts.every((verdict) => recorded.has(verdict)) ? keyOf(listing) : undefined;
  const isDone = part.isSame && part.isFolderSettled && unfinished?.has(folder.toString('latin1')) === false;
  if (isDone && listingKey !== undefined && backlog.folders.keep(folder, listingKey, scan)) {
    keepFiles(context, folder, listing);
    return;
  }
  const isChanging = part.verdicts.some((verdict) => verdict === 'copy' || verdict === 'make');
  // Of one file as the source, of folders for other names, and of one that could not be opened, there is no time to set.
  const isTimed =
    source.onlyName === undefined &&
    listing.sources === undefined &&
    (listing.problem === undefined || listing.folderMtimeNs !== 0n);
  if (listing.isFirstPart && isTimed) {
    backlog.folders.addScanned(
      {
        path: folder,
        mtimeNs: listing.folderMtimeNs,
        atimeNs: listing.folderAtimeNs,
        isSettled: part.isFolderSettled && !isChanging,
        listingKey,
      },
      scan,
    );
  } else if (isChanging) backlog.folders.unsettle(folder);
  const sources = sourcesOf(listing);
  for (const [index, name] of namesOf(listing).entries()) {
    const there = joinPath(folder, name);
    takeEntry({
      context,
      scan,
      listing,
      index,
      ...(sources === undefined ? { path: there } : { path: sources[index] as Buffer, to: there }),
      verdict: part.verdicts[index] as Verdict,
    });
  }
}

/** What a listing of the source says of its folder. */
export function takeFolder(context: RunContext, scan: number, listing: Listing): void {
  const folder = Buffer.from(listing.folder);
  if (listing.problem !== undefined) reportProblem({ context, scan, folder, problem: listing.problem });
  const hidden = context.options.selection?.hidden;
  for (const { path, reason } of hidden === undefined ? [] : context.source.hiddenIn(listing, hidden)) {
    find(context, path, reason);
    leaveOut(context, { path, size: 0 }, reason);
  }
}

export function leaveOutSpecial(context: RunContext, path: Buffer): void {
  const reason = { code: 'not-regular', message: `${shownName(path)} is a socket, pipe or device` };
  context.tally.leftOut.special += 1;
  find(context, path, reason);
  leaveOut(context, { path, size: 0 }, reason);
}

export function leaveOutLink(context: RunContext, path: Buffer): void {
  context.tally.leftOut.links += 1;
  leaveOut(context, { path, size: 0 }, { code: 'link-skipped', message: `${shownName(path)} is a symbolic link` });
}

/** What does not belong to the transfer is not its to remove, nor are the folders that hold it. */
function takeExtra({ backlog, options }: RunContext, filter: EntryFilter | undefined, extra: Extra): void {
  if (belongs(extra, options.links, filter)) backlog.extras.add(extra);
  else backlog.extras.spareAbove(extra.path);
}

/** Its row is forgotten at the end of the scan, and it stays: who else would tell? */
function confirmNotTorn(context: RunContext, filter: EntryFilter | undefined, extra: Extra): void {
  const { backlog, options } = context;
  if (extra.kind !== 'file' || !belongs(extra, options.links, filter) || !backlog.files.isPending(extra.path)) return;
  fail(context, { path: extra.path, size: 0 }, halfWritten(extra.path));
}

/** Whether what only the destination has is the transfer's to remove. */
export function belongs(extra: Extra, links: LinkPolicy, filter: EntryFilter | undefined): boolean {
  return (extra.kind !== 'link' || links === 'keep') && filter?.omits(extra.path, extra) !== true;
}

/** Of entries that are files with a row, or folders. */
const recorded: ReadonlySet<Verdict> = new Set(['copy', 'same', 'make']);

/** Nothing in the folder has changed since its files became rows, so none of them is touched. */
function keepFiles({ backlog, tally, audit }: RunContext, folder: Buffer, listing: Listing): void {
  const isFile = (index: number) => kindAt(listing, index) !== 'folder';
  let files = 0;
  for (let index = 0; index < listing.count; index += 1) {
    if (!isFile(index)) continue;
    const size = listing.sizes[index] as number;
    tally.add('source', size);
    tally.add('skipped', size);
    files += 1;
  }
  backlog.files.keep(files);
  audit.addSkipped({
    folder,
    names: listing.names,
    sizeOf: (index) => (isFile(index) ? (listing.sizes[index] as number) : undefined),
  });
}

interface EntryOptions {
  readonly context: RunContext;
  readonly scan: number;
  readonly listing: Listing;
  readonly index: number;
  readonly path: Buffer;
  /** At the destination, where it is another there. */
  readonly to?: Buffer;
  readonly verdict: Verdict;
}

function takeEntry({ context, scan, listing, index, path, to, verdict }: EntryOptions): void {
  const kind = kindAt(listing, index);
  if (verdict === 'not-regular') leaveOutSpecial(context, path);
  if (verdict === 'link-skipped') {
    leaveOutLink(context, path);
    return;
  }
  if (verdict === 'clash') {
    const there = to ?? path;
    find(context, there, { code: 'name-clash', message: `${shownName(there)} is a folder on one side only` });
  }
  if (kind !== 'file' && kind !== 'link') return;
  const size = listing.sizes[index] as number;
  // What an earlier run may have left half, or this one is writing into, is not believed, whatever its size and time.
  const isTorn =
    verdict === 'same' && (context.mayBeTorn || context.options.inplace) && context.backlog.files.isPending(path);
  if (isTorn) context.backlog.folders.unsettle(Buffer.from(listing.folder));
  const isSame = verdict === 'same' && !isTorn;
  context.backlog.files.addScanned(
    {
      path,
      to,
      kind,
      size,
      isSame,
      mtimeNs: listing.mtimes[index] as bigint,
      ctimeNs: listing.ctimes[index] as bigint,
      birthtimeNs: listing.birthtimes[index] as bigint,
      mode: listing.modes[index] as number,
      uid: listing.uids[index] as number,
      gid: listing.gids[index] as number,
    },
    scan,
  );
  context.tally.add('source', size);
  if (!isSame) return;
  context.tally.add('skipped', size);
  context.audit.add({ path, to, event: 'skipped', size, ...nothingMoved });
}

/** Below a folder that could not be read nothing is known: what was known stays, and nothing is cleaned up. */
export function reportProblem({
  context,
  scan,
  folder,
  problem,
}: {
  context: RunContext;
  scan: number;
  folder: Buffer;
  problem: Reason;
}): void {
  context.backlog.files.keepBelow(folder, scan);
  context.backlog.folders.keepBelow(folder, scan);
  context.backlog.extras.spareIn(folder);
  fail(context, { path: folder, size: 0 }, problem);
}
