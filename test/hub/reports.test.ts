import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/node-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode, dialNode, type ScriptedNode, someProgress } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

const phase = (kind: 'scanning' | 'transferring'): Report['fact'] => ({ kind: 'state', state: { kind } });
const count = (files: number) => ({ files, bytes: files * 10 });
const failedFile = (path: string): Report['fact'] => ({
  kind: 'file-failed',
  path,
  reason: { code: 'disk-full', message: 'no room' },
});
const completed: Report['fact'] = {
  kind: 'state',
  state: { kind: 'completed' },
  totals: { copied: count(3), skipped: count(0), failed: count(0), deleted: count(0), durationMs: 1500 },
};

async function fleet(folder: string) {
  const hub = await openTestHub(folder);
  const enrolled = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const destination = await enrolMember(hub, { kind: 'node', name: 'fs2' });
  return { hub, enrolled, destination };
}

async function deliver(
  { peer }: ScriptedNode,
  transfer: TransferId,
  reports: readonly (readonly [number, Report['fact']])[],
) {
  return await peer.request('deliver-reports', {
    reports: reports.map(([number, fact]) => ({ number, at: Date.now(), transfer, fact })),
  });
}

test('reports move the transfer, and its totals are kept with its end', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using node = await attachNode({ hub: hub.address, enrolled });
  const { id } = await startTransfer(admin);
  await expect(
    deliver(node, id, [
      [1, phase('scanning')],
      [2, phase('transferring')],
    ]),
  ).resolves.toEqual({ upTo: 2 });
  await expect(admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({
    state: { kind: 'transferring' },
    startedAt: expect.any(Number),
  });
  await deliver(node, id, [[3, completed]]);
  await expect(admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({
    state: { kind: 'completed' },
    endedAt: expect.any(Number),
    totals: { copied: { files: 3 } },
  });
});

test('a report that is delivered twice counts once, across a reconnect and a restart of the hub', async () => {
  await using folder = await tempFolder();
  let id: TransferId;
  let { hub, enrolled } = await fleet(folder.path);
  {
    await using _hub = hub;
    await using admin = await attachUser(hub.address, hub.admin.identity);
    {
      await using node = await attachNode({ hub: hub.address, enrolled });
      ({ id } = await startTransfer(admin));
      await deliver(node, id, [
        [1, phase('scanning')],
        [2, failedFile('a.mov')],
      ]);
    }
    await using node = await attachNode({ hub: hub.address, enrolled, unfinished: [id] });
    await expect(
      deliver(node, id, [
        [1, phase('scanning')],
        [2, failedFile('a.mov')],
        [3, failedFile('b.mov')],
      ]),
    ).resolves.toEqual({ upTo: 3 });
  }
  hub = await openTestHub(folder.path);
  await using _again = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  {
    await using node = await attachNode({ hub: hub.address, enrolled, unfinished: [id] });
    await expect(
      deliver(node, id, [
        [2, failedFile('a.mov')],
        [3, failedFile('b.mov')],
      ]),
    ).resolves.toEqual({ upTo: 3 });
    await expect(deliver(node, id, [])).resolves.toEqual({ upTo: 3 });
  }
  // With its node away, the hub answers from what was reported.
  const { files, total } = await admin.request('list-files', { transfer: id, status: 'failed', offset: 0, limit: 10 });
  expect(total).toBe(2);
  expect(files[0]).toMatchObject({ path: 'a.mov', error: { code: 'disk-full' } });
});

test('a file that fails in every attempt is remembered once, with its last reason', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  let id: TransferId;
  {
    await using node = await attachNode({ hub: hub.address, enrolled });
    ({ id } = await startTransfer(admin));
    const failed = (code: string): Report['fact'] => ({
      kind: 'file-failed',
      path: 'a',
      reason: { code, message: code },
    });
    await deliver(node, id, [
      [1, failed('disk-full')],
      [2, failed('io-error')],
    ]);
  }
  const { files, total } = await until(
    () =>
      admin
        .request('list-files', { transfer: id, status: 'failed', offset: 0, limit: 10 })
        .then(({ total, files }) => total > 0 && { files, total }),
    { what: 'the node is away' },
  );
  expect({ total, error: files[0]?.error }).toEqual({ total: 1, error: { code: 'io-error', message: 'io-error' } });
});

test('a batch with a gap is refused whole', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using node = await attachNode({ hub: hub.address, enrolled });
  const { id } = await startTransfer(admin, { destination: { node: 'fs1', path: '/srv/copy' } });
  await expect(
    deliver(node, id, [
      [1, phase('scanning')],
      [3, completed],
    ]),
  ).rejects.toMatchObject({ code: 'bad-message' });
  await expect(deliver(node, id, [])).resolves.toEqual({ upTo: 0 });
  await expect(admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({ state: { kind: 'queued' } });
});

test('a node cannot report on the transfer of another', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled, destination } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using _owner = await attachNode({ hub: hub.address, enrolled });
  await using other = await attachNode({ hub: hub.address, enrolled: destination });
  const { id } = await startTransfer(admin);
  await expect(deliver(other, id, [[1, completed]])).resolves.toEqual({ upTo: 1 });
  await expect(admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({ state: { kind: 'queued' } });
  const { entries } = await admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries).toContainEqual(
    expect.objectContaining({ who: 'node:fs2', action: 'report', object: id, result: 'denied' }),
  );
});

test('what a node still has to say of an earlier transfer of the number, before the hub was set back, counts for nobody', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using node = await attachNode({ hub: hub.address, enrolled });
  const { id, createdAt } = await startTransfer(admin, { destination: { node: 'fs1', path: '/srv/copy' } });
  const said = (number: number, created: number | undefined, fact: Report['fact']): Report => ({
    number,
    at: Date.now(),
    transfer: id,
    ...(created !== undefined && { createdAt: created }),
    fact,
  });
  const progress = {
    transfer: id,
    createdAt: createdAt - 1,
    state: { kind: 'cleaning' },
    progress: someProgress(1, 1),
  };
  node.peer.notify('progress', { transfers: [progress as never] });
  const earlier = [said(1, createdAt - 1, phase('scanning')), said(2, createdAt - 1, completed)];
  await expect(node.peer.request('deliver-reports', { reports: earlier })).resolves.toEqual({ upTo: 2 });
  const shown = await admin.request('show-transfer', { transfer: id });
  expect(shown).toMatchObject({ state: { kind: 'queued' } });
  expect(shown.progress).toBeUndefined();
  const { entries } = await admin.request('list-audit', { action: 'report', offset: 0, limit: 100 });
  expect(entries).toMatchObject([{ who: 'node:fs1', object: id, result: 'denied' }]);

  const ofThisOne = [said(3, createdAt, phase('scanning')), said(4, undefined, completed)];
  await node.peer.request('deliver-reports', { reports: ofThisOne });
  expect(await admin.request('show-transfer', { transfer: id })).toMatchObject({ state: { kind: 'completed' } });
});

test('what a node refuses to do ends as failed with its reason', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using node = await attachNode({ hub: hub.address, enrolled });
  const { id } = await startTransfer(admin);
  await deliver(node, id, [[1, { kind: 'refused', reason: { code: 'outside-root', message: '/etc is not offered' } }]]);
  await expect(admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({
    state: { kind: 'failed', reason: { code: 'outside-root' } },
  });
});

test('reports before the introduction are refused', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using peer = await dialNode({ hub: hub.address, enrolled });
  await expect(peer.request('deliver-reports', { reports: [] })).rejects.toMatchObject({ code: 'bad-message' });
});

const noticed = (findings: NonNullable<Extract<Report['fact'], { kind: 'state' }>['findings']>): Report['fact'] => ({
  kind: 'state',
  state: { kind: 'scanning' },
  findings,
});
const pipe = (path: string) => ({ path, code: 'not-regular', message: `${path} is a pipe` });
const page = { offset: 0, limit: 1000 };

test('what a node notices is counted and named with its transfer, and a new scan begins anew', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using node = await attachNode({ hub: hub.address, enrolled });
  const { id } = await startTransfer(admin);
  const noted = () => admin.request('list-files', { transfer: id, status: 'noted', ...page });
  await deliver(node, id, [
    [1, noticed({ isAnew: true, counts: {}, named: [] })],
    [2, noticed({ isAnew: false, counts: { 'not-regular': 2 }, named: [pipe('a'), pipe('b')] })],
    // The state is the same as before, and what comes with it counts.
    [3, noticed({ isAnew: false, counts: { 'not-regular': 3, 'holes-filled': 1 }, named: [pipe('c')] })],
  ]);
  await expect(admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({
    findings: { 'not-regular': 5, 'holes-filled': 1 },
  });
  await expect(noted()).resolves.toMatchObject({
    total: 3,
    files: [
      { path: 'a', status: 'noted', error: { code: 'not-regular', message: 'a is a pipe' } },
      { path: 'b' },
      { path: 'c' },
    ],
  });
  await deliver(node, id, [
    [4, failedFile('d')],
    [5, noticed({ isAnew: true, counts: { 'not-regular': 1 }, named: [pipe('b')] })],
  ]);
  await expect(noted()).resolves.toMatchObject({ total: 1, files: [{ path: 'b' }] });
  await deliver(node, id, [[6, completed]]);
  await expect(admin.request('show-transfer', { transfer: id })).resolves.toMatchObject({
    state: { kind: 'completed' },
    findings: { 'not-regular': 1 },
  });
});

test('a node that names more than it may fills no database', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await using node = await attachNode({ hub: hub.address, enrolled });
  const { id } = await startTransfer(admin);
  const named = Array.from({ length: 60 }, (_, index) => pipe(`f${index}`));
  await deliver(node, id, [
    [1, noticed({ isAnew: false, counts: { 'not-regular': 60 }, named })],
    [2, noticed({ isAnew: false, counts: { 'not-regular': 60 }, named })],
  ]);
  const { total, files } = await admin.request('list-files', { transfer: id, status: 'noted', ...page });
  expect({ total, files: files.length }).toEqual({ total: 100, files: 100 });
});

test('what failed and is in no backlog, as a folder, is listed after the failed files of the backlog', async () => {
  await using folder = await tempFolder();
  const { hub, enrolled } = await fleet(folder.path);
  await using _hub = hub;
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const inBacklog = ['f1', 'f2', 'f3'].map((path) => ({ path, sizeBytes: 1, status: 'failed' as const }));
  await using node = await attachNode({
    hub: hub.address,
    enrolled,
    requests: {
      'list-files': async ({ offset, limit }) => ({ files: inBacklog.slice(offset, offset + limit), total: 3 }),
    },
  });
  const { id } = await startTransfer(admin);
  const failure = (path: string, isPending: boolean | undefined): Report['fact'] => ({
    kind: 'file-failed',
    path,
    reason: { code: 'permission-denied', message: 'no' },
    isPending,
  });
  await deliver(node, id, [
    [1, failure('f1', true)],
    [2, failure('d1', false)],
    [3, failure('of an older node', undefined)],
    [4, failure('d2', false)],
  ]);
  const listed = async (offset: number, limit: number) => {
    const request = { transfer: id, status: 'failed', offset, limit } as const;
    const { files, total } = await admin.request('list-files', request);
    return { total, paths: files.map(({ path }) => path) };
  };
  await expect(listed(0, 10)).resolves.toEqual({ total: 5, paths: ['f1', 'f2', 'f3', 'd1', 'd2'] });
  await expect(listed(0, 4)).resolves.toEqual({ total: 5, paths: ['f1', 'f2', 'f3', 'd1'] });
  await expect(listed(4, 4)).resolves.toEqual({ total: 5, paths: ['d2'] });
  await expect(listed(0, 2)).resolves.toEqual({ total: 5, paths: ['f1', 'f2'] });
});
