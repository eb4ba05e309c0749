/** What nodes notice of files and of what fails, as the hub counts and names it. */
import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/node-link.ts';
import { attachUser } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { completed, deliver, failedFile, fleet, openReporting } from './reporting.ts';

const noticed = (findings: NonNullable<Extract<Report['fact'], { kind: 'state' }>['findings']>): Report['fact'] => ({
  kind: 'state',
  state: { kind: 'scanning' },
  findings,
});
const pipe = (path: string) => ({ path, code: 'not-regular', message: `${path} is a pipe` });
const page = { offset: 0, limit: 1000 };

test('what a node notices is counted and named with its transfer, and a new scan begins anew', async () => {
  await using reporting = await openReporting();
  const { admin, node, id } = reporting;
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
  await using reporting = await openReporting();
  const { admin, node, id } = reporting;
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
