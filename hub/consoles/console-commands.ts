/** What a console or script may ask of the hub, and what is done about it. */
import type { Handlers } from '../../src/link/peer.ts';
import { hubLogName } from '../../src/model/log-page.ts';
import { principalName, type User } from '../../src/model/principal.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { KeptLog } from '../../src/runtime/kept-log.ts';
import { readLog } from '../../src/runtime/log-page.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import type { ApiKeys } from '../access/api-keys.ts';
import type { Declarations } from '../access/declarations.ts';
import type { Inviter } from '../access/invitation.ts';
import type { MemberStore } from '../access/member-store.ts';
import type { PolicyStore } from '../access/policy-store.ts';
import type { Renewer } from '../access/renewal.ts';
import type { Revoker } from '../access/revocation.ts';
import type { TokenWithdrawal } from '../access/token-withdrawal.ts';
import type { AlertBook } from '../alerts/alert-book.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Witnesses } from '../audit/witnesses.ts';
import { type ConnectionRecordsOptions, connectionRecords } from '../connections/connection-records.ts';
import type { StoreQuestions } from '../connections/store-questions.ts';
import type { QueueStandings } from '../events/queue-standings.ts';
import { measureOnNode } from '../nodes/measure-on-node.ts';
import { nodeDetail } from '../nodes/node-detail.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import type { Deliveries } from '../notifications/deliveries.ts';
import type { TemplateStore, TriggerStore } from '../schedules/declared-store.ts';
import { keepTemplate } from '../schedules/keep-template.ts';
import type { TemplateStarts } from '../schedules/template-starts.ts';
import { triggerRecords } from '../schedules/trigger-records.ts';
import type { TriggerStates } from '../schedules/trigger-states.ts';
import type { TriggerSwitch } from '../schedules/trigger-switch.ts';
import type { Changes } from '../transfers/changes.ts';
import { courseOf } from '../transfers/course.ts';
import type { Dispatcher } from '../transfers/dispatcher.ts';
import type { FilePages } from '../transfers/file-pages.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { Planner } from '../transfers/planner.ts';
import type { StepStore } from '../transfers/step-store.ts';
import type { TransferStore } from '../transfers/transfer-store.ts';
import type { WatchedStore } from '../watches/watched-store.ts';
import type { FleetView } from './fleet-view.ts';
import { Looks } from './looks.ts';
import type { WatchFeed } from './watch-feed.ts';

export interface ConsoleParts extends Pick<ConnectionRecordsOptions, 'connections' | 'credentials'> {
  readonly fleet: FleetView;
  readonly ledger: Ledger;
  readonly filePages: FilePages;
  readonly dispatcher: Dispatcher;
  readonly changes: Changes;
  readonly planner: Planner;
  readonly registry: NodeRegistry;
  readonly audit: AuditLog;
  readonly invite: Inviter;
  readonly revoke: Revoker;
  readonly withdrawTokens: TokenWithdrawal;
  readonly members: MemberStore;
  readonly apiKeys: ApiKeys;
  /** The hub's own. */
  readonly keptLog: KeptLog;
  readonly renew: Renewer;
  readonly witnesses: Witnesses;
  readonly policies: PolicyStore;
  readonly declarations: Declarations;
  readonly starts: TemplateStarts;
  readonly templates: TemplateStore;
  readonly triggers: TriggerStore;
  readonly transfers: TransferStore;
  readonly steps: StepStore;
  readonly states: TriggerStates;
  readonly switchTrigger: TriggerSwitch;
  readonly watched: WatchedStore;
  readonly delivering: Deliveries;
  /** Whoever is told of ends is told of those that there are; never throws. */
  readonly seeToEnds: () => void;
  readonly queues: QueueStandings;
  readonly stores: StoreQuestions;
  readonly alerts: AlertBook;
  /** `host:port` as the hub is advertised. */
  readonly address: string;
  readonly clock: Clock;
}

/** Without any check of rights: permission.ts wraps these. `feed` is undefined for who can be sent no updates. */
export function consoleCommands(
  parts: ConsoleParts,
  user: User,
  feed: WatchFeed | undefined,
): Handlers<typeof consoleToHub> {
  const {
    fleet,
    ledger,
    filePages,
    dispatcher,
    changes,
    planner,
    registry,
    audit,
    invite,
    revoke,
    renew,
    witnesses,
    declarations,
    stores,
    apiKeys,
    keptLog,
    address,
    clock,
  } = parts;
  const who = principalName(user);
  const looks = new Looks();
  return {
    requests: {
      'who-am-i': async () => ({ name: user.name, role: user.role, hub: address, version: packageVersion() }),
      watch: async (watch) => {
        // An unknown transfer is said now, not at every tick.
        if (watch.transfer !== undefined) ledger.get(watch.transfer);
        feed?.watch(watch);
        return {};
      },
      'list-nodes': async () => ({ nodes: fleet.nodes() }),
      'show-node': async ({ node }) => nodeDetail(parts, node),
      'list-transfers': async ({ filter, offset, limit }) => ledger.page(filter, offset, limit),
      'show-transfer': async ({ transfer }) => ledger.get(transfer),
      'show-course': async ({ transfer }) => courseOf(transfer, parts),
      'list-files': (request, signal) => filePages.page(request, signal),
      'start-transfer': async ({ destination, ...request }) => {
        const [transfer] = dispatcher.start({ ...request, destinations: [destination] }, who);
        return transfer as Transfer;
      },
      'start-fan-out': async (request) => ({ transfers: dispatcher.start(request, who) }),
      'start-template': async (wish) => ({ transfers: parts.starts.forPerson(wish, user) }),
      'list-templates': async () => ({
        templates: parts.templates.all.map(({ body, by }) => ({ template: body, declaredBy: principalName(by) })),
      }),
      'keep-template': async (wish) => {
        keepTemplate(parts, wish, user);
        return {};
      },
      'list-triggers': async () => ({ triggers: triggerRecords(parts) }),
      'switch-trigger': async (wish) => {
        parts.switchTrigger(wish, user);
        return {};
      },
      'list-alerts': async () => parts.alerts.list(user),
      'answer-alert': async (answered) => {
        parts.alerts.answer(answered, user);
        return {};
      },
      'list-connections': async () => ({ connections: connectionRecords(parts) }),
      'list-notifications': async () => ({ notifications: parts.delivering.records() }),
      'test-notification': async ({ notification }, signal) => {
        audit.append({ who, action: 'notification.test', object: notification, result: 'ok', detail: '' });
        const remark = await parts.delivering.test(notification, signal);
        return remark === '' ? {} : { remark };
      },
      'plan-transfer': ({ look, ...request }, signal) =>
        looks.run({ look, signal }, (until) => planner.plan(request, who, until)),
      'stop-looking': async ({ look }) => {
        looks.stop(look);
        return {};
      },
      'pause-transfer': ({ transfer }) => dispatcher.ask(transfer, 'pause', who),
      'resume-transfer': ({ transfer }) => dispatcher.ask(transfer, 'resume', who),
      'cancel-transfer': ({ transfer }) => dispatcher.ask(transfer, 'cancel', who),
      'retry-transfer': ({ transfer }) => {
        // Its end is about to be forgotten.
        parts.seeToEnds();
        return dispatcher.retry(transfer, who);
      },
      'limit-transfer': ({ transfer, bwlimit }) => changes.limit(transfer, bwlimit ?? undefined, who),
      'prioritise-transfer': ({ transfer, priority }) => changes.prioritise(transfer, priority, who),
      'reschedule-transfer': async ({ transfer, startAt }) => changes.reschedule(transfer, startAt ?? undefined, who),
      'set-streams': ({ transfer, streams }) => changes.setStreams(transfer, streams, who),
      browse: async ({ location, via, ...wish }, signal) =>
        stores.knows(location)
          ? await stores.browse({ location, via }, wish, signal)
          : await registry.peer(location.node).request('browse', { path: location.path, ...wish }, { signal }),
      'measure-folder': ({ location, via, ...wish }, signal) =>
        stores.knows(location)
          ? stores.measure({ location, via }, wish, signal)
          : measureOnNode(registry, { location, wish, signal }),
      'check-store': (asked, signal) => stores.check(asked, signal),
      'read-log': async ({ node, ...query }, signal) =>
        node === hubLogName
          ? await readLog(keptLog, query, signal)
          : await registry.peer(node).request('read-log', query, { signal }),
      invite: async ({ kind, name, role }) => {
        const invited = invite({ kind, name, role, createdBy: who, now: clock.now() });
        audit.append({
          who,
          action: 'token.make',
          object: name,
          result: 'ok',
          detail: kind === 'user' ? `user, ${role ?? 'viewer'}` : kind,
        });
        return invited;
      },
      'withdraw-token': async (holder) => ({ tokens: parts.withdrawTokens(holder, user) }),
      'list-members': async () => parts.members.list(clock.now()),
      'renew-certificate': async ({ csr }, signal) => {
        if (user.kind === 'key') throw new Fault('refused', 'an API key has no certificate to renew');
        return await renew({ holder: user, csr, signal });
      },
      'make-api-key': async (request) => apiKeys.make(request, who),
      'list-api-keys': async () => ({ keys: apiKeys.list() }),
      revoke: async ({ kind, name }) => revoke({ kind, name, who }),
      apply: async ({ declaration, isDryRun }) => {
        await parts.delivering.confirm(declaration.notifications ?? []);
        return { changes: isDryRun ? declarations.compare(declaration) : declarations.apply(declaration, user) };
      },
      export: async () => declarations.all,
      'sealing-key': async ({ node }) => declarations.sealingKey(node),
      'audit-witness': (_request, signal) => witnesses.ask(signal),
      'list-audit': async (query) => audit.page(query),
    },
    notices: {},
  };
}
