/** What a node is told to do: the transfer, and for one that leads to another node where that is, and a signed permission. */
import { ownerOf, type TransferOrder } from '../../src/model/transfer.ts';
import { confirmUnderstood } from '../../src/model/transfer-wishes.ts';
import { signGrant } from '../../src/protocol/grant-token.ts';
import type { NodeRegistry } from '../nodes/node-registry.ts';
import { dataAddressOf } from './request-check.ts';
import { startedAnewAt } from './started-anew.ts';
import type { StoredTransfer } from './transfer-store.ts';

export interface OrderMeans {
  readonly registry: NodeRegistry;
  /** Private key that grants are signed with, PKCS#8 in PEM. */
  readonly grantKey: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Throws `node-unreachable` while nobody can say where the destination is reached, and `version-mismatch`. */
export async function makeOrder(
  transfer: StoredTransfer,
  { registry, grantKey, now }: OrderMeans,
): Promise<TransferOrder> {
  const { id, fanOut, name, source, destination, options, priority, createdBy } = transfer;
  const createdAt = startedAnewAt(transfer);
  const owner = ownerOf(transfer);
  confirmUnderstood({ options }, { who: owner, wishes: registry.peer(owner).wishes });
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
  if (source.node === destination.node) return order;
  const address = dataAddressOf(registry.get(destination.node));
  const { deleteExtras: mayDelete, partialDir } = options;
  const claims = { transfer: id, source, destination, mayDelete, partialDir };
  const grant = await signGrant({ key: grantKey, claims, now });
  return { ...order, peer: { node: destination.node, grant, ...(address !== undefined && { address }) } };
}
