import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openNodeDatabase } from '../../../node/database.ts';
import { openRoots } from '../../../node/roots.ts';
import { Runs } from '../../../node/runs/runs.ts';
import { ReportOutbox } from '../../../node/uplink/report-outbox.ts';
import { TransferOrder } from '../../../src/model/transfer.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';
import { until } from '../../harness/until.ts';
import { progressOf, ScriptedAttempts, totals } from './scripted-attempts.ts';

/** One life of a node's runs on a folder; the next life finds what this one left there. */
function live(folder: TemporaryFolder, { maxTransfers = 4, clock = systemClock } = {}) {
  mkdirSync(folder.at('root'), { recursive: true });
  const database = openNodeDatabase(folder.at('data'));
  const outbox = new ReportOutbox(database);
  const attempts = new ScriptedAttempts();
  const runs = new Runs({
    node: 'fs1',
    folder: folder.at('data'),
    database,
    outbox,
    roots: openRoots([{ path: folder.at('root'), isReadOnly: false }]),
    maxTransfers,
    runAttempt: attempts.run,
    clock,
    log: pino({ level: 'silent' }),
  });
  return {
    runs,
    attempts,
    /** From now on the database is full; disposing it makes room. */
    fillDatabase: (): Disposable => {
      const limit = database.pragma('max_page_count', { simple: true });
      database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
      const filling = { code: 'internal', message: 'x'.repeat(1000) };
      expect(() => {
        for (;;) outbox.say(transferId(99), { kind: 'refused', reason: filling }, 1);
      }).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
      expect(() => {
        for (;;) outbox.say(transferId(99), { kind: 'state', state: { kind: 'queued' } }, 1);
      }).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));
      return { [Symbol.dispose]: () => void database.pragma(`max_page_count = ${limit}`) };
    },
    order: (number: number, { from = `a${number}`, to = '/b', createdAt = 1 } = {}) =>
      TransferOrder.parse({
        id: `T-${number}`,
        name: 'test',
        source: { node: 'fs1', path: from.startsWith('/') ? from : folder.at('root', from) },
        destination: { node: 'fs2', path: to },
        options: {},
        createdBy: 'user:admin',
        createdAt,
        peer: { node: 'fs2', address: '127.0.0.1:1', grant: 'grant' },
      }),
    /** Kinds of all states that the hub will hear of, of one transfer. */
    states: (number: number) =>
      outbox
        .nextBatch()
        .flatMap(({ transfer, fact }) =>
          transfer === `T-${number}` && fact.kind === 'state' ? [fact.state.kind] : [],
        ),
    facts: () => outbox.nextBatch().map(({ fact }) => fact),
    [Symbol.asyncDispose]: async () => {
      await runs[Symbol.asyncDispose]();
      database.close();
    },
  };
}

const unreachable = {
  kind: 'fault',
  reason: { code: 'node-unreachable', message: 'fs2 is away' },
  isRetryable: true,
} as const;

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

  it('uses the newest address and grant of a repeated order at the next attempt', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const first = await node.attempts.of('T-1');
    node.runs.order({ ...node.order(1), peer: { node: 'fs2', address: '127.0.0.1:2', grant: 'newer' } });
    first.end(unreachable);
    await until(() => node.attempts.made.length === 2);
    expect(node.attempts.made[1]?.order.peer).toMatchObject({ address: '127.0.0.1:2', grant: 'newer' });
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

  it('reports each failed file, but not more than a hub can bear', async () => {
    using folder = temporaryFolder();
    await using node = live(folder);
    node.runs.order(node.order(1));
    const attempt = await node.attempts.of('T-1');
    for (let count = 0; count < 100; count += 1)
      attempt.observer.onFileFailed(`f${count}`, { code: 'permission-denied', message: 'no' });
    expect(node.facts().filter(({ kind }) => kind === 'file-failed')).toHaveLength(100);
  });

  it('changes the limit of an attempt under way, and keeps it for the next ones and over a restart', async () => {
    using folder = temporaryFolder();
    const seen: unknown[] = [];
    {
      await using node = live(folder);
      node.runs.order(node.order(1));
      const attempt = await node.attempts.of('T-1');
      expect(attempt.order.options.bwlimit).toBeUndefined();
      attempt.observer.onStarted({ setLimit: (limit) => seen.push(limit) });
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
      (await node.attempts.of('T-2')).observer.onFileFailed('a', { code: 'io-error', message: 'no' });
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
