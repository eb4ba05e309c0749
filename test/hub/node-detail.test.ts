import { expect, test } from 'vitest';
import { nodeDetail } from '../../hub/nodes/node-detail.ts';
import type { Transfer } from '../../src/model/transfer.ts';
import { transferId } from '../../src/runtime/identifier.ts';

const none = { files: 0, bytes: 0 };

function transfer(number: number, [from, to]: readonly [string, string], rate?: number): Transfer {
  const progress = { pending: { files: 10, bytes: 1000 }, rate, etaSeconds: number };
  return {
    id: transferId(number),
    source: { node: from, path: '/a' },
    destination: { node: to, path: '/b' },
    state: { kind: rate === undefined ? 'queued' : 'transferring' },
    ...(rate !== undefined && { progress }),
  } as unknown as Transfer;
}

test('what a node moves is counted for each place at the other end, and in its backlog once', () => {
  const all = [
    transfer(1, ['fs1', 'fs2'], 100),
    transfer(2, ['fs3', 'fs1'], 30),
    transfer(3, ['fs1', 'fs2']),
    transfer(4, ['fs1', 'fs1'], 7),
    transfer(5, ['fs2', 'fs3'], 1000),
  ];
  const of = (node: string) => all.filter((one) => [one.source.node, one.destination.node].includes(node));
  const get = (id: string) => all.find((one) => one.id === id) as Transfer;
  const ledger = { active: { of }, glances: () => all as never, get };
  const detail = nodeDetail({ registry: { get: (name) => ({ name }) }, ledger }, 'fs1');
  expect(detail.transfers.map(({ id }) => id)).toEqual(['T-4', 'T-3', 'T-2', 'T-1']);
  expect(detail).toMatchObject({
    total: 4,
    backlog: { running: 3, waiting: 1, files: 30, bytes: 3000, etaSeconds: 4 },
    links: [
      { peer: 'fs1', running: 1, rateOut: 7, rateIn: 7 },
      { peer: 'fs2', running: 1, waiting: 1, rateOut: 100, rateIn: 0, pendingFiles: 10 },
      { peer: 'fs3', running: 1, rateOut: 0, rateIn: 30 },
    ],
  });
  expect(nodeDetail({ registry: { get: (name) => ({ name }) }, ledger }, 'fs9')).toMatchObject({
    total: 0,
    backlog: { running: 0, waiting: 0, ...none },
    links: [],
  });
});
