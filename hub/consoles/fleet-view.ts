/** The fleet as a screen shows it, derived from the registry and the ledger at one instant. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import { runningPhases } from '../../src/model/transfer-state.ts';
import type { HubOverview } from '../../src/protocol/console-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { KnownNode, NodeRegistry } from '../nodes/node-registry.ts';
import type { Ledger } from '../transfers/ledger.ts';
import type { Glance } from '../transfers/live-progress.ts';
import type { Throughput } from '../transfers/throughput.ts';

export interface FleetView {
  nodes(): NodeRecord[];
  overview(): HubOverview;
}

export interface FleetViewOptions {
  readonly registry: NodeRegistry;
  readonly ledger: Ledger;
  readonly throughput: Throughput;
  readonly clock: Clock;
}

const dayMs = 24 * 3600 * 1000;

export function createFleetView({ registry, ledger, throughput, clock }: FleetViewOptions): FleetView {
  return {
    nodes: () => {
      const loads = loadsOf(ledger.glances().filter(isRunning));
      return registry.all().map((node) => ({ ...described(node), ...(loads.get(node.name) ?? noLoad) }));
    },
    overview: () => {
      const nodes = registry.all();
      const active = ledger.glances();
      const running = active.filter(isRunning);
      const etas = running.map(({ progress }) => progress?.etaSeconds);
      const known = etas.filter((eta) => eta !== undefined);
      return {
        nodesOnline: nodes.filter(({ presence }) => presence === 'online').length,
        nodes: nodes.length,
        running: running.length,
        queued: active.filter(({ state }) => state.kind === 'queued').length,
        failed: ledger.countTroubled(clock.now() - dayMs),
        rate: sum(running, rateOf),
        pending: {
          files: sum(active, ({ progress }) => progress?.pending.files ?? 0),
          bytes: sum(active, ({ progress }) => progress?.pending.bytes ?? 0),
        },
        ...(known.length > 0 && known.length === etas.length && { etaSeconds: Math.max(...known) }),
        throughput: throughput.total(),
      };
    },
  };
}

/** For less than the time between two updates of a console. */
const sharedForMs = 250;

/** The same view for many who look again and again: what one of them has seen holds for the others, for a moment. */
export function sharedView({ nodes, overview }: FleetView): FleetView {
  return { nodes: shared(nodes), overview: shared(overview) };
}

function shared<T>(look: () => T): () => T {
  let seen: { readonly value: T; readonly at: number } | undefined;
  return () => {
    const now = performance.now();
    if (seen === undefined || now - seen.at > sharedForMs) seen = { value: look(), at: now };
    return seen.value;
  };
}

type Load = Pick<NodeRecord, 'running' | 'rateOut' | 'rateIn' | 'pendingFiles'>;

const noLoad: Load = { running: 0, rateOut: 0, rateIn: 0, pendingFiles: 0 };

/** By node, in one pass: there may be a thousand nodes and ten thousand transfers. */
function loadsOf(running: readonly Glance[]): Map<string, Load> {
  const loads = new Map<string, Load>();
  const add = (node: string, more: Load): void => {
    const { running, rateOut, rateIn, pendingFiles } = loads.get(node) ?? noLoad;
    loads.set(node, {
      running: running + more.running,
      rateOut: rateOut + more.rateOut,
      rateIn: rateIn + more.rateIn,
      pendingFiles: pendingFiles + more.pendingFiles,
    });
  };
  for (const transfer of running) {
    const { source, destination, progress } = transfer;
    const rate = rateOf(transfer);
    add(source.node, { running: 1, rateOut: rate, rateIn: 0, pendingFiles: progress?.pending.files ?? 0 });
    const isOther = destination.node !== source.node;
    add(destination.node, { running: isOther ? 1 : 0, rateOut: 0, rateIn: rate, pendingFiles: 0 });
  }
  return loads;
}

function isRunning({ state }: Glance): boolean {
  return (runningPhases as readonly string[]).includes(state.kind);
}

function rateOf({ progress }: Glance): number {
  return progress?.rate ?? 0;
}

function sum(transfers: readonly Glance[], value: (transfer: Glance) => number): number {
  return transfers.reduce((total, transfer) => total + value(transfer), 0);
}

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
