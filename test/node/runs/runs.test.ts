import { describe, expect, it } from 'vitest';
import { transferId } from '../../../src/runtime/identifier.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { until } from '../../harness/until.ts';
import { live, unreachable } from './live-runs.ts';
import { totals } from './scripted-attempts.ts';

describe('runs', () => {
  it('runs an order to its end and tells every state with the totals', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const attempt = await node.attempts.of('T-1');
    attempt.observer.onPhase('scanning');
    attempt.observer.onPhase('scanning');
    attempt.observer.onPhase('transferring');
    attempt.end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    expect(node.states(1)).toEqual(['scanning', 'transferring', 'completed']);
    expect(node.facts().at(-1)).toEqual({ kind: 'state', state: { kind: 'completed' }, totals });
  });

  it('does the same transfer once, however often it is ordered', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    node.runs.order(node.order(1));
    (await node.attempts.of('T-1')).end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    node.runs.order(node.order(1));
    expect(node.attempts.made).toHaveLength(1);
    expect(node.runs.unfinished()).toEqual([]);
  });

  it('tells a hub that orders what has ended already how it ended', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    (await node.attempts.of('T-1')).end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    node.runs.order(node.order(1));
    expect(node.states(1)).toEqual(['completed', 'completed']);
  });

  it('runs another transfer with the number of an ended one, as from a hub that lost its database', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    (await node.attempts.of('T-1')).end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    node.runs.order(node.order(1, { createdAt: 2 }));
    await node.attempts.of('T-1');
    expect(node.attempts.made).toHaveLength(2);
    expect(node.states(1)).toEqual(['completed']);
  });

  it('refuses another transfer with the number of one that it still works on', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const attempt = await node.attempts.of('T-1');
    expect(() => node.runs.order(node.order(1, { from: 'other', createdAt: 2 }))).toThrow(
      expect.objectContaining({ code: 'not-possible-now' }),
    );
    attempt.end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    expect(node.attempts.made).toHaveLength(1);
  });

  it('runs no more than --max-transfers at once, the others in the order in which they came', async () => {
    using folder = temporaryFolder();
    await using node = live(folder, { maxTransfers: 2 });
    for (const number of [1, 2, 3, 4]) node.runs.order(node.order(number));
    await node.attempts.of('T-2');
    expect(node.attempts.underWay).toEqual(['T-1', 'T-2']);
    (await node.attempts.of('T-2')).end({ kind: 'done', totals });
    await node.attempts.of('T-3');
    expect(node.attempts.underWay).toEqual(['T-1', 'T-3']);
  });

  it('never runs two transfers of the same pair at once, however their paths are written', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1, { from: 'same' }));
    node.runs.order(node.order(2, { from: 'same/', to: '//b/' }));
    node.runs.order(node.order(3, { from: 'other' }));
    await node.attempts.of('T-3');
    expect(node.attempts.underWay).toEqual(['T-1', 'T-3']);
    const [first] = node.attempts.made;
    first?.end({ kind: 'done', totals });
    const second = await node.attempts.of('T-2');
    expect(second.backlogFile).toBe(first?.backlogFile);
    expect(node.runs.backlogOf(transferId(3))).not.toBe(first?.backlogFile);
  });

  it('pauses what runs, keeps its slot free, and resumes it', async () => {
    using folder = temporaryFolder();
    await using node = live(folder, { maxTransfers: 1 });
    node.runs.order(node.order(1));
    node.runs.order(node.order(2));
    await node.attempts.of('T-1');
    node.runs.pause(transferId(1));
    (await node.attempts.of('T-2')).end({ kind: 'done', totals });
    expect(node.states(1)).toEqual(['paused']);
    node.runs.resume(transferId(1));
    await node.attempts.of('T-1');
    expect(node.states(1)).toEqual(['paused', 'queued']);
  });

  it('cancels what runs, what waits and what is queued', async () => {
    using folder = temporaryFolder();
    await using node = live(folder, { maxTransfers: 1 });
    for (const number of [1, 2, 3]) node.runs.order(node.order(number));
    (await node.attempts.of('T-1')).end(unreachable);
    await node.attempts.of('T-2');
    for (const number of [1, 2, 3]) node.runs.cancel(transferId(number));
    await until(() => node.runs.unfinished().length === 0);
    for (const number of [1, 2, 3]) expect(node.states(number).at(-1)).toBe('cancelled');
    expect(node.attempts.underWay).toEqual([]);
    node.runs.cancel(transferId(1));
    expect(() => node.runs.resume(transferId(1))).toThrow(expect.objectContaining({ code: 'not-possible-now' }));
  });

  it('says of a transfer that it never had that it does not know it', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    for (const ask of [node.runs.pause, node.runs.cancel, node.runs.backlogOf]) {
      expect(() => ask.call(node.runs, transferId(9))).toThrow(expect.objectContaining({ code: 'transfer-unknown' }));
    }
  });

  it('refuses an order whose source lies outside the roots, and never begins it', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1, { from: '/etc' }));
    expect(node.facts()).toMatchObject([
      { kind: 'refused', reason: { code: 'outside-root' } },
      { kind: 'state', state: { kind: 'failed', reason: { code: 'outside-root' } } },
    ]);
    expect(node.attempts.made).toEqual([]);
    expect(node.runs.unfinished()).toEqual([]);
  });
});
