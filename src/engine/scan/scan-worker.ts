/** The thread that walks one side. It stays a few messages ahead of who listens, never more. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Selection } from '../../model/selection.ts';
import { asFault, Fault } from '../../runtime/fault.ts';
import { RootDirectory } from '../disk/directory-handle.ts';
import { lastStatus, lookAt } from '../disk/file-status.ts';
import { libc } from '../disk/libc.ts';
import { hasTemporaryTag } from '../disk/temporary-mark.ts';
import { EntryFilter } from './entry-filter.ts';
import type { Listing } from './listing.ts';
import { ScanCredit } from './scan-credit.ts';
import { walkTree } from './tree-walk.ts';

export interface ScanSetting {
  readonly root: Uint8Array;
  /** Only this entry of the root. */
  readonly onlyName: Uint8Array | undefined;
  readonly withDetails: boolean;
  /** As in tree-walk.ts, with the selection as data. */
  readonly filter: { readonly selection: Selection; readonly nowMs: number; readonly isListed: boolean } | undefined;
  readonly credit: SharedArrayBuffer;
  /** Given for a destination: temporary files from before `startedAtMs` are removed on the way. */
  readonly leftovers: { readonly temporaryTag: string; readonly startedAtMs: number } | undefined;
}

export type ScanMessage =
  | { readonly kind: 'listings'; readonly listings: readonly Listing[] }
  | { readonly kind: 'end' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const entriesInMessage = 2048;
const foldersInMessage = 128;
/** When nobody can still be writing a temporary file of another backlog. */
const abandonedAfterMs = 24 * 60 * 60 * 1000;

const setting = workerData as ScanSetting;
const credit = new ScanCredit(setting.credit);

function post(message: ScanMessage): void {
  parentPort?.postMessage(message);
}

function removeLeftover(folderFd: number, name: Buffer): boolean {
  const { leftovers } = setting;
  if (leftovers === undefined || !lookAt(folderFd, name, name)) return false;
  const isOurs = hasTemporaryTag(leftovers.temporaryTag, name.subarray(0, -1));
  const before = isOurs ? leftovers.startedAtMs : leftovers.startedAtMs - abandonedAfterMs;
  const isLeft = lastStatus.kind() !== 'folder' && Number(lastStatus.ctimeNs() / 1_000_000n) < before;
  return isLeft && libc().unlinkat(folderFd, name, 0) === 0;
}

function walk(): void {
  const { filter } = setting;
  using root = RootDirectory.open({ path: setting.root, make: false });
  let listings: Listing[] = [];
  let entries = 0;
  const flush = () => {
    if (listings.length === 0) return true;
    if (!credit.spend()) return false;
    post({ kind: 'listings', listings });
    listings = [];
    entries = 0;
    return true;
  };
  for (const listing of walkTree({
    root,
    onlyName: setting.onlyName,
    withDetails: setting.withDetails,
    filter: filter && { entries: new EntryFilter(filter.selection, filter.nowMs), isListed: filter.isListed },
    onTemporary: removeLeftover,
  })) {
    listings.push(listing);
    entries += listing.count;
    if ((entries >= entriesInMessage || listings.length >= foldersInMessage) && !flush()) return;
  }
  if (flush()) post({ kind: 'end' });
}

try {
  walk();
} catch (thrown) {
  const { code, message } = asFault(thrown);
  if (!(thrown instanceof Fault)) throw thrown;
  post({ kind: 'failed', code, message });
}
