/** Scans both sides at once and fills the backlog; transfers may begin while it runs. */
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { Backlog } from '../backlog/backlog.ts';
import { namingKey, selectionThere } from '../naming/naming-of.ts';
import type { Naming } from '../naming/new-name.ts';
import { renamedListings } from '../naming/renamed-listings.ts';
import { EntryFilter } from '../scan/entry-filter.ts';
import type { Listing } from '../scan/listing.ts';
import { mergeListings } from '../scan/merge.ts';
import { scanSelectionKey } from '../scan/scan-selection.ts';
import { knownMountPoints, MountPoints, unmounted } from './mount-points.ts';
import { fail } from './reasons.ts';
import { commit, isCommitDue, type RunContext } from './run-context.ts';
import type { RunOptions } from './run-options.ts';
import { leaveOutLink, leaveOutSpecial, reportProblem, takeFolder, takePart } from './take-part.ts';

export interface ScanPhaseOptions {
  readonly context: RunContext;
  readonly scan: number;
  /** New rows may be leased. */
  readonly onRows: () => void;
}

/** Throws `source-missing`, and `source-empty` unless a rescan was asked for; then nothing is forgotten. */
export async function scanBothSides({ context, scan, onRows }: ScanPhaseOptions): Promise<void> {
  const { backlog, source, destination, naming, signal, tally } = context;
  const { selection } = context.options;
  const nowMs = Date.now();
  const filter = selection && new EntryFilter(selection, nowMs);
  const isScannedAlike = isScannedFor(backlog, context.options);
  const mountPoints = new MountPoints(context.options.rescan || !isScannedAlike ? [] : knownMountPoints(backlog));
  const knownBefore = backlog.counters.pendingFiles + backlog.counters.syncedFiles;
  backlog.extras.clear();
  // What another selection wanted to move is not moved while this scan runs.
  if (!isScannedAlike) {
    backlog.files.forgetPending();
    backlog.folders.forgetListings();
  }
  backlog.setFact('scanSelection', scanKey(context.options));
  backlog.files.beginScan(scan);
  const unfinished = backlog.files.pendingFolders();
  const failed = new AbortController();
  const other = AbortSignal.any([signal, failed.signal]);
  const isEmptyThere = knownBefore === 0 && (await destination.isEmpty?.(signal)) === true;
  const isComparedWithNothing = isEmptyThere && naming?.goesByTime !== true;
  const scanned = source.scan({ selection, nowMs, withDetails: true, isComparedWithNothing, signal });
  let entries = 0;
  const see = (listing: Listing) => {
    entries += listing.count + listing.omitted;
    mountPoints.see(listing);
  };
  const seeRenamed = (listing: Listing) => {
    see(listing);
    takeFolder(context, scan, listing);
    if (isCommitDue(context)) commit(context);
  };
  const listings = naming === undefined ? scanned : renamed(scanned, { context, naming, onListing: seeRenamed });
  const merged = mergeListings({
    source: endingOther(listings, failed),
    destination: destination.scan({
      temporaryKey: backlog.temporaryKey,
      selection: selectionThere(context.options),
      signal: other,
    }),
    grainNs: destination.capabilities.mtimeGrainNs,
    links: context.options.links,
  });
  for await (const part of merged) {
    if (part.source !== undefined && naming === undefined) see(part.source);
    tally.destination.files += part.destinationFiles;
    tally.destination.bytes += part.destinationBytes;
    takePart({ context, scan, filter, part, unfinished });
    if (isCommitDue(context)) commit(context);
    onRows();
  }
  if (entries === 0 && knownBefore > 0 && !context.options.rescan) {
    throw new Fault(
      'source-empty',
      `${shownName(source.name)} is empty, and the backlog knows ${knownBefore} files of it`,
    );
  }
  for (const folder of mountPoints.lost) reportProblem({ context, scan, folder, problem: unmounted(folder) });
  mountPoints.remember(backlog);
  backlog.files.forgetUnseen(scan, (folder) => backlog.folders.isKept(folder, scan));
  backlog.folders.forgetUnseen(scan);
  commit(context);
  onRows();
}

type ScannedFor = Pick<RunOptions, 'selection' | 'links' | 'flatten' | 'rename'>;

/** Whether the latest scan looked for the same. A backlog from before there was a choice was scanned for everything. */
export function isScannedFor(backlog: Backlog, options: ScannedFor): boolean {
  return (backlog.fact('scanSelection') ?? scanSelectionKey(undefined)) === scanKey(options);
}

function scanKey({ selection, links, ...names }: ScannedFor): string {
  const key = `${scanSelectionKey(selection)}${namingKey(names)}`;
  return links === 'keep' ? key : `${key} no links`;
}

interface RenamedOptions {
  readonly context: RunContext;
  readonly naming: Naming;
  readonly onListing: (listing: Listing) => void;
}

/** What is left out is so under the name that it has at the source, and so is what has no place. */
function renamed(
  listings: AsyncIterable<Listing>,
  { context, naming, onListing }: RenamedOptions,
): AsyncIterable<Listing> {
  return renamedListings({
    listings,
    naming,
    onListing,
    beside: context.backlog.file,
    onLeftOut: (kind, path) => {
      if (kind === 'other') leaveOutSpecial(context, path);
      else leaveOutLink(context, path);
    },
    links: context.options.links,
    onUnnamed: ({ path, size, fault }) => {
      context.tally.add('source', size);
      fail(context, { path, size }, fault);
    },
  });
}

/** The other side was asked already, and may take long to answer: who fails does not wait for it. */
async function* endingOther(listings: AsyncIterable<Listing>, other: AbortController): AsyncGenerator<Listing, void> {
  try {
    yield* listings;
  } catch (thrown) {
    other.abort(thrown);
    throw thrown;
  }
}
