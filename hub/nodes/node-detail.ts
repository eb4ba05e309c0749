/** One node as its own screen shows it, derived from the ledger at one instant. */
import { mostNodeLinks, mostNodeTransfers, type NodeDetail, type NodeLink } from '../../src/model/node-detail.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { runningPhases } from '../../src/model/transfer-state.ts';
import { type TransferId, transferNumber } from '../../src/runtime/identifier.ts';
import { sumUp } from '../consoles/fleet-sums.ts';
import type { Glance } from '../transfers/live-progress.ts';

export interface NodeDetailOptions {
  readonly registry: { get(name: string): { readonly name: string } };
  readonly ledger: {
    glances(): readonly Glance[];
    get(id: TransferId): Transfer;
    readonly active: { of(node: string): readonly Pick<Transfer, 'id'>[] };
  };
}

const runs: ReadonlySet<string> = new Set(runningPhases);

/** Throws `node-unknown`. */
export function nodeDetail({ registry, ledger }: NodeDetailOptions, node: string): NodeDetail {
  const { name } = registry.get(node);
  const glances = ledger.glances().filter(({ source, destination }) => [source.node, destination.node].includes(name));
  const { running, pending, etaSeconds, etaRange } = sumUp(glances);
  const ids = ledger.active.of(name).map(({ id }) => id);
  const newest = ids.toSorted((one, other) => transferNumber(other) - transferNumber(one)).slice(0, mostNodeTransfers);
  return {
    transfers: newest.map((id) => ledger.get(id)),
    total: ids.length,
    backlog: {
      running,
      waiting: glances.length - running,
      ...pending,
      ...(etaSeconds !== undefined && { etaSeconds }),
      ...(etaRange !== undefined && { etaRange }),
    },
    links: linksOf(name, glances).slice(0, mostNodeLinks),
  };
}

function linksOf(name: string, glances: readonly Glance[]): NodeLink[] {
  const links = new Map<string, NodeLink>();
  for (const { source, destination, state, progress } of glances) {
    const peer = source.node === name ? destination.node : source.node;
    const known = links.get(peer) ?? { peer, ...nothing };
    const isRunning = runs.has(state.kind);
    const rate = isRunning ? (progress?.rate ?? 0) : 0;
    links.set(peer, {
      peer,
      running: known.running + (isRunning ? 1 : 0),
      waiting: known.waiting + (isRunning ? 0 : 1),
      rateOut: known.rateOut + (source.node === name ? rate : 0),
      rateIn: known.rateIn + (destination.node === name ? rate : 0),
      pendingFiles: known.pendingFiles + (progress?.pending.files ?? 0),
      pendingBytes: known.pendingBytes + (progress?.pending.bytes ?? 0),
    });
  }
  return [...links.values()].sort((one, other) => (one.peer < other.peer ? -1 : 1));
}

const nothing = { running: 0, waiting: 0, rateOut: 0, rateIn: 0, pendingFiles: 0, pendingBytes: 0 };
