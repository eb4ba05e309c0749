import { describe, expect, it } from 'vitest';
import { systemClock } from '../../../src/runtime/clock.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { until } from '../../harness/until.ts';
import { live, unreachable } from './live-runs.ts';
import { progressOf, totals } from './scripted-attempts.ts';

describe('attempts of a run', () => {
  it('says that it waits for room at the destination, and that it goes on', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const attempt = await node.attempts.of('T-1');
    attempt.observer.onPhase('transferring');
    const wait = { reason: { code: 'disk-full', message: 'no room' }, nextAttemptAt: 5, attempt: 1 };
    attempt.observer.onWaiting(wait);
    attempt.observer.onProgress(progressOf({ files: 1, bytes: 1 }));
    expect(node.facts().at(-1)).toEqual({ kind: 'state', state: { kind: 'waiting', ...wait } });
    attempt.observer.onPhase('transferring');
    attempt.end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    expect(node.states(1)).toEqual(['transferring', 'waiting', 'transferring', 'completed']);
  });

  it('uses the newest grant of a repeated order for further connections, and its address at the next attempt', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const first = await node.attempts.of('T-1');
    const grants: string[] = [];
    first.observer.onStarted({ setLimit: () => {}, setStreams: () => {}, setGrant: (grant) => grants.push(grant) });
    node.runs.order({ ...node.order(1), peer: { node: 'fs2', address: '127.0.0.1:2', grant: 'newer' } });
    expect(grants).toEqual(['newer']);
    first.end(unreachable);
    await until(() => node.attempts.made.length === 2);
    expect(node.attempts.made[1]?.order.peer).toMatchObject({ address: '127.0.0.1:2', grant: 'newer' });
  });

  it('waits with the reason and the time of the next attempt while the peer is away, then tries again', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    (await node.attempts.of('T-1')).end(unreachable);
    const again = await node.attempts.of('T-1').then(() => until(() => node.attempts.made[1]));
    expect(node.facts()[0]).toMatchObject({
      kind: 'state',
      state: { kind: 'waiting', attempt: 1, reason: { code: 'node-unreachable' }, nextAttemptAt: expect.any(Number) },
    });
    again.end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
  });

  it('waits while the peer turns it away for a certificate that has expired, until the node has joined again', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const reason = { code: 'certificate-expired', message: "the certificate has expired, by this node's clock" };
    (await node.attempts.of('T-1')).end({ kind: 'fault', reason, isRetryable: false });
    await until(() => node.states(1).includes('waiting'));
    (await until(() => node.attempts.made[1])).end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    expect(node.states(1)).toEqual(['waiting', 'completed']);
  });

  it('counts attempts until one moves a file', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    (await until(() => node.attempts.made[0])).end(unreachable);
    (await until(() => node.attempts.made[1])).end(unreachable);
    await until(() => node.states(1).length === 2);
    const third = await until(() => node.attempts.made[2]);
    third.observer.onProgress(progressOf({ files: 1, bytes: 1 }));
    third.end(unreachable);
    await until(() => node.states(1).filter((kind) => kind === 'waiting').length === 3);
    const waits = node
      .facts()
      .flatMap((fact) => (fact.kind === 'state' && fact.state.kind === 'waiting' ? [fact.state.attempt] : []));
    expect(waits).toEqual([1, 2, 1]);
  });

  it('does not wait any longer for its peer when it is ordered again, as the hub does when the peer is back', async () => {
    using folder = temporaryFolder();
    const clock = {
      ...systemClock,
      sleep: (_ms: number, signal: AbortSignal) => unlessAborted(new Promise<void>(() => undefined), signal),
    };
    await using node = live(folder, { clock });
    node.runs.order(node.order(1));
    (await node.attempts.of('T-1')).end(unreachable);
    await until(() => node.states(1).at(-1) === 'waiting');
    node.runs.order(node.order(1));
    (await node.attempts.of('T-1')).end(unreachable);
    await until(() => node.facts().length === 3);
    expect(node.facts().at(-1)).toMatchObject({ state: { kind: 'waiting', attempt: 2 } });
  });

  it('gives a slot to others while a transfer waits for its peer', async () => {
    using folder = temporaryFolder();
    await using node = live(folder, { maxTransfers: 1 });
    node.runs.order(node.order(1));
    node.runs.order(node.order(2));
    (await node.attempts.of('T-1')).end(unreachable);
    await node.attempts.of('T-2');
    expect(node.states(1)).toEqual(['waiting']);
  });

  it('fails for good with a fault that no retry can cure', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    (await node.attempts.of('T-1')).end({
      kind: 'fault',
      reason: { code: 'source-missing', message: 'gone' },
      isRetryable: false,
    });
    await until(() => node.runs.unfinished().length === 0);
    expect(node.states(1)).toEqual(['failed']);
  });

  it('reports each failed file, but not more than a hub can bear', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const attempt = await node.attempts.of('T-1');
    for (let count = 0; count < 100; count += 1)
      attempt.observer.onFileFailed({
        path: `f${count}`,
        reason: { code: 'permission-denied', message: 'no' },
        isPending: true,
      });
    expect(node.facts().filter(({ kind }) => kind === 'file-failed')).toHaveLength(100);
  });

  it('logs what there is to know of files that did not fail, so much of it that the log stays readable', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const attempt = await node.attempts.of('T-1');
    for (let count = 0; count < 500; count += 1)
      attempt.observer.onFinding({ path: `f${count}`, code: 'holes-filled', message: `f${count} takes more room` });
    const one = { transfer: 'T-1', path: 'f0', code: 'holes-filled', msg: 'f0 takes more room' };
    expect(node.logged[0]).toMatchObject(one);
    expect(node.logged).toHaveLength(101);
    expect(node.logged.at(-1)?.msg).toContain('more to know of T-1');
    expect(node.facts().filter(({ kind }) => kind === 'file-failed')).toEqual([]);
  });

  it('tells where each attempt under way stands, and nothing of the others', async () => {
    using folder = temporaryFolder();
    await using node = live(folder, { maxTransfers: 1 });
    node.runs.order(node.order(1));
    node.runs.order(node.order(2));
    const attempt = await node.attempts.of('T-1');
    expect(node.runs.progress()).toEqual([]);
    attempt.observer.onPhase('scanning');
    attempt.observer.onProgress(progressOf({ files: 2, bytes: 10 }));
    expect(node.runs.progress()).toMatchObject([
      { transfer: 'T-1', state: { kind: 'scanning' }, progress: { copied: { files: 2 } } },
    ]);
    attempt.end(unreachable);
    await node.attempts.of('T-2');
    expect(node.runs.progress()).toEqual([]);
  });
});
