/** The control plane: builds its parts, runs until it is disposed, then lets go of everything in reverse. */
import { type Address, isUnspecified, joinAddress } from '../src/link/address.ts';
import { confirmClock } from '../src/link/clock-check.ts';
import { hubUri } from '../src/link/identity.ts';
import type { Clock } from '../src/runtime/clock.ts';
import { Fault } from '../src/runtime/fault.ts';
import type { KeptLog } from '../src/runtime/kept-log.ts';
import type { Logger } from '../src/runtime/log.ts';
import { repeat } from '../src/runtime/repeat.ts';
import { SteadyClock } from '../src/runtime/steady-clock.ts';
import { lockFolder } from '../src/storage/folder-lock.ts';
import { adminCheckMs, keepAdminProfile } from './access/admin-profile.ts';
import { ApiKeys } from './access/api-keys.ts';
import { makeIdentity, openAuthority } from './access/authority.ts';
import { CredentialDelivery } from './access/credential-delivery.ts';
import { Declarations } from './access/declarations.ts';
import { Distrust } from './access/distrust.ts';
import { createEnrolment } from './access/enrolment.ts';
import { createEnrolmentEndpoint } from './access/enrolment-endpoint.ts';
import { createInviter } from './access/invitation.ts';
import { OpenLinks } from './access/open-links.ts';
import { advertised, ownHosts } from './access/own-hosts.ts';
import { createRenewer } from './access/renewal.ts';
import { createRevoker } from './access/revocation.ts';
import { createSignIn } from './access/sign-in.ts';
import { createTokenWithdrawal } from './access/token-withdrawal.ts';
import { openAlertBook } from './alerts/open-alert-book.ts';
import { createApi } from './api/api.ts';
import { openApi } from './api/openapi.ts';
import { readiness } from './api/readiness.ts';
import { apiRoot } from './api/routes.ts';
import { Denials } from './audit/denials.ts';
import { Witnesses } from './audit/witnesses.ts';
import { StoreQuestions } from './connections/store-questions.ts';
import { type ConsoleParts, consoleCommands } from './consoles/console-commands.ts';
import { createFleetView, createSharedView } from './consoles/fleet-view.ts';
import { guarded, guardOf } from './consoles/permission.ts';
import { ObjectStarts } from './events/object-starts.ts';
import { QueueDelivery } from './events/queue-delivery.ts';
import { QueueStandings } from './events/queue-standings.ts';
import { History } from './history/history.ts';
import { LinkSessions } from './link-sessions.ts';
import { Metrics } from './metrics/metrics.ts';
import { NodeRegistry } from './nodes/node-registry.ts';
import { ProgressPacer } from './nodes/progress-pacer.ts';
import { Deliveries } from './notifications/deliveries.ts';
import { Notices } from './notifications/notices.ts';
import { Secrets } from './notifications/secrets.ts';
import { type MailSettings, Sender } from './notifications/sender.ts';
import { Waits } from './notifications/waits.ts';
import { Relay } from './relay/relay.ts';
import { createSummoner } from './relay/summoner.ts';
import { openRounds } from './rounds.ts';
import { Chains } from './schedules/chains.ts';
import { Schedules } from './schedules/schedules.ts';
import { TemplateStarts } from './schedules/template-starts.ts';
import { createTriggerSwitch } from './schedules/trigger-switch.ts';
import { Heartbeat } from './store/heartbeat.ts';
import { openHubDatabase } from './store/schema.ts';
import { authorityFile, databaseFile, logFolder } from './store/state-files.ts';
import { openStores } from './store/stores.ts';
import { Changes } from './transfers/changes.ts';
import { Dispatcher } from './transfers/dispatcher.ts';
import { FilePages } from './transfers/file-pages.ts';
import { Ledger } from './transfers/ledger.ts';
import { Planner } from './transfers/planner.ts';
import { Throughput } from './transfers/throughput.ts';
import { Turns } from './transfers/turns.ts';
import { WatchDelivery } from './watches/watch-delivery.ts';
import { WatchStarts } from './watches/watch-starts.ts';
import { openWebServer } from './web-server.ts';

export interface HubOptions {
  /** Where the database, the authority and the admin's profile are. */
  readonly dataFolder: string;
  /** Of the account: where its default profile is kept. */
  readonly configFolder: string;
  readonly listen: Address;
  /** What join tokens carry; undefined for where it listens. */
  readonly advertise: Address | undefined;
  /** That run at once in the whole fleet; absent is no limit. */
  readonly maxTransfers?: number | undefined;
  /** For how long what has ended is remembered; absent is for ever. */
  readonly keepHistoryMs?: number | undefined;
  /** Where secrets of notifications lie; absent is none. */
  readonly secretsFolder?: string | undefined;
  /** Absent is a hub that sends no mail. */
  readonly mail?: MailSettings | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** Of the same log; opened here, when the state folder is ours. */
  readonly keptLog: KeptLog;
}

export interface Hub extends AsyncDisposable {
  /** Where it can be dialled on this machine. */
  readonly address: string;
}

/** Throws `state-locked`, `state-newer`, `state-on-network`, `state-unusable`, `clock-wrong` or `port-busy`. */
export async function openHub(options: HubOptions): Promise<Hub> {
  const { dataFolder, configFolder, listen, advertise, maxTransfers, keepHistoryMs, secretsFolder, mail } = options;
  const { clock, log, keptLog } = options;
  await using opened = new AsyncDisposableStack();
  confirmClock(clock.now());
  opened.use(lockFolder(dataFolder));
  opened.use(keptLog.open(logFolder(dataFolder)));
  const database = opened.adopt(openHubDatabase(databaseFile(dataFolder)), (open) => void open.close());
  const stores = openStores(database, clock);
  const { certificates, users, nodes, holders, tokens, audit, transfers, connections } = stores;
  const heartbeat = opened.use(new Heartbeat(databaseFile(dataFolder), clock));
  const authority = await openAuthority(authorityFile(dataFolder), clock.now());
  confirmClock(clock.now(), authority.certificate);
  const { grantKey } = authority;

  const metrics = new Metrics(clock);
  const throughput = new Throughput();
  const registry = new NodeRegistry(nodes, clock);
  const pacer = new ProgressPacer();
  const ledger = new Ledger({
    ...stores,
    store: transfers,
    throughput,
    meter: metrics.meter,
    reasonOf: (transfer) => turns.reason(transfer, ledger.active),
    clock,
  });
  const turns = new Turns({ registry, maxTransfers, clock });
  const dispatcher = new Dispatcher({ ledger, registry, connections, turns, audit, grantKey, clock, log });
  const starts = new TemplateStarts({ ...stores, dispatcher, clock });
  const schedules = new Schedules({ ...stores, starts, ledger, clock, log });
  const watchStarts = new WatchStarts({ ...stores, starts, ledger, log });
  const objects = new ObjectStarts({ ...stores, starts, ledger, log });
  const chains = new Chains({ ...stores, starts, clock, log });
  const changes = new Changes({ ledger, registry, audit, dispatcher });
  const planner = new Planner({ registry, connections, audit, grantKey, clock });
  const denials = opened.use(new Denials(audit));
  const relay = opened.use(new Relay({ onBegin: metrics.relayed, audit, denials, log }));
  const summon = createSummoner({ ledger, planner, registry, relay, denials });
  const fleet = createFleetView({ registry, ledger, throughput, clock });
  const watched = createSharedView({ registry, ledger, throughput, clock });
  const links = new OpenLinks();
  const distrust = new Distrust({ certificates, registry, clock, log });
  const delivery = new CredentialDelivery({ ...stores, registry, log });
  const watches = new WatchDelivery({ ...stores, registry, log });
  const queueDelivery = new QueueDelivery({ ...stores, registry, log });
  const queues = new QueueStandings();
  const declarations = new Declarations({ ...stores, delivery, watches, queueDelivery, registry, clock });
  const revoke = createRevoker({ ...stores, links, registry, dispatcher, distrust, clock });
  const witnesses = new Witnesses({ audit, registry, clock, log });
  const renew = createRenewer({ database, certificates, authority, audit, clock });
  const apiKeys = new ApiKeys({ ...stores, clock, log });
  const enrol = createEnrolment({ database, tokens, holders, authority, audit, clock });

  const stop = new AbortController();
  const sessions = new LinkSessions({
    links,
    metrics,
    node: {
      registry,
      pacer,
      ledger,
      dispatcher,
      distrust,
      delivery,
      watches,
      queueDelivery,
      queues,
      objects,
      summon,
      witnesses,
      renew,
      denials,
      clock,
    },
    console: () => ({ parts, watched, throughput, pacer }),
    log,
    signal: stop.signal,
  });

  const server = opened.use(
    await openWebServer({
      listen,
      identity: await makeIdentity(authority, hubUri, clock.now(), ownHosts(listen, advertise)),
      signIn: metrics.counted(createSignIn({ holders, apiKeys, audit, clock })),
      time: metrics.time,
      onLink: (...link) => sessions.open(...link),
      onRequest: createApi({
        requestsOf: (user) => guarded(consoleCommands(parts, user, undefined), user, guardOf(parts)).requests,
        pages: {
          '/metrics': () => metrics.page(),
          '/readyz': () => readiness({ heartbeat, fleet }),
          [`${apiRoot}/openapi.json`]: () => ({ status: 200, body: openApi() }),
        },
        audit,
        links,
        clock,
        log,
      }),
      onEnrol: createEnrolmentEndpoint(
        async (request) => {
          const reply = await enrol(request);
          registry.joined(request.name);
          return reply;
        },
        clock,
        log,
      ),
      onRelay: (visit) => {
        const link = links.open({ kind: 'node', name: visit.guest });
        link.signal.addEventListener('abort', () => visit.socket.destroy());
        visit.socket.once('close', () => link[Symbol.dispose]());
        relay.visit(visit);
      },
      log,
    }),
  );
  // Links end before the port does: who is attached is told that the hub goes away.
  opened.defer(() => sessions.allEnded());
  opened.defer(() => stop.abort(new Fault('interrupted', 'the hub stops')));
  const { port } = server.address;
  const hubName = joinAddress(advertised(advertise ?? listen, port));
  const invite = createInviter({ tokens, holders, hub: hubName, ca: authority.fingerprint });
  const address = joinAddress({ host: isUnspecified(listen) ? '127.0.0.1' : listen.host, port });
  const notifying = { ...stores, hub: hubName, meter: metrics.notified, clock, log };
  const notices = new Notices(notifying);
  const waits = new Waits({ ...notifying, ledger });
  const sender = new Sender({ secrets: new Secrets(secretsFolder), mail, clock });
  const delivering = opened.use(new Deliveries({ ...notifying, sender }));
  metrics.watch({ fleet, apiKeys, delivering });
  const seeToEnds = (): void => {
    chains.step();
    notices.step();
    waits.step();
  };
  const alerts = openAlertBook({ ...stores, registry, ledger, queues, clock });
  const parts: ConsoleParts = {
    ...stores,
    alerts,
    keptLog,
    fleet,
    ledger,
    filePages: new FilePages({ ...stores, ledger, registry }),
    dispatcher,
    changes,
    planner,
    registry,
    invite,
    revoke,
    withdrawTokens: createTokenWithdrawal({ database, tokens, audit, clock }),
    renew,
    witnesses,
    declarations,
    starts,
    switchTrigger: createTriggerSwitch({ ...stores, watches, queueDelivery, clock }),
    delivering,
    seeToEnds,
    queues,
    stores: new StoreQuestions({ ...stores, registry }),
    apiKeys,
    address,
    clock,
  };
  const keepAdmin = (): Promise<void> =>
    keepAdminProfile({ dataFolder, configFolder, address, authority, certificates, users, log, now: clock.now() });
  await keepAdmin();
  opened.use(
    repeat(adminCheckMs, () => {
      keepAdmin().catch((err: unknown) => log.error({ err }, "the admin's certificate could not be renewed"));
    }),
  );
  const history =
    keepHistoryMs === undefined
      ? undefined
      : new History({ ...stores, keepMs: keepHistoryMs, steady: new SteadyClock(clock), clock, log });
  opened.use(
    openRounds({
      throughput,
      triggers: [{ step: seeToEnds }, delivering, schedules, watchStarts],
      objects,
      denials,
      pacer,
      alerts,
      dispatcher,
      tellers: [dispatcher, distrust, delivery, watches, queueDelivery],
      witnesses,
      history,
      signal: stop.signal,
    }),
  );

  log.info({ address, nodes: registry.all().length, underWay: ledger.active.size }, 'hub is up');
  const running = opened.move();
  return { address, [Symbol.asyncDispose]: () => running.disposeAsync() };
}
