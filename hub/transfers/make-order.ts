/** What a node is told to do: the transfer, and for one that leads to another node where that is, and a signed permission. */
import { ownerOf, type TransferOrder } from '../../src/model/transfer.ts';
import { confirmUnderstood } from '../../src/model/transfer-wishes.ts';
import { signGrant } from '../../src/protocol/grant-token.ts';
import type { ConnectionStore } from '../connections/connection-store.ts';
import { findPlaces } from '../connections/places.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { dataAddressOf } from './request-check.ts';
import { startedAnewAt } from './started-anew.ts';
import type { StoredTransfer } from './transfer-store.ts';

export interface OrderMeans {
  readonly registry: NodeRegistry;
  readonly connections: ConnectionStore;
  /** Private key that grants are signed with, PKCS#8 in PEM. */
  readonly grantKey: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Throws `node-unreachable` while nobody can say where the destination is reached, and `version-mismatch`. */
export async function makeOrder(
  transfer: StoredTransfer,
  { registry, connections, grantKey, now }: OrderMeans,
): Promise<TransferOrder> {
  const { id, fanOut, name, source, destination, options, priority, createdBy } = transfer;
  const createdAt = startedAnewAt(transfer);
  const owner = ownerOf(transfer);
  const { peer, stores } = findPlaces({ source, destination, via: transfer.owner }, { registry, connections });
  const hasStores = stores !== undefined;
  confirmUnderstood({ options, hasStores }, { who: owner, wishes: registry.peer(owner).wishes });
  const order = {
    id,
    ...(fanOut !== undefined && { fanOut }),
    name,
    source,
    destination,
    options,
    createdBy,
    createdAt,
    ...(priority && { priority }),
  };
  if (peer === undefined) return { ...order, ...(stores !== undefined && { stores }) };
  const address = dataAddressOf(registry.get(peer));
  const { deleteExtras: mayDelete, partialDir } = options;
  const claims = { transfer: id, source, destination, mayDelete, partialDir };
  const grant = await signGrant({ key: grantKey, claims, now });
  return { ...order, peer: { node: peer, grant, ...(address !== undefined && { address }) } };
}
