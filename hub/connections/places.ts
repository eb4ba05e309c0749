/** What the names in a request are: nodes or connections, and which node moves the files. */
import { namesInStore } from '../../src/model/connection.ts';
import type { FanOutRequest } from '../../src/model/fan-out.ts';
import { formatLocation, type Location } from '../../src/model/location.ts';
import type { OrderedStores, TransferRequest } from '../../src/model/transfer.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { shownName } from '../../src/runtime/names.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { checkAllPlaces } from '../transfers/request-check.ts';
import type { ConnectionStore } from './connection-store.ts';

export interface PlacesMeans {
  readonly registry: NodeRegistry;
  readonly connections: ConnectionStore;
}

export interface FoundPlaces {
  readonly source: Location;
  readonly destination: Location;
  /** The node that keeps the backlog. */
  readonly owner: string;
  /** The node at the other end. */
  readonly peer: string | undefined;
  readonly stores: OrderedStores | undefined;
}

/** Throws `node-unknown` for a name that is neither, and `usage` for places that cannot be meant. */
export function findPlaces(
  { destination, ...request }: Pick<TransferRequest, 'source' | 'destination' | 'via'>,
  means: PlacesMeans,
): FoundPlaces {
  return findAllPlaces({ ...request, destinations: [destination] }, means).found[0] as FoundPlaces;
}

/** The same of a fan-out, for each destination in turn. */
export function findAllPlaces(
  { source, destinations, via }: Pick<FanOutRequest, 'source' | 'destinations' | 'via'>,
  means: PlacesMeans,
): { readonly source: Location; readonly found: readonly FoundPlaces[] } {
  const found = destinations.map((destination) => understood({ source, destination, via }, means));
  const from = found[0]?.source ?? source;
  checkAllPlaces({ source: from, destinations: found.map(({ destination }) => destination) });
  return { source: from, found };
}

function understood(
  { source, destination, via }: Pick<TransferRequest, 'source' | 'destination' | 'via'>,
  { registry, connections }: PlacesMeans,
): FoundPlaces {
  const [from, to] = [connections.find(source.node), connections.find(destination.node)];
  const places = {
    source: placed(source, from !== undefined, registry),
    destination: placed(destination, to !== undefined, registry),
  };
  const owner = from === undefined ? source.node : to === undefined ? destination.node : via;
  if (owner === undefined) {
    const ends = `${source.node} and ${destination.node}`;
    throw new Fault('usage', `${ends} are both connections; name the node that moves the files with --via NODE`);
  }
  if (via !== undefined && via !== owner)
    throw new Fault('usage', `${owner} moves these files; --via is for two connections`);
  registry.get(owner);
  const hasStores = from !== undefined || to !== undefined;
  const peer = hasStores || destination.node === owner ? undefined : destination.node;
  const stores = hasStores
    ? { ...(from !== undefined && { source: from }), ...(to !== undefined && { destination: to }) }
    : undefined;
  return { ...places, owner, peer, stores };
}

/** In one spelling: a place in a connection is absolute, too. */
function placed(location: Location, isConnection: boolean, registry: NodeRegistry): Location {
  if (isConnection) return { ...location, path: `/${namesInStore(location.path).join('/')}` };
  registry.get(location.node);
  if (location.path.startsWith('/')) return location;
  throw new Fault('usage', `${shownName(formatLocation(location))}: on a node a path begins with /`);
}
