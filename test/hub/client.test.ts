import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlanOrder } from '../../src/model/plan-request.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { TransferId } from '../../src/runtime/identifier.ts';
import { HubProcess } from '../harness/hub-process.ts';
import { somePlan } from '../harness/plans.ts';
import { attachNode, someProgress } from '../harness/scripted-node.ts';
import { until } from '../harness/until.ts';

// One hub as a real process for all tests of this file; each names its own nodes.
let hub: HubProcess;

beforeAll(async () => {
  hub = await HubProcess.start();
});

afterAll(async () => await hub[Symbol.asyncDispose]());

const line = (text: string) => text.trimEnd().split('\n');

test.each([
  { args: ['--list', '--nodes'], says: '--list and --nodes cannot be given together' },
  { args: ['--teleport'], says: 'unknown flag --teleport' },
])('$args is wrong usage: one line that says so, exit 2', async ({ args, says }) => {
  const { code, stdout, stderr } = await hub.run(...args);
  expect({ code, stdout, lines: line(stderr).length }).toEqual({ code: 2, stdout: '', lines: 1 });
  expect(stderr).toContain(says);
});

test('help shows every flag, and exits 0', async () => {
  const { code, stdout, stderr } = await hub.run('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const flag of ['--data', '--listen', '--from', '--to', '--wait', '--invite', '--audit-verify', '--json'])
    expect(stdout).toContain(`${flag} `);
});

test('an unknown node, an unknown transfer and a taken name exit 3 with their code', async () => {
  await expect(hub.run('--from', 'fs9:/a', '--to', 'fs8:/b')).resolves.toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('node-unknown'),
  });
  await expect(hub.run('--show', 'T-999')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('transfer-unknown'),
  });
  await hub.joined('taken');
  await expect(hub.run('--invite', 'node', '--name', 'taken')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('name-taken'),
  });
});

test('lists are tables for people and JSON Lines for scripts', async () => {
  const enrolled = await hub.joined('lists');
  const listing = {
    entries: [{ name: 'übung\t1', kind: 'file' as const, sizeBytes: 5, modifiedAt: 0 }],
    total: 1,
    isReadOnly: false,
  };
  await using node = await attachNode({
    hub: hub.address,
    enrolled,
    requests: { browse: async ({ path }) => ({ path, ...listing }) },
  });
  const { stdout: started } = await hub.run('--from', 'lists:/in', '--to', 'lists:/out', '--name', 'my reel');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  expect(started).toBe(`${id}\n`);
  expect((await hub.run('--list')).stdout).toMatch(
    new RegExp(`^ID .*\n(.*\n)*${id} .* my reel  lists:/in -> lists:/out +queued`),
  );
  expect(line((await hub.run('--list', '--json')).stdout).map((text) => JSON.parse(text).id)).toContain(id);
  expect((await hub.run('--show', id)).stdout).toMatch(/^id\s+T-/);
  expect((await hub.run('--nodes')).stdout).toMatch(/lists\s+online/);
  expect((await hub.run('--browse', 'lists:/srv')).stdout).toContain('übung\\x091');
  expect((await hub.run('--files', id, '--json')).stdout).toBe('');
});

test('--dry-run prints a plan for each --to, starts nothing, and what people read holds no control character', async () => {
  const enrolled = await hub.joined('planner');
  const asked: PlanOrder[] = [];
  await using node = await attachNode({
    hub: hub.address,
    enrolled,
    requests: {
      'make-plan': async ({ order }) => {
        asked.push(order);
        return somePlan({ copiedFiles: asked.length });
      },
    },
  });
  const flags = ['--from', 'planner:/in', '--to', 'planner:/out', '--dry-run'];
  const one = await hub.run(...flags, '--exclude', '*.tmp', '--delete-extras');
  expect(one).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^dry run, nothing was changed\n.*1 files, 1.0 kB/),
  });
  expect(one.stderr).toContain('note: A and a\\x0a are one name at the target (name-clash)\nnote: and 2 more');
  expect(asked[0]?.options).toMatchObject({ deleteExtras: true, selection: { rules: [{ pattern: '*.tmp' }] } });
  const several = await hub.run(...flags, '--to', 'planner:/other', '--json');
  expect({ code: several.code, stderr: several.stderr }).toEqual({ code: 0, stderr: '' });
  expect(line(several.stdout).map((text) => JSON.parse(text))).toMatchObject([
    { event: 'finding', from: 'planner:/in', to: 'planner:/out', finding: 'name-clash' },
    { event: 'plan', from: 'planner:/in', to: 'planner:/out', copy: { files: 2 } },
    { event: 'finding', to: 'planner:/other' },
    { event: 'plan', to: 'planner:/other', copy: { files: 3 } },
  ]);
  expect(node.orders).toEqual([]);
});

test('--dry-run while the owner is away exits 3 and says since when', async () => {
  await hub.joined('absent');
  await expect(hub.run('--from', 'absent:/in', '--to', 'absent:/out', '--dry-run')).resolves.toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('absent has not been attached to the hub since'),
  });
});

test('pause, resume and cancel print the state that the node reported', async () => {
  const enrolled = await hub.joined('steer');
  await using node = await attachNode({ hub: hub.address, enrolled });
  await hub.run('--from', 'steer:/in', '--to', 'steer:/out');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  const pausing = hub.run('--pause', id);
  await until(() => node.commands.length === 1, { what: 'the command' });
  await node.report(1, id, { kind: 'state', state: { kind: 'paused' } });
  await expect(pausing).resolves.toMatchObject({ code: 0, stdout: `${id} paused\n` });
  const cancelling = hub.run('--cancel', id);
  await until(() => node.commands.length === 2, { what: 'the command' });
  await node.report(2, id, { kind: 'state', state: { kind: 'cancelled' } });
  await expect(cancelling).resolves.toMatchObject({ code: 0, stdout: `${id} cancelled\n` });
  await expect(hub.run('--cancel', id)).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('not-possible-now'),
  });
});

test('--priority and --at are shown, and --priority-of changes the priority', async () => {
  const enrolled = await hub.joined('scheduled');
  await using _node = await attachNode({ hub: hub.address, enrolled });
  const start = ['--from', 'scheduled:/in', '--to', 'scheduled:/out', '--priority', 'low', '--at', '+2h'];
  const { stdout: started } = await hub.run(...start);
  const id = started.trim();
  const { stdout } = await hub.run('--show', id);
  expect(stdout).toMatch(/^state +queued: starts at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/m);
  expect(stdout).toMatch(/^priority +low$/m);
  expect((await hub.run('--priority-of', `${id}=high`)).stdout).toMatch(
    /^T-\d+ queued: starts at .*, priority high\n$/,
  );
});

test('--show says how the peer is reached while it runs, why not in a better way, and what it waits for', async () => {
  const enrolled = await hub.joined('behind');
  await using node = await attachNode({ hub: hub.address, enrolled });
  const { stdout } = await hub.run('--from', 'behind:/in', '--to', 'behind:/out');
  const id = TransferId.parse(stdout.trim());
  const reach = { kind: 'reversed', why: 'fs2 offers no data port' } as const;
  const bottleneck = { at: 'destination', share: 0.94 } as const;
  const progress = { ...someProgress(500, 1500), reach, bottleneck };
  const shown = async (): Promise<string> => {
    node.peer.notify('progress', { transfers: [{ transfer: id, state: { kind: 'transferring' }, progress }] });
    return (await hub.run('--show', id)).stdout;
  };
  await until(async () => /^reached +reversed: fs2 offers no data port$/m.test(await shown()));
  expect((await hub.run('--show', id)).stdout).toMatch(/^waits for +writing at the destination \(94 %\)$/m);
  expect(JSON.parse((await hub.run('--show', id, '--json')).stdout).progress).toMatchObject({ reach, bottleneck });
});

test('--bwlimit-of prints the limit that is in force now', async () => {
  const enrolled = await hub.joined('limited');
  await using node = await attachNode({ hub: hub.address, enrolled });
  await hub.run('--from', 'limited:/in', '--to', 'limited:/out', '--bwlimit', '08:00,20M Sat-Sun,off');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  expect((await hub.run('--show', id)).stdout).toMatch(/limit +08:00,20M Sat-Sun,off\n/);
  await expect(hub.run('--bwlimit-of', `${id}=5M`)).resolves.toMatchObject({
    code: 0,
    stdout: `${id} queued, limit 5.2 MB/s\n`,
  });
  await expect(hub.run('--bwlimit-of', `${id}=off`)).resolves.toMatchObject({
    code: 0,
    stdout: `${id} queued, no limit\n`,
  });
  expect(node.commands).toEqual([`limit ${id} 5M`, `limit ${id} off`]);
});

test('the audit trail is whole until a row of it is edited, and then names that row', async () => {
  await expect(hub.run('--audit-verify')).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^all \d+ rows/),
  });
  expect(
    line((await hub.run('--audit', '--since', '1h', '--json')).stdout).map((text) => JSON.parse(text).number)[0],
  ).toBe(1);
  const database = new Database(join(hub.folder, 'state', 'longhaul', 'hub', 'hub.db'));
  database.prepare("update audit set who = 'user:mallory' where number = 2").run();
  database.close();
  await expect(hub.run('--audit-verify')).resolves.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('row 2 '),
  });
  await expect(hub.run('--audit-verify', '--json')).resolves.toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/^{"kind":"broken","number":2,"reason":"changed",.*}\n$/),
  });
});

test('a check says what is reached, or why not, with the exit code of the reason', async () => {
  const enrolled = await hub.joined('checked');
  const browse = async ({ path }: { path: string }) => {
    if (path === '/srv/gone') throw new Fault('not-found', 'cannot open folder gone');
    return { path, entries: [], total: 12, isReadOnly: true, freeBytes: 5e9, totalBytes: 9e9 };
  };
  {
    await using _node = await attachNode({ hub: hub.address, enrolled, requests: { browse } });
    const there = await hub.run('--check', 'checked:/srv/in');
    expect(there, there.stderr).toMatchObject({ code: 0, stderr: '' });
    expect(there.stdout).toMatch(/^node +checked is attached/m);
    expect(there.stdout).toMatch(/^offered +read-only$/m);
    expect(there.stdout).toMatch(/^room +5.0 GB free of 9.0 GB$/m);
    const gone = await hub.run('--check', 'checked:/srv/gone');
    expect(gone).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('not-found') });
  }
  await until(async () =>
    (await hub.run('--nodes', '--json')).stdout.includes('"name":"checked","presence":"offline"'),
  );
  const away = await hub.run('--check', 'checked:/srv/in', '--json');
  expect(away).toMatchObject({ code: 3, stderr: '' });
  expect(JSON.parse(away.stdout)).toMatchObject({
    location: 'checked:/srv/in',
    isReachable: false,
    reason: { code: 'node-unreachable' },
  });
  await expect(hub.run('--check', 'nobody:/a')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('node-unknown'),
  });
});
