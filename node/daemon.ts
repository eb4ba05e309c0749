/** The node daemon: builds its parts, lets them work until it is told to stop, and lets go of them in reverse. */
import { closeSync, constants, openSync } from 'node:fs';
import { LimitKeeper } from '../src/engine/pipeline/limit-keeper.ts';
import type { ReachKind } from '../src/model/reach.ts';
import type { RevokedCertificate } from '../src/model/revocation.ts';
import { systemClock } from '../src/runtime/clock.ts';
import { publicSealingKey } from '../src/runtime/hpke.ts';
import type { KeptLog } from '../src/runtime/kept-log.ts';
import type { Logger } from '../src/runtime/log.ts';
import { SteadyClock } from '../src/runtime/steady-clock.ts';
import { auditFile } from './audit-file.ts';
import type { DataListener, MeetingsOf } from './data/data-plane.ts';
import { startTransferThread } from './data/transfer-thread.ts';
import { openNodeDatabase } from './database.ts';
import { ObjectQueues } from './events/object-queues.ts';
import { queueAccess } from './events/queue-access.ts';
import type { NodeSettings } from './flags.ts';
import { HealthProbe } from './health/health-probe.ts';
import { rootLooks } from './health/root-look.ts';
import { History } from './history/history.ts';
import type { Hooks } from './hooks/hook.ts';
import { hookedAttempts } from './hooks/hooked-attempts.ts';
import type { JoinedIdentity } from './join.ts';
import { LookupDesk } from './lookups/lookup-desk.ts';
import { Lookups } from './lookups/lookups.ts';
import { Measures } from './measures/measures.ts';
import { openDataPort } from './open-data-port.ts';
import { makePlanInThread } from './plans/plan-thread.ts';
import { Plans } from './plans/plans.ts';
import { type Roots, rootsOf } from './roots.ts';
import { ReadingRooms } from './runs/reading-rooms.ts';
import { Runs } from './runs/runs.ts';
import { threadAttempts } from './runs/thread-attempt.ts';
import { RcloneDaemon } from './stores/rclone/rclone-daemon.ts';
import { storeAccess } from './stores/store-access.ts';

import { StoreDesk } from './stores/store-desk.ts';
import { LeftUploads } from './stores/uploads/left-uploads.ts';
import { uploadsFile } from './stores/uploads/upload-rows.ts';
import { AuditAnchors } from './trust/audit-anchors.ts';
import { Credentials } from './trust/credentials.ts';
import { Distrusted } from './trust/distrusted.ts';
import { RefusalNotes } from './trust/refusal-notes.ts';
import { SealedStore } from './trust/sealed-store.ts';
import { commandHandlers } from './uplink/command-handlers.ts';
import { dataAddress } from './uplink/data-address.ts';
import { ProgressPace } from './uplink/progress-pace.ts';
import { ReportOutbox } from './uplink/report-outbox.ts';
import { Uplink } from './uplink/uplink.ts';
import { Watches } from './watches/watches.ts';

export interface DaemonOptions {
  readonly folder: string;
  readonly identity: JoinedIdentity;
  readonly settings: NodeSettings;
  readonly roots: Roots;
  readonly log: Logger;
  /** What was logged lately, for who asks from afar. */
  readonly keptLog: KeptLog;
  readonly signal: AbortSignal;
}

const lookupTimeoutMs = 15_000;
const flushMs = 2000;

/** Returns when it was told to stop and has stopped: transfers go on with the next start. Throws `port-busy`. */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const { folder, identity, settings, log, keptLog, signal, ...offered } = options;
  const roots = rootsOf(offered.roots.list, identity.name);
  const clock = systemClock;
  const broken = new AbortController();
  await using parts = new AsyncDisposableStack();
  const database = parts.adopt(openNodeDatabase(folder), (open) => void open.close());
  const outbox = new ReportOutbox(database);
  const anchors = new AuditAnchors(database);
  const sealed = new SealedStore({ node: identity.name, privateKey: identity.sealingKey, database });
  const credentials = new Credentials({ folder, identity, distrusted: new Distrusted(database), clock });
  const nodeLimiter = parts.use(new LimitKeeper({ limit: settings.bwlimit.limit, clock })).memory;
  const refusals = new RefusalNotes();
  const home = homeSocket(folder, parts);
  const lastReach = new Map<string, ReachKind>();
  const meetingsOf: MeetingsOf = (about, peer) => ({
    hub: identity.hub,
    home: settings.listen === 'none' ? undefined : home,
    last: lastReach.get(peer),
    summon: (summons, until) => uplink.summon({ ...summons, about }, until),
  });
  const listener = await openDataPort({
    folder,
    home,
    identity: { ...identity, ...credentials.identity },
    settings,
    roots,
    log,
    nodeLimiter,
    refusals,
    onFailure: (fault) => broken.abort(fault),
  });
  parts.use(listener);
  const lookAtRoots = rootLooks(roots.list);
  const lookups = new Lookups({ roots, lookAtRoots, desk: parts.use(new LookupDesk({ timeoutMs: lookupTimeoutMs })) });
  const attempts = threadAttempts({
    startTransferThread,
    identity: () => credentials.identity,
    auditFile: auditFile(folder),
    uploadsFile: uploadsFile(folder),
    nodeLimiter,
    meetingsOf,
    rooms: new ReadingRooms(log.child({ part: 'fan-out' })),
    onReach: (peer, { kind }) => lastReach.set(peer, kind),
    log: log.child({ part: 'runs' }),
  });
  const rclone = parts.use(
    new RcloneDaemon({
      hasRemotes: settings.store.some(({ address }) => address.startsWith('rclone:')),
      env: process.env,
      clock,
      log: log.child({ part: 'rclone' }),
    }),
  );
  const stores = storeAccess({ node: identity.name, offered: settings.store, sealed, rclone });
  const leftUploads = parts.use(
    new LeftUploads({
      file: uploadsFile(folder),
      isNeeded: settings.store.length > 0,
      stores,
      clock,
      log: log.child({ part: 'stores' }),
    }),
  );
  const runs = new Runs({
    node: identity.name,
    stores,
    folder,
    database,
    outbox,
    roots,
    maxTransfers: settings.maxTransfers,
    runAttempt: hookedAttempts(leftUploads.around(attempts.run), {
      hooks: hooksOf(settings),
      log: log.child({ part: 'hooks' }),
    }),
    clock,
    log: log.child({ part: 'runs' }),
  });
  const plans = parts.use(
    new Plans({
      node: identity.name,
      stores,
      identity: () => credentials.identity,
      roots,
      auditFile: auditFile(folder),
      nodeLimit: settings.bwlimit.limit,
      runs,
      makePlan: makePlanInThread,
      meetingsOf,
    }),
  );
  const watches = parts.use(new Watches({ database, outbox, roots, clock, log: log.child({ part: 'watches' }) }));
  const queues: ObjectQueues = new ObjectQueues({
    access: queueAccess({ node: identity.name, offered: settings.queue, sealed }),
    desk: {
      attached: (until) => uplink.attached(until),
      seeTo: (trigger, event, until) => uplink.seeTo(trigger, event, until),
    },
    clock,
    log: log.child({ part: 'events' }),
  });
  const onDistrust = (certificates: readonly RevokedCertificate[]): void => {
    const news = credentials.distrust(certificates);
    if (news.length === 0) return;
    listener.distrust(news.map(({ fingerprint }) => fingerprint));
    const nodes = [...new Set(news.map(({ node }) => node))];
    log.warn({ nodes }, `revoked by the hub, and not believed any more: ${nodes.join(', ')}`);
    for (const node of nodes) runs.distrust(node);
  };
  const pace = new ProgressPace(clock);
  const uplink = parts.use(
    new Uplink({
      hub: identity.hub,
      name: identity.name,
      sealingKey: publicSealingKey(identity.sealingKey),
      credentials,
      onHubClock: (aheadMs) => listener.setHubClock(aheadMs),
      refusals,
      onRenewed: () => {
        listener.replaceIdentity(credentials.identity);
        attempts.replaceIdentity(credentials.identity);
      },
      handlers: commandHandlers({
        runs,
        lookups,
        measures: parts.use(new Measures({ node: identity.name, roots, stores })),
        plans,
        listener,
        anchors,
        sealed,
        stores: new StoreDesk(stores),
        watches,
        pace,
        queues,
        onDistrust,
        keptLog,
        clock,
      }),
      dataAddress: () =>
        dataAddress({ listening: listening(settings, listener), advertised: settings.advertise, hub: identity.hub }),
      health: new HealthProbe({
        lookAtRoots,
        maxTransfers: settings.maxTransfers,
        bwlimit: settings.bwlimit.limit,
        clock,
      }),
      pace,
      runs,
      queues,
      outbox,
      clock,
      log: log.child({ part: 'uplink' }),
    }),
  );
  parts.use(queues);
  parts.use(runs);
  const history = new History({
    folder,
    database,
    outbox,
    keepMs: settings.keepHistory.ms,
    steady: new SteadyClock(clock),
    clock,
    log: log.child({ part: 'history' }),
  });
  parts.use(history).start();
  leftUploads.start();
  runs.start();
  watches.start();
  uplink.start();
  log.info(
    { roots: settings.root, listen: settings.listen === 'none' ? 'none' : listener.port },
    `${identity.name} runs`,
  );

  await aborted(AbortSignal.any([signal, broken.signal]));
  await runs[Symbol.asyncDispose]();
  await uplink.flush(flushMs);
  broken.signal.throwIfAborted();
}

function hooksOf({ hookBefore, hookAfter, hookTimeout }: NodeSettings): Hooks {
  return { before: hookBefore, after: hookAfter, timeoutSeconds: hookTimeout };
}

function listening({ listen }: NodeSettings, { port }: DataListener) {
  return listen === 'none' ? undefined : { host: listen.host, port };
}

/** Where threads of this node wait for peers. By descriptor: the name of a socket must be short, the folder's may be long. */
function homeSocket(folder: string, parts: DisposableStack | AsyncDisposableStack): string {
  const fd = parts.adopt(openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY), closeSync);
  return `/proc/self/fd/${fd}/meet.sock`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
}
