import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { until } from '../../harness/until.ts';
import { live, unreachable } from './live-runs.ts';
import { totals } from './scripted-attempts.ts';

describe('runs as they are kept', () => {
  it('changes the limit of an attempt under way, and keeps it for the next ones and over a restart', async () => {
    using folder = temporaryFolder();
    const seen: unknown[] = [];
    {
      await using node = live(folder);
      node.runs.order(node.order(1));
      const attempt = await node.attempts.of('T-1');
      expect(attempt.order.options.bwlimit).toBeUndefined();
      attempt.observer.onStarted({ setLimit: (limit) => seen.push(limit), setStreams: () => {}, setGrant: () => {} });
      node.runs.limit(transferId(1), 1000);
      node.runs.limit(transferId(1), undefined);
      node.runs.limit(transferId(1), 2000);
      expect(seen).toEqual([1000, undefined, 2000]);
      node.runs.pause(transferId(1));
      await until(() => node.attempts.underWay.length === 0);
      node.runs.resume(transferId(1));
      expect((await node.attempts.of('T-1')).order.options.bwlimit).toBe(2000);
      expect(seen).toHaveLength(3);
    }
    await using node = live(folder);
    node.runs.start();
    expect((await node.attempts.of('T-1')).order.options.bwlimit).toBe(2000);
    node.runs.order({ ...node.order(1), options: { ...node.order(1).options, bwlimit: 3000 } });
    node.runs.cancel(transferId(1));
    await until(() => node.runs.unfinished().length === 0);
    expect(() => node.runs.limit(transferId(1), 1000)).toThrow(/has ended \(cancelled\)/);
    expect(() => node.runs.limit(transferId(2), 1000)).toThrow(expect.objectContaining({ code: 'transfer-unknown' }));
  });

  it('goes on after a restart with what was unfinished, in the same order and with the same wishes', async () => {
    using folder = temporaryFolder();
    {
      await using before = live(folder, { maxTransfers: 2 });
      for (const number of [1, 2, 3, 4]) before.runs.order(before.order(number));
      (await before.attempts.of('T-2')).observer.onPhase('transferring');
      before.runs.pause(transferId(1));
      (await before.attempts.of('T-3')).end(unreachable);
      await before.attempts.of('T-4');
    }
    await using after = live(folder);
    after.runs.start();
    expect(after.runs.unfinished()).toEqual(['T-1', 'T-2', 'T-3', 'T-4']);
    await after.attempts.of('T-4');
    expect(after.attempts.underWay).toEqual(['T-2', 'T-3', 'T-4']);
    expect(after.states(2).at(-1)).toBe('transferring');
    expect(after.states(1).at(-1)).toBe('paused');
  });

  it('goes on with a transfer whose end or phase could not be stored, once there is room again', async () => {
    using folder = temporaryFolder();
    const clock = { ...systemClock, sleep: (_ms: number, signal: AbortSignal) => systemClock.sleep(20, signal) };
    await using node = live(folder, { clock });
    node.runs.order(node.order(1));
    node.runs.order(node.order(2));
    {
      using _full = node.fillDatabase();
      (await node.attempts.of('T-1')).end({ kind: 'done', totals });
      (await node.attempts.of('T-2')).observer.onPhase('scanning');
      (await node.attempts.of('T-2')).observer.onFileFailed({
        path: 'a',
        reason: { code: 'io-error', message: 'no' },
        isPending: true,
      });
      await until(() => node.attempts.made.length >= 4, { what: 'further attempts' });
      expect(node.runs.unfinished()).toEqual(['T-1', 'T-2']);
    }
    for (const id of ['T-1', 'T-2']) {
      const attempt = await node.attempts.of(id);
      attempt.observer.onPhase('transferring');
      attempt.end({ kind: 'done', totals });
    }
    await until(() => node.runs.unfinished().length === 0);
  });
});
