/** Both ends of what the hub orders, as far as this node reaches them itself. */
import type { Connection } from '../src/model/connection.ts';
import type { Location } from '../src/model/location.ts';
import type { PlanOrder } from '../src/model/plan-request.ts';
import { Fault } from '../src/runtime/fault.ts';
import { type RootedPath, type Roots, rootedPartialDir } from './roots.ts';
import type { StoreAccess } from './stores/store-access.ts';
import type { AllowedStore, StoreSetting } from './stores/store-setting.ts';

export type OrderedPlace<Store = StoreSetting> =
  | { readonly kind: 'folder'; readonly path: RootedPath }
  | { readonly kind: 'store'; readonly store: Store };

export interface OrderedPlaces<Store = StoreSetting> {
  readonly source: OrderedPlace<Store>;
  /** Undefined when the order names a peer. */
  readonly destination: OrderedPlace<Store> | undefined;
  /** Of a destination that is a folder of this node, if it is an absolute path. */
  readonly partialDir: RootedPath | undefined;
}

export interface PlacesHere {
  /** The name of this node. */
  readonly node: string;
  readonly roots: Roots;
  readonly stores: StoreAccess;
}

type Ordered = Pick<PlanOrder, 'source' | 'destination' | 'options' | 'peer' | 'stores'>;

/** Throws what a root, a `--store`, or the order itself forbids, and `credential-missing`. */
export function orderedPlaces(order: Ordered, here: PlacesHere): OrderedPlaces<AllowedStore> {
  const { source, destination, options, peer, stores } = order;
  if (stores !== undefined) confirmForStores(options);
  const from = placeOf(source, stores?.source, { ...here, access: 'read' });
  if (peer !== undefined) {
    if (peer.node !== destination.node || from.kind === 'store')
      throw new Fault('bad-message', `the order says nothing about ${destination.node}`);
    return { source: from, destination: undefined, partialDir: undefined };
  }
  const to = placeOf(destination, stores?.destination, { ...here, access: 'write' });
  const partialDir = to.kind === 'folder' ? rootedPartialDir(options.partialDir, here.roots) : undefined;
  return { source: from, destination: to, partialDir };
}

/** The same when all is there that opens them. Throws what `StoreAccess.ready` does. */
export async function readyPlaces(
  { source, destination, ...rest }: OrderedPlaces<AllowedStore>,
  stores: StoreAccess,
  signal: AbortSignal,
): Promise<OrderedPlaces> {
  const ready = async (place: OrderedPlace<AllowedStore>): Promise<OrderedPlace> =>
    place.kind === 'folder' ? place : { kind: 'store', store: await stores.ready(place.store, signal) };
  return { ...rest, source: await ready(source), destination: destination && (await ready(destination)) };
}

function placeOf(
  { node, path }: Location,
  connection: Connection | undefined,
  { node: own, roots, stores, access }: PlacesHere & { readonly access: 'read' | 'write' },
): OrderedPlace<AllowedStore> {
  if (connection !== undefined) return { kind: 'store', store: stores.open(connection, path, access) };
  if (node !== own) throw new Fault('bad-message', `the order says nothing about ${node}`);
  return { kind: 'folder', path: roots.resolve(path, access) };
}

/** Files from and to a store are written beside their targets, or have no name until they are whole. */
function confirmForStores({ inplace, partialDir }: PlanOrder['options']): void {
  if (inplace) throw new Fault('usage', '--inplace is for folders of nodes, not for stores');
  if (partialDir !== undefined) throw new Fault('usage', '--partial-dir is for folders of nodes, not for stores');
}
