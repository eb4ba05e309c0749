/**
 * --delete-extras: removes what the source does not have, after the copying. Nothing is believed from the scan alone:
 * before each deletion the source is asked for that one path, and the source's root must still be the folder it was.
 */
import { Buffer } from 'node:buffer';
import type { DeletionLimit } from '../../model/deletion-limit.ts';
import { Fault } from '../../runtime/fault.ts';
import type { ExtraEntry } from '../backlog/extra-table.ts';
import { splitPath } from '../disk/relative-path.ts';
import type { Failure } from '../endpoint/destination.ts';
import type { Respelling } from './clash-resolver.ts';
import { fail } from './reasons.ts';
import { commit, nothingMoved, type RunContext } from './run-context.ts';

const batchLength = 100;

/** Throws `too-many-deletions` before the first, `source-missing` and `source-replaced` in between. */
export async function removeExtras(context: RunContext): Promise<void> {
  const { backlog, clashes, destination, options, signal } = context;
  for (const respelling of clashes.respelled) await respellExtras(context, respelling);
  confirmFew(backlog.extras.countFiles(), backlog.counters.syncedFiles, options.maxDelete);
  for (;;) {
    signal.throwIfAborted();
    const batch = backlog.extras.first(batchLength);
    if (batch.length === 0) return;
    const absent = await confirmAbsent(context, batch);
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
async function respellExtras(context: RunContext, { wanted, kept, isDone }: Respelling): Promise<void> {
  const { source, signal } = context;
  const { extras } = context.backlog;
  const isMoved = isDone && context.options.selection === undefined;
  extras.forget([{ path: kept }]);
  for (let moved = extras.below(kept, batchLength); moved.length > 0; moved = extras.below(kept, batchLength)) {
    extras.forget(moved);
    if (!isMoved) continue;
    const paths = moved.map(({ path }) => Buffer.concat([wanted, path.subarray(kept.length)]));
    const absent = await source.absent(paths, signal);
    for (const [at, extra] of moved.entries()) if (absent[at]) extras.add({ ...extra, path: paths[at] as Buffer });
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
async function confirmAbsent(context: RunContext, batch: readonly ExtraEntry[]): Promise<ExtraEntry[]> {
  const { source, audit, signal } = context;
  const paths = batch.map(({ path }) => path);
  const absent = await source.absent(paths, signal);
  return batch.flatMap(({ path, kind, size }, at) => {
    if (absent[at] === true) return { path, kind, size };
    audit.add({ path, event: 'kept', size, ...nothingMoved });
    return [];
  });
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
