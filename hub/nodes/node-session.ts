/** One attached node: from its hello to the end of its link. */
import type { WebSocket } from 'ws';
import { closeOnAbort, refuseOnAbort } from '../../src/link/farewell.ts';
import { type Handlers, Peer } from '../../src/link/peer.ts';
import { hubToNode, type NotedRefusal, nodeToHub } from '../../src/protocol/node-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import { Fault } from '../../src/runtime/fault.ts';
import type { Logger } from '../../src/runtime/log.ts';
import { packageVersion } from '../../src/runtime/package-version.ts';
import type { CredentialDelivery } from '../access/credential-delivery.ts';
import type { Distrust } from '../access/distrust.ts';
import type { Renewer } from '../access/renewal.ts';
import type { Denials } from '../audit/denials.ts';
import type { Witnesses } from '../audit/witnesses.ts';
import type { ObjectStarts } from '../events/object-starts.ts';
import type { QueueDelivery } from '../events/queue-delivery.ts';
import type { QueueStandings } from '../events/queue-standings.ts';
import type { Summoner } from '../relay/summoner.ts';
import type { Dispatcher } from '../transfers/dispatcher.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { WatchDelivery } from '../watches/watch-delivery.ts';
import { watchClock } from './clock-watch.ts';
import { reportInHubTime, stateInHubTime } from './hub-time.ts';
import type { NodeRegistry } from './node-registry.ts';
import { type ProgressPacer, watchedEveryMs } from './progress-pacer.ts';

export type NodePeer = Peer<typeof nodeToHub, typeof hubToNode>;

export interface NodeSessionOptions {
  readonly socket: WebSocket;
  /** As its certificate says. */
  readonly name: string;
  /** Where it dialled from. */
  readonly remoteHost: string;
  readonly registry: NodeRegistry;
  readonly pacer: ProgressPacer;
  readonly ledger: Ledger;
  readonly dispatcher: Dispatcher;
  readonly distrust: Distrust;
  readonly delivery: CredentialDelivery;
  readonly watches: WatchDelivery;
  readonly queueDelivery: QueueDelivery;
  readonly queues: QueueStandings;
  readonly objects: Pick<ObjectStarts, 'seeTo'>;
  readonly witnesses: Witnesses;
  readonly renew: Renewer;
  readonly denials: Denials;
  readonly clock: Clock;
  readonly summon: Summoner;
  readonly log: Logger;
  /** Turns the node out, with its reason. */
  readonly revoked: AbortSignal;
  /** Closes the link when it aborts. */
  readonly signal: AbortSignal;
}

/** Resolves, never rejects, when the link has ended. Must be called before the socket can have received anything. */
export async function runNodeSession({
  socket,
  name,
  remoteHost,
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
  witnesses,
  renew,
  denials,
  clock,
  summon,
  log,
  revoked,
  signal,
}: NodeSessionOptions): Promise<void> {
  let isIntroduced = false;
  const handlers: Handlers<typeof nodeToHub> = {
    requests: {
      introduce: async ({ version, dataAddress, health, unfinished, sealingKey }) => {
        registry.attach(name, peer, { version, dataAddress, health, sealingKey }, remoteHost);
        dispatcher.nodeHas(name, unfinished);
        isIntroduced = true;
        log.info({ node: name, version, dataAddress, unfinished: unfinished.length }, 'node attached');
        // After the answer: the node takes orders once it knows that it was heard.
        setImmediate(() => {
          pacer.attached(name, peer);
          distrust
            .tell(name)
            .then(() => witnesses.tell(name))
            .then(() => delivery.tell(name))
            .then(() => watches.tell(name))
            .then(() => queueDelivery.tell(name))
            .then(() => dispatcher.nodeIsBack(name))
            .catch((err: unknown) => log.error({ err, node: name }, 'could not settle with a node'));
          void watchClock({ name, peer, registry, clock, log });
        });
        return { version: packageVersion(), reportsUpTo: registry.reportsUpTo(name), now: clock.now() };
      },
      'renew-certificate': ({ csr }, signal) => renew({ holder: { kind: 'node', name }, csr, signal }),
      'report-refusals': async ({ refusals }) => {
        noteRefusals(denials, name, refusals);
        return {};
      },
      'deliver-reports': async ({ reports }) => {
        if (!isIntroduced) throw new Fault('bad-message', 'a node introduces itself before it delivers reports');
        const skewMs = registry.clockSkewMs(name);
        const told = reports.map((report) => reportInHubTime(report, skewMs));
        return { upTo: ledger.storeReports(name, told) };
      },
      'see-to-object': (news, linkSignal) => objects.seeTo(name, news, linkSignal),
      'summon-peer': async (summons, linkSignal) => {
        await summon(name, summons, linkSignal);
        return {};
      },
    },
    notices: {
      health: (health) => registry.heard(name, health),
      queues: ({ queues: said }) => queues.hear(name, said, registry.clockSkewMs(name)),
      progress: ({ transfers }, message) => {
        const skewMs = registry.clockSkewMs(name);
        const told = transfers.map((said) => ({ ...said, state: stateInHubTime(said.state, skewMs) }));
        pacer.heard(name, told.length);
        ledger.hearProgress(name, told, message);
      },
    },
  };
  await using peer: NodePeer = new Peer({
    socket,
    ours: nodeToHub,
    theirs: hubToNode,
    handlers,
    program: `hub ${packageVersion()}`,
    latest: { name: 'progress', everyMs: watchedEveryMs },
  });
  using _farewell = closeOnAbort(socket, signal);
  using _revocation = refuseOnAbort(peer, revoked);
  try {
    await peer.greet();
  } catch {
    // The end of the link says why.
  }
  const { message } = await peer.closed;
  if (!registry.detach(name, peer)) return;
  pacer.detached(name);
  queues.nodeIsAway(name);
  dispatcher.nodeIsAway(name);
  ledger.nodeIsAway(name);
  log.info({ node: name, reason: message }, 'node is away');
  try {
    registry.storeSeen(name);
  } catch (err) {
    log.error({ err, node: name }, 'could not store when the node left');
  }
}

function noteRefusals(denials: Denials, node: string, refusals: readonly NotedRefusal[]): void {
  for (const { from, reason, count } of refusals) {
    const detail = `${reason.code}: ${reason.message}`;
    denials.add({ who: `node:${node}`, action: 'peer.refuse', object: from, detail }, count);
  }
}
