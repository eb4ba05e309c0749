import { expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { until } from '../../harness/until.ts';
import { live } from './live-runs.ts';
import { totals } from './scripted-attempts.ts';

/** Rests are over at once. */
const restless = { now: systemClock.now, sleep: async () => undefined };

it('takes the highest priority next, also one that was raised while it waited and after a restart of the node', async () => {
  using folder = temporaryFolder();
  {
    await using node = live(folder, { maxTransfers: 1 });
    const createdAt = Date.now();
    for (const number of [1, 2, 3]) node.runs.order({ ...node.order(number, { createdAt }), priority: 'low' });
    await node.attempts.of('T-1');
    node.runs.prioritise(transferId(3), 'high');
  }
  await using node = live(folder, { maxTransfers: 1 });
  node.runs.start();
  (await node.attempts.of('T-3')).end({ kind: 'done', totals });
  await node.attempts.of('T-1');
  expect(node.attempts.made.map(({ order }) => order.id)).toEqual(['T-3', 'T-1']);
});

it('a transfer to a node that is full is queued with the reason, said once, and begins when there is a place', async () => {
  using folder = temporaryFolder();
  await using node = live(folder, { clock: restless });
  node.runs.order(node.order(1));
  const full = { code: 'node-busy', message: 'fs2 receives 4 of 4' };
  for (let round = 0; round < 3; round += 1) {
    (await node.attempts.of('T-1')).end({ kind: 'fault', reason: full, isRetryable: true });
    await until(() => node.attempts.made.length === round + 2, { what: 'the next attempt' });
  }
  const attempt = await node.attempts.of('T-1');
  attempt.observer.onPhase('scanning');
  attempt.end({ kind: 'done', totals });
  await until(() => node.runs.unfinished().length === 0);
  expect(node.facts()).toMatchObject([
    { state: { kind: 'queued', reason: { code: 'peer-full', message: 'fs2 receives 4 of 4' } } },
    { state: { kind: 'scanning' } },
    { state: { kind: 'completed' } },
  ]);
});

it('what waits for a full node leaves its place to others meanwhile, and that node is not asked for each of them', async () => {
  using folder = temporaryFolder();
  const rests: (() => void)[] = [];
  const clock = { now: systemClock.now, sleep: () => new Promise<void>((resolve) => rests.push(resolve)) };
  await using node = live(folder, { maxTransfers: 1, clock });
  node.runs.order(node.order(1));
  node.runs.order(node.order(2));
  const { peer: _, ...elsewhere } = node.order(3);
  node.runs.order({ ...elsewhere, destination: { node: 'fs1', path: folder.at('root', 'copy') } });
  const full = { code: 'node-busy', message: 'fs2 receives 4 of 4' };
  (await node.attempts.of('T-1')).end({ kind: 'fault', reason: full, isRetryable: true });
  (await node.attempts.of('T-3')).end({ kind: 'done', totals });
  await until(() => node.runs.unfinished().length === 2);
  expect(node.attempts.underWay).toEqual([]);
  for (const resolve of rests) resolve();
  await node.attempts.of('T-1');
});
