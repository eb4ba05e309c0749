/** The fleet as a screen shows it, derived from the registry and the ledger at one instant. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { HubOverview } from '../../src/protocol/console-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { KnownNode, NodeRegistry } from '../nodes/node-registry.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { Throughput } from '../transfers/throughput.ts';
import { type FleetSums, type Load, sumUp } from './fleet-sums.ts';

export interface FleetView {
  /** Of sums that were just made, or of new ones. */
  nodes(sums?: FleetSums): NodeRecord[];
  overview(sums?: FleetSums): HubOverview;
  sums(): FleetSums;
}

export interface FleetViewOptions {
  readonly registry: NodeRegistry;
  readonly ledger: Ledger;
  readonly throughput: Throughput;
  readonly clock: Clock;
}

const dayMs = 24 * 3600 * 1000;

export function createFleetView(options: FleetViewOptions): FleetView {
  return viewOf(options, () => sumUp(options.ledger.glances()));
}

/** For less than the time between two updates of a console (watch-feed.ts). */
const sharedForMs = 450;

/** The same view for many who look again and again: what one of them has seen holds for the others, for a moment. */
export function createSharedView(options: FleetViewOptions): FleetView {
  const view = viewOf(
    options,
    shared(() => sumUp(options.ledger.glances())),
  );
  return { nodes: shared(view.nodes), overview: shared(view.overview), sums: view.sums };
}

function viewOf({ registry, ledger, throughput, clock }: FleetViewOptions, sums: () => FleetSums): FleetView {
  return {
    sums,
    nodes: ({ loads } = sums()) => {
      return registry.all().map((node) => ({ ...described(node), ...(loads.get(node.name) ?? noLoad) }));
    },
    overview: ({ byState, running, rate, pending, etaSeconds, etaRange } = sums()) => {
      return {
        nodesOnline: registry.online,
        nodes: registry.size,
        running,
        queued: byState.get('queued') ?? 0,
        failed: ledger.countTroubled(clock.now() - dayMs),
        rate,
        pending,
        ...(etaSeconds !== undefined && { etaSeconds }),
        ...(etaRange !== undefined && { etaRange }),
        throughput: throughput.total(),
      };
    },
  };
}

function shared<T>(look: () => T): () => T {
  let seen: { readonly value: T; readonly at: number } | undefined;
  return () => {
    const now = performance.now();
    if (seen === undefined || now - seen.at > sharedForMs) seen = { value: look(), at: now };
    return seen.value;
  };
}

const noLoad: Load = { running: 0, rateOut: 0, rateIn: 0, pendingFiles: 0 };

function described({ name, presence, since, version, dataAddress, health, latencyMs, clockSkewMs }: KnownNode) {
  return {
    name,
    presence,
    since,
    ...(version !== undefined && { version }),
    ...(dataAddress !== undefined && { dataAddress }),
    ...(health !== undefined && { health }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(clockSkewMs !== undefined && { clockSkewMs }),
  };
}
