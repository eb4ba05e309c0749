/** What the hub may order and ask, and who here answers. */
import type { Handlers } from '../../src/link/peer.ts';
import type { RevokedCertificate } from '../../src/model/revocation.ts';
import type { hubToNode } from '../../src/protocol/node-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { KeptLog } from '../../src/runtime/kept-log.ts';
import { readLog } from '../../src/runtime/log-page.ts';
import type { DataListener } from '../data/data-plane.ts';
import type { ObjectQueues } from '../events/object-queues.ts';
import type { Lookups } from '../lookups/lookups.ts';
import type { Measures } from '../measures/measures.ts';
import type { Plans } from '../plans/plans.ts';
import type { Runs } from '../runs/runs.ts';
import type { StoreDesk } from '../stores/store-desk.ts';
import type { AuditAnchors } from '../trust/audit-anchors.ts';
import type { SealedStore } from '../trust/sealed-store.ts';
import type { Watches } from '../watches/watches.ts';
import type { ProgressPace } from './progress-pace.ts';

export interface CommandOptions {
  readonly runs: Runs;
  readonly lookups: Lookups;
  readonly measures: Measures;
  readonly plans: Plans;
  readonly listener: Pick<DataListener, 'visit'>;
  readonly anchors: AuditAnchors;
  readonly sealed: SealedStore;
  readonly stores: StoreDesk;
  readonly watches: Pick<Watches, 'keep'>;
  readonly pace: ProgressPace;
  readonly queues: Pick<ObjectQueues, 'keep' | 'tryAgain'>;
  /** Throws when it could not be stored. */
  readonly onDistrust: (certificates: readonly RevokedCertificate[]) => void;
  readonly keptLog: KeptLog;
  readonly clock: Clock;
}

export function commandHandlers({
  runs,
  lookups,
  measures,
  plans,
  listener,
  anchors,
  sealed,
  stores,
  watches,
  pace,
  queues,
  onDistrust,
  keptLog,
  clock,
}: CommandOptions): Handlers<typeof hubToNode> {
  return {
    requests: {
      'start-transfer': async ({ order }) => {
        runs.order(order);
        return {};
      },
      'pause-transfer': async ({ transfer }) => {
        runs.pause(transfer);
        return {};
      },
      'resume-transfer': async ({ transfer }) => {
        runs.resume(transfer);
        return {};
      },
      'cancel-transfer': async ({ transfer }) => {
        runs.cancel(transfer);
        return {};
      },
      'limit-transfer': async ({ transfer, bwlimit }) => {
        runs.limit(transfer, bwlimit ?? undefined);
        return {};
      },
      'prioritise-transfer': async ({ transfer, priority }) => {
        runs.prioritise(transfer, priority);
        return {};
      },
      'set-streams': async ({ transfer, streams }) => {
        runs.setStreams(transfer, streams);
        return {};
      },
      browse: (question, signal) => lookups.browse(question, signal),
      'browse-store': ({ connection, path, ...wish }, signal) => stores.browse({ connection, path }, wish, signal),
      'measure-folder': (question) => measures.folder(question),
      'measure-store': (question) => measures.store(question),
      'try-store': async (place, signal) => ({ writing: await stores.whyNotWritten(place, signal) }),
      'list-files': ({ transfer, ...page }, signal) =>
        lookups.listFiles({ backlogFile: runs.backlogOf(transfer), ...page }, signal),
      'make-plan': ({ order }, signal) => plans.make(order, signal),
      'tell-time': async () => ({ now: clock.now() }),
      'read-log': (query, signal) => readLog(keptLog, query, signal),
      'stop-plan': async ({ plan }) => {
        plans.stop(plan);
        return {};
      },
      'come-to-meet': async (visit) => {
        await listener.visit(visit);
        return {};
      },
      'keep-anchor': async ({ anchor }) => {
        anchors.keep(anchor);
        return {};
      },
      'list-anchors': async () => ({ anchors: anchors.all() }),
      'keep-credentials': async ({ credentials }) => {
        const unopened = sealed.keep(credentials);
        queues.tryAgain();
        return { unopened };
      },
      'keep-watches': async (wanted) => {
        await watches.keep(wanted.watches);
        return {};
      },
      'keep-queues': async (wanted) => {
        await queues.keep(wanted.queues);
        return {};
      },
      distrust: async ({ certificates }) => {
        onDistrust(certificates);
        return {};
      },
    },
    notices: { 'progress-pace': ({ everyMs }) => pace.set(everyMs) },
  };
}
