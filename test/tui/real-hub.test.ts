/** The console on a real hub, with nodes that do what the test says. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keys, startConsole } from '../harness/console-in-process.ts';
import { startInTerminal } from '../harness/console-in-terminal.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';

test('a real hub feeds the dashboard, takes a transfer from the browser, and the end of it shows', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const requests = {
    browse: async ({ path }: { path: string }) => ({
      path,
      entries: [{ name: 'videos', kind: 'folder' as const, sizeBytes: 0, modifiedAt: 1 }],
      total: 1,
      isReadOnly: false,
    }),
  };
  await using one = await attachNode({
    hub: hub.address,
    enrolled: await enrolMember(hub, { kind: 'node', name: 'fs1' }),
    requests,
  });
  await using _two = await attachNode({
    hub: hub.address,
    enrolled: await enrolMember(hub, { kind: 'node', name: 'fs2' }),
    requests,
  });
  await using run = startConsole({ profile: hub.admin });
  const { screen } = run;
  await screen.see(/fs1 +ok[\s\S]*fs2 +ok/);
  run.press('3');
  await screen.see(/FROM fs1:\/srv [\s\S]*TO fs2:\/srv /);
  await screen.see('videos/');
  run.press('j', ' ', 't');
  await screen.see('fs1:/srv/videos → fs2:/srv/videos');
  run.press(keys.enter);
  await screen.see('T-1 started');
  await screen.until('the order to reach the node', () => one.orders.length === 1);
  expect(one.orders[0]).toMatchObject({
    id: 'T-1',
    source: { node: 'fs1', path: '/srv/videos' },
    destination: { node: 'fs2', path: '/srv/videos' },
  });
  const id = one.orders[0]?.id;
  if (id === undefined) throw new Error('no order');
  const none = { files: 0, bytes: 0 };
  await one.report(1, id, {
    kind: 'state',
    state: { kind: 'completed' },
    totals: { copied: { files: 3, bytes: 7 }, skipped: none, failed: none, deleted: none, durationMs: 5 },
  });
  run.press('1');
  await screen.see(/T-1 +videos .*100% .* done/);
});

test('a viewer of a real hub is shown what the role does not allow', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { identity, name } = await enrolMember(hub, { kind: 'user', name: 'vera', role: 'viewer' });
  await using admin = await attachUser(hub.address, hub.admin.identity);
  expect((await admin.request('list-nodes', {})).nodes).toEqual([]);
  await using run = startConsole({ profile: { hub: hub.address, name, identity } });
  await run.screen.see('vera/viewer');
  await run.screen.see('no node has joined yet');
  run.press('n');
  await run.screen.see('new transfer: not allowed: viewer role');
});

test('a real hub shows an admin its audit trail and its log', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using run = startConsole({ profile: hub.admin });
  await run.screen.see('no node has joined yet');
  run.press('4]');
  await run.screen.see('nothing is recorded yet');
  await enrolMember(hub, { kind: 'user', name: 'otto', role: 'operator' });
  await run.screen.see(/otto/);
  await run.screen.see('hash ');
  run.press('7');
  await run.screen.see(/Log of hub .* follow /);
});

test('the tabs of a transfer show in a real terminal what a real hub knows of it', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const enrolled = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  await using node = await attachNode({ hub: hub.address, enrolled });
  const peer = await enrolMember(hub, { kind: 'node', name: 'fs2' });
  await using _peer = await attachNode({ hub: hub.address, enrolled: peer });
  const { id } = await startTransfer(admin);
  await using run = await startInTerminal({ folder: join(folder.path, 'home'), profile: hub.admin });
  await run.screen.see(/T-1 /);
  await run.screen.until('the order to reach the node', () => node.orders.length === 1);
  await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
  const reason = { code: 'node-unreachable', message: 'fs2 does not answer' };
  const nextAttemptAt = Date.now() + 60_000;
  await node.report(2, id, { kind: 'state', state: { kind: 'waiting', reason, nextAttemptAt, attempt: 3 } });
  run.press('2');
  await run.screen.see(/> T-1 .* WAIT/);
  run.press('\r');
  await run.screen.see('[ Files ]');
  await run.screen.see(/attempt 3, next at/);
  run.press(']]]');
  await run.screen.see(/queued[\s\S]* transferring [\s\S]* waiting, attempt 3 .*fs2 does not answer/);
  run.press(']]]');
  await run.screen.see(/admin +transfer.start +T-1/);
  run.press(']');
  await run.screen.see(/started by +admin/);
  run.press('8');
  await run.screen.see(/WARN T-1 .* waits, 3 attempts: fs2 does not answer/);
});

test('a join token makes a profile, and the console attaches with it', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { token } = await admin.request('invite', { kind: 'user', name: 'otto', role: 'operator' });
  const home = join(folder.path, 'home');
  await using run = await startInTerminal({
    folder: home,
    profile: undefined,
    args: ['--join', token, '--profile', 'work'],
  });
  await run.screen.see('otto/operator');
  expect((await stat(join(home, 'longhaul', 'profiles', 'work.json'))).mode & 0o777).toBe(0o600);
  await using again = await startInTerminal({
    folder: home,
    profile: undefined,
    args: ['--join', token, '--profile', 'other'],
  });
  expect((await again.exit).exitCode).toBe(3);
  expect(again.screen.raw).toContain('(token-used)');
});
