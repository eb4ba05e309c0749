/** The fleet as a screen shows it, derived from the registry and the ledger at one instant. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { runningPhases } from '../../src/model/transfer-state.ts';
import type { HubOverview } from '../../src/protocol/console-link.ts';
import type { Clock } from '../../src/runtime/clock.ts';
import type { KnownNode, NodeRegistry } from '../nodes/node-registry.ts';
import type { Ledger } from '../transfers/ledger.ts';
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
      const running = ledger.active().filter(isRunning);
      return registry.all().map((node) => {
        const outgoing = running.filter(({ source }) => source.node === node.name);
        const incoming = running.filter(({ destination }) => destination.node === node.name);
        return {
          ...described(node),
          running: new Set([...outgoing, ...incoming]).size,
          rateOut: sum(outgoing, rateOf),
          rateIn: sum(incoming, rateOf),
          pendingFiles: sum(outgoing, ({ progress }) => progress?.pending.files ?? 0),
        };
      });
    },
    overview: () => {
      const nodes = registry.all();
      const active = ledger.active();
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

function isRunning({ state }: Transfer): boolean {
  return (runningPhases as readonly string[]).includes(state.kind);
}

function rateOf({ progress }: Transfer): number {
  return progress?.rate ?? 0;
}

function sum(transfers: readonly Transfer[], value: (transfer: Transfer) => number): number {
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
