import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/node-link.ts';
import type { TransferId } from '../../src/runtime/identifier.ts';
import { attachUser, openTestHub } from '../harness/open-hub.ts';
import { attachNode, dialNode, someProgress } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';
import { completed, deliver, failedFile, fleet, openReporting } from './reporting.ts';

const phase = (kind: 'scanning' | 'transferring'): Report['fact'] => ({ kind: 'state', state: { kind } });

test('reports move the transfer, and its totals are kept with its end', async () => {
  await using reporting = await openReporting();
  const { admin, node, id } = reporting;
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
  await using reporting = await openReporting();
  const { admin, node, id } = reporting;
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
