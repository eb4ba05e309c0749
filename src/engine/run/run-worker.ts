/** The thread of one run on this machine: backlog, scan, leases, audit log. The main thread only hears summaries. */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { asFault, Fault } from '../../runtime/fault.ts';
import type { FaultCode } from '../../runtime/fault-codes.ts';
import { AuditLog } from '../audit/audit-log.ts';
import { Backlog } from '../backlog/backlog.ts';
import { unfinishedPlace } from '../disk/unfinished-files.ts';
import { LocalDestination } from '../endpoint/local-destination.ts';
import { LocalSource, openSourceRoot } from '../endpoint/local-source.ts';
import type { LimiterMemory } from '../pipeline/rate-limiter.ts';
import type { RunEvent, RunSummary } from './run-event.ts';
import type { RunOptions } from './run-options.ts';
import type { LoadedMark } from './run-thread.ts';
import { runTransfer } from './run-transfer.ts';

export interface RunSetting {
  /** Absolute. */
  readonly sourceRoot: Uint8Array;
  readonly onlyName: Uint8Array | undefined;
  /** Absolute; made when it is missing. */
  readonly destinationRoot: Uint8Array;
  readonly backlogFile: string;
  readonly auditFile: string;
  /** Its id in the audit log. */
  readonly transfer: string;
  readonly options: RunOptions;
  readonly limiters: readonly LimiterMemory[];
}

export type RunOrder =
  | { readonly kind: 'run'; readonly setting: RunSetting }
  | { readonly kind: 'stop'; readonly code: FaultCode; readonly message: string }
  /** There is nothing to run. */
  | { readonly kind: 'dismiss' };

export type RunReport =
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'ended'; readonly summary: RunSummary }
  | { readonly kind: 'failed'; readonly code: FaultCode; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

const stop = new AbortController();
const report = (message: RunReport) => port.postMessage(message);

port.on('message', (order: RunOrder) => {
  if (order.kind === 'stop') stop.abort(new Fault(order.code, order.message));
  else if (order.kind === 'dismiss') port.close();
  else void runToEnd(order.setting);
});

const loaded: LoadedMark = workerData;
Atomics.store(loaded, 0, 1);
Atomics.notify(loaded, 0);

async function runToEnd(setting: RunSetting): Promise<void> {
  try {
    report({ kind: 'ended', summary: await run(setting) });
  } catch (thrown) {
    const { code, message } = asFault(thrown);
    report({ kind: 'failed', code, message });
  }
  port?.close();
}

async function run(setting: RunSetting): Promise<RunSummary> {
  const sourceRoot = Buffer.from(setting.sourceRoot);
  const destinationRoot = Buffer.from(setting.destinationRoot);
  // Before anything is made at the destination.
  using root = openSourceRoot(sourceRoot);
  const onlyName = setting.onlyName === undefined ? undefined : Buffer.from(setting.onlyName);
  const source = LocalSource.open({ name: sourceRoot, access: root.access, onlyName });
  using backlog = Backlog.open({ file: setting.backlogFile, sourceRoot, destinationRoot });
  using audit = AuditLog.open({ file: setting.auditFile, transfer: setting.transfer, sourceRoot, destinationRoot });
  const { partialDir } = setting.options;
  const unfinished = { place: unfinishedPlace(partialDir), temporaryKey: backlog.temporaryKey };
  await using destination = await LocalDestination.open({ root: destinationRoot, unfinished });
  return await runTransfer({
    backlog,
    audit,
    destination,
    source,
    options: setting.options,
    limiters: setting.limiters,
    onEvent: (event) => report({ kind: 'event', event }),
    signal: stop.signal,
  });
}
