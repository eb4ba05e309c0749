/**
 * The thread that does the folder work of one session: opens the destination below its root, makes folders, sets their
 * times, removes. A mount that hangs holds up this thread and nobody else.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { Clash } from '../../../src/engine/disk/name-clash.ts';
import type { UnfinishedPlace } from '../../../src/engine/disk/unfinished-files.ts';
import type {
  DestinationCapabilities,
  Failure,
  FolderTimes,
  Removal,
} from '../../../src/engine/endpoint/destination.ts';
import { LocalDestination } from '../../../src/engine/endpoint/local-destination.ts';
import { asFault } from '../../../src/runtime/fault.ts';
import type { RootedPath } from '../../roots.ts';
import { openRootedFolder } from '../rooted-folder.ts';
import { openUnfinished, type UnfinishedWish } from '../rooted-unfinished.ts';
import { PeerAudit, type PeerAuditSetting } from './peer-audit.ts';

export interface FolderSetting {
  readonly folder: RootedPath;
  readonly unfinished: UnfinishedWish & { readonly temporaryKey: string };
  readonly audit: PeerAuditSetting;
}

/** Paths arrive as plain bytes: a Buffer does not survive the way between threads. */
type Plain<E extends { readonly path: Uint8Array }> = Omit<E, 'path'> & { readonly path: Uint8Array };

export type FolderOrder =
  | { readonly kind: 'settle'; readonly id: number; readonly entries: readonly Plain<FolderTimes>[] }
  | { readonly kind: 'remove'; readonly id: number; readonly entries: readonly Plain<Removal>[] }
  | { readonly kind: 'respell'; readonly id: number; readonly path: Uint8Array; readonly clash: Clash }
  | { readonly kind: 'close' };

export type FolderReport =
  | {
      readonly kind: 'opened';
      readonly path: Uint8Array;
      readonly capabilities: DestinationCapabilities;
      readonly unfinished: UnfinishedPlace;
    }
  | { readonly kind: 'done'; readonly id: number; readonly failures: readonly Failure[] }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const report = (message: FolderReport): void => port.postMessage(message);
const setting = workerData as FolderSetting;
const never = new AbortController().signal;

try {
  const folder = openRootedFolder(setting.folder, { make: true });
  const above = openUnfinished(setting.unfinished);
  const { temporaryKey } = setting.unfinished;
  const destination = await LocalDestination.open({
    root: folder.path,
    unfinished: { place: above.place, temporaryKey },
  });
  const perform = async (order: Exclude<FolderOrder, { kind: 'close' }>): Promise<readonly Failure[]> => {
    if (order.kind === 'settle') return await destination.settleFolders(order.entries.map(withBuffer), never);
    if (order.kind === 'respell') return [await destination.respell(Buffer.from(order.path), order.clash, never)];
    const removals = order.entries.map(withBuffer);
    const failures = await destination.remove(removals, never);
    using audit = PeerAudit.open(setting.audit);
    audit.noteRemovals(removals, failures);
    return failures;
  };
  const close = async (): Promise<void> => {
    await destination[Symbol.asyncDispose]();
    above[Symbol.dispose]();
    folder[Symbol.dispose]();
    port.close();
  };
  const take = async (order: FolderOrder): Promise<void> => {
    try {
      if (order.kind === 'close') await close();
      else report({ kind: 'done', id: order.id, failures: await perform(order) });
    } catch (thrown) {
      fail(thrown);
    }
  };
  port.on('message', (order: FolderOrder) => void take(order));
  const { capabilities, unfinished } = destination;
  report({ kind: 'opened', path: folder.path, capabilities, unfinished });
} catch (thrown) {
  fail(thrown);
}

function withBuffer<E extends { readonly path: Uint8Array }>(entry: E): E & { readonly path: Buffer } {
  return { ...entry, path: Buffer.from(entry.path) };
}

function fail(thrown: unknown): void {
  const { code, message } = asFault(thrown);
  report({ kind: 'failed', code, message });
  port?.close();
}
