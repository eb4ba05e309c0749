/**
 * Transfers that have not ended, as the hub looks for them many times a second: by id, by node, those that stay with the hub,
 * and page by page. There may be ten thousand, so nothing here walks all of them but who asks for all.
 */
import { ownerOf } from '../../src/model/transfer.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { transferId, transferNumber } from '../../src/runtime/identifier.ts';
import type { StoredTransfer } from './transfer-store.ts';

export class ActiveTransfers {
  readonly #byId = new Map<TransferId, StoredTransfer>();
  /** Of a node, as source or as destination. */
  readonly #ofNode = new Map<string, Set<TransferId>>();
  readonly #held = new Set<TransferId>();
  /** Ascending. */
  readonly #numbers: number[] = [];

  constructor(transfers: Iterable<StoredTransfer>) {
    for (const transfer of transfers) this.put(transfer);
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: TransferId): StoredTransfer | undefined {
    return this.#byId.get(id);
  }

  put(transfer: StoredTransfer): void {
    const { id } = transfer;
    if (!this.#byId.has(id)) {
      const number = transferNumber(id);
      this.#numbers.splice(this.#placeOf(number), 0, number);
      for (const node of nodesOf(transfer)) this.#idsOf(node).add(id);
    }
    this.#byId.set(id, transfer);
    if (isOut(transfer)) this.#held.delete(id);
    else this.#held.add(id);
  }

  /** False when it is not there. */
  delete(id: TransferId): boolean {
    const transfer = this.#byId.get(id);
    if (transfer === undefined) return false;
    this.#byId.delete(id);
    this.#held.delete(id);
    this.#numbers.splice(this.#placeOf(transferNumber(id)), 1);
    for (const node of nodesOf(transfer)) {
      const ids = this.#idsOf(node);
      ids.delete(id);
      if (ids.size === 0) this.#ofNode.delete(node);
    }
    return true;
  }

  all(): Iterable<StoredTransfer> {
    return this.#byId.values();
  }

  /** That this node has a part in. */
  of(node: string): StoredTransfer[] {
    return this.#found(this.#ofNode.get(node) ?? []);
  }

  /** That their owners are not to begin by themselves: never ordered, or paused. */
  held(): StoredTransfer[] {
    return this.#found(this.#held);
  }

  /** Newest first. */
  page(offset: number, limit: number): StoredTransfer[] {
    const end = Math.max(0, this.#numbers.length - offset);
    return this.#found(
      this.#numbers
        .slice(Math.max(0, end - limit), end)
        .reverse()
        .map(transferId),
    );
  }

  #found(ids: Iterable<TransferId>): StoredTransfer[] {
    return Array.from(ids, (id) => this.#byId.get(id)).filter((transfer) => transfer !== undefined);
  }

  #idsOf(node: string): Set<TransferId> {
    const ids = this.#ofNode.get(node) ?? new Set();
    this.#ofNode.set(node, ids);
    return ids;
  }

  /** Where the number is, or belongs. */
  #placeOf(number: number): number {
    let [from, to] = [0, this.#numbers.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.#numbers[middle] as number) < number) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** Its owner may begin it at any time. One that is paused leaves its place, and is let go on by whoever resumes it. */
export function isOut({ orderedAt, state }: StoredTransfer): boolean {
  return orderedAt !== undefined && state.kind !== 'paused';
}

function nodesOf(transfer: StoredTransfer): Set<string> {
  return new Set([transfer.source.node, transfer.destination.node, ownerOf(transfer)]);
}
