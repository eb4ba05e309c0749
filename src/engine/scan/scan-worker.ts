/** The thread that walks one side. It stays a few messages ahead of who listens, never more. */
import { parentPort, workerData } from 'node:worker_threads';
import { asFault, Fault } from '../../runtime/fault.ts';
import { CallPace } from '../disk/call-pace.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { type LeftoverRule, removeLeftover } from '../disk/leftover.ts';
import { EntryFilter } from './entry-filter.ts';
import type { Listing } from './listing.ts';
import { ScanCredit } from './scan-credit.ts';
import type { ScanSelection } from './scan-selection.ts';
import { walkTree } from './tree-walk.ts';
import { writersBelow } from './writers.ts';

export interface ScanSetting {
  readonly root: Uint8Array;
  /** Only this entry of the root. */
  readonly onlyName: Uint8Array | undefined;
  readonly withDetails: boolean;
  /** As in tree-walk.ts, with the selection as data. */
  readonly filter:
    | { readonly selection: ScanSelection; readonly nowMs: number; readonly isListed: boolean }
    | undefined;
  readonly credit: SharedArrayBuffer;
  /** Given for a destination: temporary files that nobody writes any more are removed on the way. */
  readonly leftovers: LeftoverRule | undefined;
}

export type ScanMessage =
  | { readonly kind: 'listings'; readonly listings: readonly Listing[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const entriesInMessage = 2048;
const foldersInMessage = 128;
/** On a slow mount what is listed goes out sooner, so that its files can be moved meanwhile. */
const messageMs = 50;

const setting = workerData as ScanSetting;
const credit = new ScanCredit(setting.credit);

function post(message: ScanMessage): void {
  parentPort?.postMessage(message);
}

function tidy(folderFd: number, name: Buffer): boolean {
  return setting.leftovers !== undefined && removeLeftover(folderFd, name, setting.leftovers);
}

async function walk(): Promise<void> {
  const { filter } = setting;
  using root = RootDirectory.open({ path: setting.root, make: false });
  let listings: Listing[] = [];
  let entries = 0;
  let flushedAt = performance.now();
  const flush = () => {
    if (listings.length === 0) return true;
    if (!credit.spend()) return false;
    post({ kind: 'listings', listings });
    listings = [];
    entries = 0;
    flushedAt = performance.now();
    return true;
  };
  for await (const listing of walkTree({
    root,
    onlyName: setting.onlyName,
    withDetails: setting.withDetails,
    filter: filter && { entries: new EntryFilter(filter.selection, filter.nowMs), isListed: filter.isListed },
    // Of a source, where times of changes are known.
    writers:
      setting.withDetails && filter?.selection.settleSeconds !== undefined
        ? writersBelow(root.access.toString(), filter.nowMs)
        : undefined,
    onTemporary: tidy,
    paces: { opening: new CallPace(), looking: new CallPace() },
  })) {
    if (credit.isStopped) return;
    listings.push(listing);
    entries += listing.count;
    const isFull = entries >= entriesInMessage || listings.length >= foldersInMessage;
    if ((isFull || performance.now() - flushedAt >= messageMs) && !flush()) return;
  }
  if (flush()) post({ kind: 'end' });
}

try {
  await walk();
} catch (thrown) {
  const { code, message } = asFault(thrown);
  if (!(thrown instanceof Fault)) throw thrown;
  post({ kind: 'failed', code, message });
}
