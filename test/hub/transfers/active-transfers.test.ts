import { expect, test } from 'vitest';
import { ActiveTransfers } from '../../../hub/transfers/active-transfers.ts';
import type { StoredTransfer } from '../../../hub/transfers/transfer-store.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { transferId } from '../../../src/runtime/identifier.ts';

function transfer(number: number, more: Partial<StoredTransfer> = {}): StoredTransfer {
  return {
    id: transferId(number),
    name: 'reels',
    source: { node: 'fs1', path: '/srv' },
    destination: { node: 'fs2', path: '/srv' },
    options: defaultTransferOptions,
    state: { kind: 'queued' },
    createdBy: 'user:ana',
    createdAt: number,
    orderedAt: undefined,
    ...more,
  };
}

const ids = (transfers: readonly StoredTransfer[]): string[] => transfers.map(({ id }) => id);

test('pages begin with the newest, also when an old transfer came in last', () => {
  const active = new ActiveTransfers([1, 2, 5, 9, 3].map((number) => transfer(number)));
  expect(ids(active.page(0, 2))).toEqual(['T-9', 'T-5']);
  expect(ids(active.page(2, 2))).toEqual(['T-3', 'T-2']);
  expect(ids(active.page(4, 50))).toEqual(['T-1']);
  expect(ids(active.page(5, 50))).toEqual([]);
  expect(active.delete(transferId(5))).toBe(true);
  expect(active.delete(transferId(5))).toBe(false);
  expect(ids(active.page(0, 50))).toEqual(['T-9', 'T-3', 'T-2', 'T-1']);
  expect(active.size).toBe(4);
});

test('a node has part in what it sends, in what it receives, and once in what stays on it', () => {
  const own = { node: 'fs1', path: '/a' };
  const active = new ActiveTransfers([transfer(1), transfer(2, { source: own, destination: own })]);
  expect(ids(active.of('fs1'))).toEqual(['T-1', 'T-2']);
  expect(ids(active.of('fs2'))).toEqual(['T-1']);
  active.delete(transferId(1));
  expect(ids(active.of('fs2'))).toEqual([]);
  expect(ids(active.of('fs1'))).toEqual(['T-2']);
});

test('what is held is what was never ordered or is paused', () => {
  const active = new ActiveTransfers([transfer(1), transfer(2), transfer(3, { orderedAt: 7 })]);
  expect(ids(active.held())).toEqual(['T-1', 'T-2']);
  active.put(transfer(1, { orderedAt: 8, state: { kind: 'scanning' } }));
  active.put(transfer(3, { orderedAt: 7, state: { kind: 'paused' } }));
  expect(ids(active.held())).toEqual(['T-2', 'T-3']);
});
