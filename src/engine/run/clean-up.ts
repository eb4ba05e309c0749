/**
 * --delete-extras: removes what the source does not have, after the copying. Nothing is believed from the scan alone:
 * before each deletion the source is asked for that one path, and the source's root must still be the folder it was.
 */
import { Buffer } from 'node:buffer';
import type { DeletionLimit } from '../../model/deletion-limit.ts';
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { ExtraEntry } from '../backlog/extra-table.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import { type FileStatus, statusAt } from '../disk/file-status.ts';
import { splitPath, terminated } from '../disk/relative-path.ts';
import type { Failure } from '../endpoint/destination.ts';
import type { Respelling } from './clash-resolver.ts';
import { fail } from './reasons.ts';
import { commit, nothingMoved, type RunContext } from './run-context.ts';
import { confirmSource, openSource } from './source-root.ts';

const batchLength = 100;

/**
 * `rootAtStart`: the source's root as it was when the run began. Throws `too-many-deletions` before the first,
 * `source-missing` and `source-replaced` in between.
 */
export async function removeExtras(context: RunContext, rootAtStart: FileStatus): Promise<void> {
  const { backlog, clashes, destination, options, signal } = context;
  for (const respelling of clashes.respelled) respellExtras(context, respelling);
  confirmFew(backlog.extras.countFiles(), backlog.counters.syncedFiles, options.maxDelete);
  for (;;) {
    signal.throwIfAborted();
    const batch = backlog.extras.first(batchLength);
    if (batch.length === 0) return;
    const absent = confirmAbsent(context, rootAtStart, batch);
    const failures = await destination.remove(absent, signal);
    for (const [at, extra] of absent.entries()) record(context, extra, failures[at]);
    backlog.extras.forget(batch);
    commit(context);
  }
}

/**
 * What the scan saw under the former name of a folder is looked for under the new one. It is spared if the folder has none,
 * and where there are rules, which were not asked about the new names.
 */
function respellExtras(context: RunContext, { wanted, kept, isDone }: Respelling): void {
  const { extras } = context.backlog;
  const isMoved = isDone && context.options.selection === undefined;
  using source = openSource(context);
  extras.forget([{ path: kept }]);
  for (let moved = extras.below(kept, batchLength); moved.length > 0; moved = extras.below(kept, batchLength)) {
    extras.forget(moved);
    for (const extra of moved) {
      const path = Buffer.concat([wanted, extra.path.subarray(kept.length)]);
      if (isMoved && isAbsent(source, path)) extras.add({ ...extra, path });
    }
  }
}

/** Throws `too-many-deletions`. `kept`: the files that stay. */
export function confirmFew(files: number, kept: number, limit: DeletionLimit): void {
  const most = limit.kind === 'files' ? limit.files : Math.floor((files + kept) * limit.share);
  if (files <= most) return;
  const shown = limit.kind === 'files' ? `${limit.files}` : `${Math.round(limit.share * 100)}%, here ${most}`;
  throw new Fault(
    'too-many-deletions',
    `${files} of ${files + kept} files would be removed, and --max-delete allows ${shown}`,
  );
}

/** What the source really does not have, looked up now. The rest is kept and said so. */
function confirmAbsent(context: RunContext, rootAtStart: FileStatus, batch: readonly ExtraEntry[]): ExtraEntry[] {
  using source = openSource(context);
  confirmSameRoot(context, rootAtStart);
  return batch.flatMap(({ path, kind, size }) => {
    if (isAbsent(source, path)) return { path, kind, size };
    context.audit.add({ path, event: 'kept', size, ...nothingMoved });
    return [];
  });
}

/** By its name: the folder that is read may be held open although its share is no longer mounted there. */
function confirmSameRoot({ sourceRoot }: RunContext, before: FileStatus): void {
  const now = confirmSource({ sourceRoot, sourceAccess: sourceRoot });
  if (now.inode === before.inode && now.device === before.device) return;
  throw new Fault('source-replaced', `${shownName(sourceRoot)} is not the folder it was when the run began`);
}

/** Absent is only what the source says does not exist; every doubt counts as present. */
function isAbsent(source: RootDirectory, path: Buffer): boolean {
  const { folder: above, name } = splitPath(path);
  try {
    using folder = source.folder(above, { make: false });
    return statusAt(folder.fd, terminated(name), path) === undefined;
  } catch (thrown) {
    return thrown instanceof Fault && thrown.code === 'not-found';
  }
}

function record(context: RunContext, { path, kind, size }: ExtraEntry, failure: Failure): void {
  if (failure === undefined) {
    context.backlog.folders.unsettle(splitPath(path).folder);
    if (kind !== 'folder') context.tally.add('deleted', size);
    context.audit.add({ path, event: 'deleted', size, ...nothingMoved });
    return;
  }
  fail(context, { path, size }, failure);
}
