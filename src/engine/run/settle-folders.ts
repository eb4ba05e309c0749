/** The last step: makes folders that are still missing and sets the times of all that changed, children before parents. */
import type { Buffer } from 'node:buffer';
import type { Failure, FolderTimes } from '../endpoint/destination.ts';
import { fail } from './reasons.ts';
import { commit, type RunContext } from './run-context.ts';

const batchLength = 500;

export async function settleFolders(context: RunContext): Promise<void> {
  const { backlog, signal } = context;
  let last: Buffer | undefined;
  for (;;) {
    signal.throwIfAborted();
    const batch = backlog.folders.unsettled(batchLength, last);
    if (batch.length === 0) return;
    last = batch.at(-1)?.path;
    const failures = await settle(context, batch);
    batch.forEach(({ path }, at) => {
      // Also when it failed: the next scan compares its time again.
      backlog.folders.markSettled(path);
      const failure = failures[at];
      if (failure !== undefined) fail(context, { path, size: 0 }, failure);
    });
    commit(context);
  }
}

/** Once more for folders whose place was taken by another spelling of their name. */
async function settle({ destination, clashes, signal }: RunContext, batch: readonly FolderTimes[]): Promise<Failure[]> {
  const failures = [...(await destination.settleFolders(batch, signal))];
  for (const [at, folder] of batch.entries()) {
    const clash = failures[at]?.clash;
    if (clash === undefined || !(await clashes.resolve(folder.path, clash))) continue;
    [failures[at]] = await destination.settleFolders([folder], signal);
  }
  return failures;
}
