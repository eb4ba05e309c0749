/** Which nodes can move files between two places. Who moves them opens the connections that are in it. */
import type { ConnectionRecord } from '../../../src/model/connection-record.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Place } from '../../store/place.ts';

export type Movers =
  /** None where a node is at one of the ends, which moves them: then nobody is named. */
  { readonly kind: 'some'; readonly vias: readonly string[] } | { readonly kind: 'nobody'; readonly reason: string };

export interface Ends {
  readonly from: Place;
  readonly to: Place;
  readonly connections: readonly ConnectionRecord[];
}

export function moversOf({ from, to, connections }: Ends): Movers {
  const [source, target] = [openersOf(from, connections), openersOf(to, connections)];
  if (source !== undefined && target !== undefined) {
    const both = source.filter((node) => target.includes(node));
    // Whoever showed them can.
    const first = [from.via, to.via].filter((node) => node !== undefined && both.includes(node)) as string[];
    const vias = [...new Set([...first, ...both])];
    if (vias.length > 0) return { kind: 'some', vias };
    return { kind: 'nobody', reason: `no node can open both ${shownName(from.node)} and ${shownName(to.node)}` };
  }
  if (source !== undefined && !source.includes(to.node)) return cannotOpen(to.node, from.node);
  if (target !== undefined && !target.includes(from.node)) return cannotOpen(from.node, to.node);
  return { kind: 'some', vias: [] };
}

/** Undefined of a node. */
function openersOf({ node, via }: Place, connections: readonly ConnectionRecord[]): readonly string[] | undefined {
  if (via === undefined) return undefined;
  return connections.find(({ name }) => name === node)?.nodes ?? [via];
}

function cannotOpen(node: string, connection: string): Movers {
  return { kind: 'nobody', reason: `${shownName(node)} has no credential for ${shownName(connection)}` };
}
