/**
 * One run of a transfer, from what its backlog holds to its end:
 *
 *   nothing pending ──▶ scan both sides ─┐ (transfers begin while it runs)
 *   pending ──▶ resume, no scan ─────────┴▶ transfer ──▶ remove extras ──▶ set the folders' times
 *
 * It can be stopped or killed at any point and started again with the same backlog.
 */
import { Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import { namingOf } from '../naming/naming-of.ts';
import { ClashResolver } from './clash-resolver.ts';
import { removeExtras } from './clean-up.ts';
import { knownMountPoints } from './mount-points.ts';
import { commit, type RunContext, type RunTransferOptions, Tally } from './run-context.ts';
import type { RunSummary } from './run-event.ts';
import { isScannedFor, scanBothSides } from './scan-phase.ts';
import { settleFolders } from './settle-folders.ts';
import { TransferPhase } from './transfer-phase.ts';

/**
 * Throws when the run cannot go on: `source-missing`, `source-empty`, `source-replaced`, `too-many-deletions`, what the destination throws,
 * and the signal's reason. Files that failed are counted in the summary.
 */
export async function runTransfer(options: RunTransferOptions): Promise<RunSummary> {
  const startedAt = performance.now();
  const { backlog } = options;
  const naming = namingOf(options.options);
  if (options.options.deleteExtras) confirmMirrored(options);
  const run = Number(backlog.fact('run') ?? '0') + 1;
  const wasEnded = backlog.fact('runState') === 'ended';
  backlog.setFact('run', String(run));
  backlog.setFact('runState', 'running');
  if (wasEnded) backlog.forgetCopied();
  const mayBeTorn = backlog.fact('writtenInPlace') === 'yes';
  if (options.options.inplace) {
    backlog.setFact('writtenInPlace', 'yes');
    backlog.commit();
  }
  const context: RunContext = {
    ...options,
    run,
    mayBeTorn,
    tally: new Tally(),
    clashes: new ClashResolver(options),
    naming,
  };
  try {
    await scanAndTransfer(context, wasEnded);
    if (options.options.deleteExtras) {
      options.onEvent({ kind: 'phase', phase: 'cleaning' });
      await removeExtras(context);
    }
    await settleFolders(context);
    backlog.setFact('runState', 'ended');
    if (backlog.counters.pendingFiles === 0) backlog.setFact('writtenInPlace', 'no');
    const { totals, leftOut } = context.tally;
    const { copiedFiles, copiedBytes } = backlog.counters;
    const copiedInAll = { files: copiedFiles, bytes: copiedBytes };
    return { ...totals, copiedInAll, leftOut: { ...leftOut }, durationMs: performance.now() - startedAt };
  } finally {
    commit(context);
  }
}

/** Throws `source-replaced`: what is missing in another folder may be in the one that is not there now. */
function confirmMirrored({ backlog, options, source }: RunTransferOptions): void {
  const known = backlog.fact('mirroredSource');
  if (options.rescan || known === undefined || known === source.folder) return;
  throw new Fault(
    'source-replaced',
    `${shownName(source.name)} is another folder than the one that was mirrored before`,
  );
}

async function scanAndTransfer(context: RunContext, wasEnded: boolean): Promise<void> {
  const { backlog, onEvent } = context;
  if (!(await mayResume(context, wasEnded))) {
    await transferWhileScanning(context);
    return;
  }
  const { pendingFiles, pendingBytes } = backlog.counters;
  onEvent({ kind: 'resuming', files: pendingFiles, bytes: pendingBytes });
  onEvent({ kind: 'phase', phase: 'transferring' });
  await new TransferPhase(context).run(() => false);
}

/**
 * Work is pending, and the scan that found it was complete and looked for what this run is to do. What an ended run left
 * pending had failed; the source may have changed much since, so then a scan looks at everything. So it does when the
 * destination is another folder than the one that was looked at: what was synced is not in it. And when the source is: what is
 * pending may be in the one that is not there now.
 */
async function mayResume(context: RunContext, wasEnded: boolean): Promise<boolean> {
  const { backlog, options, destination, source, onEvent, signal } = context;
  const isLookedThrough = backlog.fact('scanState') === 'complete';
  if (options.rescan || wasEnded || backlog.counters.pendingFiles === 0 || !isLookedThrough) return false;
  if (!isScannedFor(backlog, options)) {
    onEvent({ kind: 'rescanning', reason: 'filters, --links, --flatten or --rename are not those of the last scan' });
    return false;
  }
  if (backlog.fact('scannedDestination') !== destination.capabilities.folder) {
    onEvent({ kind: 'rescanning', reason: 'the destination is another folder than at the last scan' });
    return false;
  }
  if (backlog.fact('scannedSource') !== source.folder) {
    onEvent({ kind: 'rescanning', reason: 'the source is another folder than at the last scan' });
    return false;
  }
  // The scan refuses it. Without one, all that is pending would be gone at the source, and nothing left to do.
  if (await source.isEmpty(signal)) return false;
  if (!source.areMounted(knownMountPoints(backlog))) {
    onEvent({ kind: 'rescanning', reason: 'a folder of the source has nothing mounted on it any more' });
    return false;
  }
  return !options.deleteExtras || backlog.fact('scanKnowsExtras') === 'yes';
}

/** Either ends when the other fails; what failed first is thrown. */
async function transferWhileScanning(outer: RunContext): Promise<void> {
  const failure = new AbortController();
  const context: RunContext = { ...outer, signal: AbortSignal.any([outer.signal, failure.signal]) };
  const transfer = new TransferPhase(context);
  context.tally.isScanning = true;
  const guarded = async (work: Promise<void>) => {
    try {
      await work;
    } catch (thrown) {
      failure.abort(thrown);
      throw thrown;
    }
  };
  const ends = await Promise.allSettled([
    guarded(scan(context, transfer)),
    guarded(transfer.run(() => context.tally.isScanning)),
  ]);
  if (ends.some(({ status }) => status === 'rejected')) throw context.signal.reason;
}

async function scan(context: RunContext, transfer: TransferPhase): Promise<void> {
  const { backlog, destination, onEvent, options, source, tally } = context;
  const number = Number(backlog.fact('scan') ?? '0') + 1;
  backlog.setFact('scan', String(number));
  backlog.setFact('scanState', 'running');
  onEvent({ kind: 'phase', phase: 'scanning' });
  await scanBothSides({ context, scan: number, onRows: () => transfer.notice() });
  tally.isScanning = false;
  // What has no row is not tried by a run that resumes, which would end as if nothing had failed.
  backlog.setFact('scanState', tally.unrecorded === 0 ? 'complete' : 'ended');
  backlog.setFact('scannedDestination', destination.capabilities.folder);
  backlog.setFact('scannedSource', source.folder);
  if (options.rescan || backlog.fact('mirroredSource') === undefined) backlog.setFact('mirroredSource', source.folder);
  backlog.setFact('scanKnowsExtras', options.deleteExtras ? 'yes' : 'no');
  onEvent({ kind: 'phase', phase: 'transferring' });
  transfer.notice();
}
