/** The engine alone, on one machine: settings, one run, exit code. */
import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { runOptions } from '../engine/run/run-options.ts';
import { dismissRunThread } from '../engine/run/run-thread.ts';
import { RunningTransfer } from '../engine/run/running-transfer.ts';
import type { Selection } from '../model/selection.ts';
import type { TransferOptions } from '../model/transfer-options.ts';
import { transferOptionsFrom } from '../model/transfer-settings.ts';
import { asFault, Fault } from '../runtime/fault.ts';
import { runProgram } from '../runtime/lifetime.ts';
import { readSettings } from '../runtime/settings.ts';
import { type SyncSettings, syncSettings } from './flags.ts';
import { confirmNoExtra, defaultBacklog, findPartialDir, findPlaces } from './places.ts';
import { chooseVoice } from './voice.ts';

/** `thread` waits for its order; not everything that can be asked needs it. */
export async function syncProgram(thread: Worker): Promise<void> {
  await runProgram('longhaul sync', async (signal) => {
    const read = readSettings(syncSettings, { argv: process.argv.slice(2), env: process.env });
    if (read.kind !== 'run') {
      process.stdout.write(read.text);
      return 0;
    }
    const [source = '', destination = ''] = read.positional;
    return await sync({
      settings: read.values,
      options: transferOptionsFrom(read.values, read.order),
      source,
      destination,
      thread,
      signal,
    });
  });
  dismissRunThread(thread);
}

interface SyncOptions {
  readonly settings: SyncSettings;
  readonly options: TransferOptions;
  readonly source: string;
  readonly destination: string;
  readonly thread: Worker;
  readonly signal: AbortSignal;
}

async function sync({
  settings,
  options: transferOptions,
  source,
  destination,
  thread,
  signal,
}: SyncOptions): Promise<number> {
  const places = findPlaces(source, destination);
  const { bwlimit } = transferOptions;
  const partialDir = findPartialDir(transferOptions.partialDir);
  const options = runOptions({ ...transferOptions, partialDir }, [places.source, places.destination]);
  if (places.onlyName !== undefined && options.deleteExtras) {
    throw new Fault('usage', '--delete-extras needs a folder as SOURCE');
  }
  if (transferOptions.selection !== undefined) await confirmPatterns(transferOptions.selection);
  const backlogFile = settings.db === undefined ? defaultBacklog(places, process.env) : resolve(settings.db);
  const auditFile =
    settings.log === undefined ? `${backlogFile.replace(/\.db$/, '')}.audit.jsonl` : resolve(settings.log);
  if (options.deleteExtras) {
    confirmNoExtra(backlogFile, '--db', places);
    confirmNoExtra(auditFile, '--log', places);
  }
  if (settings.dryRun) {
    const { dryRun } = await import('./dry-run.ts');
    await dryRun({ voice: settings, options, bwlimit, places, auditFile, signal });
    return 0;
  }
  const voice = await chooseVoice(settings, { out: process.stdout, err: process.stderr });
  await using transfer = RunningTransfer.start({
    sourceRoot: Buffer.from(places.source),
    destinationRoot: Buffer.from(places.destination),
    onlyName: places.onlyName === undefined ? undefined : Buffer.from(places.onlyName),
    backlogFile,
    auditFile,
    transfer: randomUUID(),
    bwlimit,
    thread,
    options,
    onEvent: (event) => voice.hear(event),
  });
  const onAbort = () => transfer.stop(asFault(signal.reason));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const summary = await transfer.ended;
    voice.end(summary);
    return summary.failed.files === 0 ? 0 : 1;
  } finally {
    voice.close();
  }
}

/** A pattern that means nothing is said before anything is made. Loaded only when there is one. */
async function confirmPatterns(selection: Selection): Promise<void> {
  const { EntryFilter } = await import('../engine/scan/entry-filter.ts');
  new EntryFilter(selection, Date.now());
}
