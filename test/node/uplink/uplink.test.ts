import { mkdirSync } from 'node:fs';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { openNodeDatabase } from '../../../node/database.ts';
import { HealthProbe } from '../../../node/health/health-probe.ts';
import { rootLooks } from '../../../node/health/root-look.ts';
import { LookupDesk } from '../../../node/lookups/lookup-desk.ts';
import { Lookups } from '../../../node/lookups/lookups.ts';
import { Measures } from '../../../node/measures/measures.ts';
import { makePlanInThread } from '../../../node/plans/plan-thread.ts';
import { Plans } from '../../../node/plans/plans.ts';
import { openRoots } from '../../../node/roots.ts';
import { Runs } from '../../../node/runs/runs.ts';
import { StoreDesk } from '../../../node/stores/store-desk.ts';
import { AuditAnchors } from '../../../node/trust/audit-anchors.ts';
import { RefusalNotes } from '../../../node/trust/refusal-notes.ts';
import { SealedStore } from '../../../node/trust/sealed-store.ts';
import { commandHandlers } from '../../../node/uplink/command-handlers.ts';
import { ProgressPace } from '../../../node/uplink/progress-pace.ts';
import { ReportOutbox } from '../../../node/uplink/report-outbox.ts';
import { Uplink } from '../../../node/uplink/uplink.ts';
import { TransferOrder } from '../../../src/model/transfer.ts';
import { systemClock } from '../../../src/runtime/clock.ts';
import { makeSealingPair } from '../../../src/runtime/hpke.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { KeptLog } from '../../../src/runtime/kept-log.ts';
import { type TemporaryFolder, temporaryFolder } from '../../engine/temporary-folder.ts';
import { noStores } from '../../harness/no-stores.ts';
import { ScriptedHub } from '../../harness/scripted-hub.ts';
import { until } from '../../harness/until.ts';
import { progressOf, ScriptedAttempts, totals } from '../runs/scripted-attempts.ts';

/** The node as its daemon builds it, but for the work of its transfers. */
async function attach(folder: TemporaryFolder, hub: ScriptedHub, { roots = ['root'] } = {}) {
  for (const root of roots) mkdirSync(folder.at(root), { recursive: true });
  await using parts = new AsyncDisposableStack();
  const database = parts.adopt(openNodeDatabase(folder.at('data')), (open) => void open.close());
  const outbox = new ReportOutbox(database);
  const offered = openRoots(roots.map((root) => ({ path: folder.at(root), isReadOnly: false })));
  const lookAtRoots = rootLooks(offered.list);
  const attempts = new ScriptedAttempts();
  const log = pino({ level: 'silent' });
  const shared = { outbox, clock: systemClock, log };
  const runs = new Runs({
    node: 'fs1',
    stores: noStores,
    folder: folder.at('data'),
    database,
    roots: offered,
    maxTransfers: 4,
    runAttempt: attempts.run,
    ...shared,
  });
  const lookups = new Lookups({ roots: offered, lookAtRoots, desk: parts.use(new LookupDesk({ timeoutMs: 10_000 })) });
  const identity = await hub.nodeIdentity('fs1');
  const plans = parts.use(
    new Plans({
      node: 'fs1',
      stores: noStores,
      identity: () => identity,
      roots: offered,
      auditFile: folder.at('audit.jsonl'),
      nodeLimit: undefined,
      runs,
      makePlan: makePlanInThread,
      meetingsOf: () => undefined,
    }),
  );
  const pace = new ProgressPace(systemClock);
  const { publicKey, privateKey } = makeSealingPair();
  const uplink = parts.use(
    new Uplink({
      hub: hub.address,
      name: 'fs1',
      sealingKey: publicKey,
      credentials: { identity, keep: async () => false },
      onRenewed: () => undefined,
      onHubClock: () => undefined,
      refusals: new RefusalNotes(),
      handlers: commandHandlers({
        runs,
        lookups,
        measures: parts.use(new Measures({ node: 'fs1', roots: offered, stores: noStores })),
        plans,
        listener: { visit: async () => {} },
        anchors: new AuditAnchors(database),
        sealed: new SealedStore({ node: 'fs1', privateKey, database }),
        stores: new StoreDesk(noStores),
        watches: { keep: async () => {} },
        pace,
        queues: { keep: async () => {}, tryAgain: () => {} },
        onDistrust: () => undefined,
        keptLog: new KeptLog(),
        clock: systemClock,
      }),
      dataAddress: async () => '127.0.0.1:7401',
      health: new HealthProbe({ lookAtRoots, maxTransfers: 4, bwlimit: undefined, clock: systemClock }),
      pace,
      runs,
      queues: { standings: () => [] },
      ...shared,
    }),
  );
  parts.use(runs);
  runs.start();
  uplink.start();
  const living = parts.move();
  return { runs, outbox, attempts, uplink, [Symbol.asyncDispose]: () => living.disposeAsync() };
}

function orderOf(folder: TemporaryFolder, number: number): TransferOrder {
  return TransferOrder.parse({
    id: `T-${number}`,
    name: 'test',
    source: { node: 'fs1', path: folder.at('root', `a${number}`) },
    destination: { node: 'fs2', path: '/b' },
    options: {},
    createdBy: 'user:admin',
    createdAt: 1,
    peer: { node: 'fs2', address: '127.0.0.1:1', grant: 'grant' },
  });
}

describe('the uplink', () => {
  it('introduces the node with its roots, their room and its data port, and goes on telling its health', async () => {
    using folder = temporaryFolder();
    await using hub = await ScriptedHub.start(folder.path);
    await using _node = await attach(folder, hub);
    await hub.node();
    expect(hub.introductions[0]).toMatchObject({
      dataAddress: '127.0.0.1:7401',
      unfinished: [],
      health: {
        roots: [
          { path: folder.at('root'), isReadOnly: false, freeBytes: expect.any(Number), totalBytes: expect.any(Number) },
        ],
      },
    });
    await until(() => hub.health[0]);
    expect(hub.health[0]?.cpu).toBeGreaterThanOrEqual(0);
    expect(hub.health[0]?.memoryUsedBytes).toBeGreaterThan(0);
  });

  it('takes an order, tells its progress and reports its end', async () => {
    using folder = temporaryFolder();
    await using hub = await ScriptedHub.start(folder.path);
    await using node = await attach(folder, hub);
    const peer = await hub.node();
    await peer.request('start-transfer', { order: orderOf(folder, 1) });
    const attempt = await node.attempts.of('T-1');
    attempt.observer.onPhase('transferring');
    attempt.observer.onProgress(progressOf({ files: 3, bytes: 30 }));
    const told = await until(() => hub.progress[0]);
    expect(told.transfers).toMatchObject([
      { transfer: 'T-1', state: { kind: 'transferring' }, progress: { copied: { files: 3 } } },
    ]);
    attempt.end({ kind: 'done', totals });
    await until(() => hub.reports.length === 2);
    expect(hub.reports).toMatchObject([
      { number: 1, transfer: 'T-1', fact: { state: { kind: 'transferring' } } },
      { number: 2, transfer: 'T-1', fact: { state: { kind: 'completed' }, totals } },
    ]);
  });

  it('answers an order that it cannot follow with the reason', async () => {
    using folder = temporaryFolder();
    await using hub = await ScriptedHub.start(folder.path);
    await using _node = await attach(folder, hub);
    const peer = await hub.node();
    await expect(peer.request('pause-transfer', { transfer: transferId(7) })).rejects.toMatchObject({
      code: 'transfer-unknown',
    });
    await expect(peer.request('browse', { path: '/etc', offset: 0, limit: 10 })).rejects.toMatchObject({
      code: 'outside-root',
    });
  });

  it('runs on while the hub is away and delivers every report once, in order, when it is back', async () => {
    using folder = temporaryFolder();
    await using hub = await ScriptedHub.start(folder.path);
    await using node = await attach(folder, hub);
    await (await hub.node()).request('start-transfer', { order: orderOf(folder, 1) });
    const attempt = await node.attempts.of('T-1');
    attempt.observer.onPhase('scanning');
    await until(() => hub.reports.length === 1);
    await hub.vanish();
    attempt.observer.onPhase('transferring');
    attempt.end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    await hub.appear();
    await until(() => hub.reports.length === 3);
    expect(hub.reports.map(({ number, fact }) => [number, fact.kind === 'state' && fact.state.kind])).toEqual([
      [1, 'scanning'],
      [2, 'transferring'],
      [3, 'completed'],
    ]);
    expect(hub.introductions.at(-1)?.unfinished).toEqual([]);
    await until(() => node.outbox.isEmpty);
  });

  it('delivers again what a hub took without an answer', async () => {
    using folder = temporaryFolder();
    await using hub = await ScriptedHub.start(folder.path);
    await using node = await attach(folder, hub);
    const peer = await hub.node();
    hub.isDeaf = true;
    await peer.request('start-transfer', { order: orderOf(folder, 1) });
    (await node.attempts.of('T-1')).end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    expect(node.outbox.isEmpty).toBe(false);
    await hub.vanish();
    hub.isDeaf = false;
    await hub.appear();
    await until(() => node.outbox.isEmpty);
    expect(hub.reports.map(({ number }) => number)).toEqual([1]);
  });

  it.each([
    { note: 'an older database', reportsUpTo: 1, numbers: [2] },
    { note: 'no database any more', reportsUpTo: 0, numbers: [1] },
    { note: 'more than this node remembers', reportsUpTo: 70, numbers: [71] },
  ])('goes on with its reports at a hub that has $note', async ({ reportsUpTo, numbers }) => {
    using folder = temporaryFolder();
    await using hub = await ScriptedHub.start(folder.path);
    await using node = await attach(folder, hub);
    await (await hub.node()).request('start-transfer', { order: orderOf(folder, 1) });
    const attempt = await node.attempts.of('T-1');
    for (const phase of ['scanning', 'transferring', 'cleaning'] as const) attempt.observer.onPhase(phase);
    await until(() => hub.reports.length === 3 && node.outbox.isEmpty);
    await hub.vanish();
    attempt.end({ kind: 'done', totals });
    await until(() => node.runs.unfinished().length === 0);
    hub.reportsUpTo.set('fs1', reportsUpTo);
    await hub.appear();
    await until(() => node.outbox.isEmpty);
    expect(hub.reports.slice(3)).toMatchObject(
      numbers.map((number) => ({ number, fact: { state: { kind: 'completed' } } })),
    );
  });

  it('names the transfers that it still has to end when it comes back', async () => {
    using folder = temporaryFolder();
    await using hub = await ScriptedHub.start(folder.path);
    {
      await using node = await attach(folder, hub);
      const peer = await hub.node();
      for (const number of [1, 2]) await peer.request('start-transfer', { order: orderOf(folder, number) });
      (await node.attempts.of('T-1')).end({ kind: 'done', totals });
      await until(() => node.runs.unfinished().length === 1);
    }
    await using _again = await attach(folder, hub);
    await until(() => hub.introductions.length === 2);
    expect(hub.introductions.at(-1)?.unfinished).toEqual(['T-2']);
  });
});
