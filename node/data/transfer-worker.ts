/** The thread of one transfer that this node owns: the engine's run, with a folder of this node or a peer at its end. */
import { Buffer } from 'node:buffer';
import { parentPort, workerData } from 'node:worker_threads';
import { AuditLog } from '../../src/engine/audit/audit-log.ts';
import { Backlog } from '../../src/engine/backlog/backlog.ts';
import type { Destination } from '../../src/engine/endpoint/destination.ts';
import { LocalDestination } from '../../src/engine/endpoint/local-destination.ts';
import type { LimiterMemory } from '../../src/engine/pipeline/rate-limiter.ts';
import type { RunEvent, RunSummary } from '../../src/engine/run/run-event.ts';
import { runOptions } from '../../src/engine/run/run-options.ts';
import { runTransfer } from '../../src/engine/run/run-transfer.ts';
import type { Reach } from '../../src/model/reach.ts';
import type { Streams } from '../../src/model/streams.ts';
import type { FaultNote } from '../../src/model/transfer-state.ts';
import { asFault, Fault } from '../../src/runtime/fault.ts';
import type { FaultCode } from '../../src/runtime/fault-codes.ts';
import { plainPath } from '../roots.ts';
import { storeName } from '../stores/store-setting.ts';
import type { Pass, TransferThreadOptions } from './data-plane.ts';
import { type MeetingSetting, Meetings } from './meet/meetings.ts';
import { openSource } from './open-source.ts';
import { openRootedFolder } from './rooted-folder.ts';
import { openUnfinished } from './rooted-unfinished.ts';
import { PeerDestination } from './send/peer-destination.ts';
import { pathOf } from './source-folder.ts';

export interface TransferSetting
  extends Pick<
    TransferThreadOptions,
    'order' | 'source' | 'destination' | 'backlogFile' | 'auditFile' | 'uploadsFile' | 'room'
  > {
  readonly limiters: readonly LimiterMemory[];
  readonly meeting: MeetingSetting | undefined;
}

export type TransferCommand =
  | { readonly kind: 'stop' }
  | { readonly kind: 'streams'; readonly streams: Streams }
  | { readonly kind: 'renew'; readonly pass: Partial<Pass> };

export type TransferReport =
  | { readonly kind: 'event'; readonly event: RunEvent }
  | { readonly kind: 'reach'; readonly reach: Reach }
  | { readonly kind: 'stream-failed'; readonly reason: FaultNote }
  | { readonly kind: 'ended'; readonly summary: RunSummary }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly code: FaultCode; readonly message: string };

const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');

const setting = workerData as TransferSetting;
const stop = new AbortController();
const report = (message: TransferReport): void => port.postMessage(message);

/** How many connections there are to be, also before there is one. */
let streams = setting.order.options.streams;
let peerDestination: PeerDestination | undefined;
/** Newer than what the thread began with. */
let renewed: Partial<Pass> = {};

port.on('message', (command: TransferCommand) => {
  if (command.kind === 'stop') stop.abort(new Fault('interrupted', 'the transfer was stopped'));
  else if (command.kind === 'renew') renewed = { ...renewed, ...command.pass };
  else {
    ({ streams } = command);
    if (peerDestination !== undefined) peerDestination.streams = streams;
  }
});

async function run(): Promise<RunSummary> {
  const { order, source, destination, backlogFile, auditFile, limiters, room } = setting;
  const destinationRoot = Buffer.from(nameOf(destination, order.destination.path));
  await using parts = new AsyncDisposableStack();
  const from = await openSource(source, { parts, room, signal: stop.signal });
  using backlog = Backlog.open({ file: backlogFile, sourceRoot: from.name, destinationRoot });
  using audit = AuditLog.open({ file: auditFile, transfer: order.id, sourceRoot: from.name, destinationRoot });
  const roots = [destinationRoot, ...(destination.kind === 'local' ? [from.name] : [])].map(String);
  return await runTransfer({
    backlog,
    audit,
    source: from,
    destination: parts.use(await openDestination(backlog.temporaryKey, parts)),
    options: runOptions(order.options, roots),
    limiters,
    onEvent: (event) => report({ kind: 'event', event }),
    signal: stop.signal,
  });
}

/** As operators know it, also of the backlog and the audit log. */
function nameOf(destination: TransferSetting['destination'], ordered: string): string {
  if (destination.kind === 'store') return storeName(destination.store);
  return destination.kind === 'local' ? pathOf(destination.path) : plainPath(ordered);
}

async function openDestination(temporaryKey: string, parts: AsyncDisposableStack): Promise<Destination> {
  const { destination, order, limiters, meeting, uploadsFile } = setting;
  const { partialDir } = order.options;
  if (destination.kind === 'local') {
    const folder = parts.use(openRootedFolder(destination.path, { make: true }));
    const { place } = parts.use(openUnfinished({ partialDir, rooted: destination.partialDir }));
    return await LocalDestination.open({ root: folder.path, unfinished: { place, temporaryKey } });
  }
  if (destination.kind === 'store') {
    // Loaded when it is wanted: most transfers have no store.
    const { StoreDestination } = await import('../stores/store-destination.ts');
    const { id: transfer, stores } = order;
    const connection = stores?.destination;
    const uploads = connection?.kind === 's3' ? { file: uploadsFile, connection, transfer } : undefined;
    return await StoreDestination.open(destination.store, uploads);
  }
  if (order.peer === undefined) throw new Fault('bad-message', `the order of ${order.id} names no peer`);
  const { id: transfer, peer } = order;
  peerDestination = await PeerDestination.connect({
    ...peer,
    identity: () => renewed.identity ?? destination.identity,
    grant: () => renewed.grant ?? peer.grant,
    transfer,
    temporaryKey,
    partialDir,
    streams: () => streams,
    limiters,
    onStreamFailed: ({ code, message }) => report({ kind: 'stream-failed', reason: { code, message } }),
    meetings: meeting && new Meetings(meeting, (reach) => report({ kind: 'reach', reach })),
    signal: stop.signal,
  });
  return peerDestination;
}

try {
  report({ kind: 'ended', summary: await run() });
} catch (thrown) {
  const { code, message } = asFault(thrown);
  report(stop.signal.aborted ? { kind: 'stopped' } : { kind: 'failed', code, message });
}
port.close();
