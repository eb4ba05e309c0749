import { expect, test } from 'vitest';
import { LiveProgress } from '../../../hub/transfers/live-progress.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { defaultTransferOptions } from '../../../src/model/transfer-options.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { someProgress } from '../../harness/scripted-node.ts';

const [one, two] = [1, 2].map(
  (number): Transfer => ({
    id: transferId(number),
    name: 'reels',
    source: { node: 'fs1', path: '/srv' },
    destination: { node: 'fs2', path: '/srv' },
    options: defaultTransferOptions,
    state: { kind: 'transferring' },
    createdBy: 'user:ana',
    createdAt: 1,
  }),
) as [Transfer, Transfer];

function told(live: LiveProgress, copied: Readonly<Record<string, number>>): void {
  const transfers = Object.entries(copied).map(([number, bytes]) => ({
    transfer: transferId(Number(number)),
    state: { kind: 'transferring' as const },
    progress: someProgress(bytes, 100),
  }));
  live.hear('fs1', transfers, Buffer.from(JSON.stringify({ type: 'notice', name: 'progress', body: { transfers } })));
}

const copiedOf = (live: LiveProgress, transfer: Transfer) => live.shown(transfer).progress?.copied.bytes;

test('what was said last of a transfer is shown, also when later notices do not speak of it', () => {
  const live = new LiveProgress();
  told(live, { 1: 10, 2: 20 });
  told(live, { 1: 11 });
  told(live, { 1: 12 });
  expect([copiedOf(live, one), copiedOf(live, two)]).toEqual([12, 20]);
  expect(live.glance(two)).toMatchObject({
    progress: { pending: { files: 1, bytes: 100 }, rate: 1000, etaSeconds: 7 },
  });
});

test('a node that is away copies nothing; how far its transfers had come stays, and is told anew when it is back', () => {
  const live = new LiveProgress();
  told(live, { 1: 10, 2: 20 });
  live.nodeIsAway('fs1', [one.id, two.id]);
  const { progress } = live.shown(one);
  expect(progress).toMatchObject({ copied: { bytes: 10 }, rate: 0, files: [] });
  expect(progress).not.toHaveProperty('etaSeconds');
  expect(live.glance(one).progress).toEqual({ pending: { files: 1, bytes: 100 }, rate: 0 });
  told(live, { 1: 15 });
  expect([copiedOf(live, one), copiedOf(live, two)]).toEqual([15, 20]);
});
