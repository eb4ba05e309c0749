import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { enrol } from '../../src/link/enrol.ts';
import type { Identity } from '../../src/link/identity.ts';
import type { PlanOrder } from '../../src/model/plan-request.ts';
import { Transfer } from '../../src/model/transfer.ts';
import type { TransferState } from '../../src/model/transfer-state.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { somePlan } from '../harness/plans.ts';
import { type ProgramEnd, RunningProgram, runProgram } from '../harness/running-program.ts';
import { attachNode, someProgress } from '../harness/scripted-node.ts';
import { type TempFolder, tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';

// One hub as a real process for all tests of this file; each names its own nodes.
let folder: TempFolder;
let hub: RunningProgram;
let address: string;
let env: NodeJS.ProcessEnv;

async function startHub(listen: string): Promise<void> {
  hub = new RunningProgram('hub', ['--listen', listen], env);
  address = await until(() => /"address":"([^"]+)".*hub is up/.exec(hub.said)?.[1] ?? hub.hasEnded, {
    what: 'the hub is up',
  }).then(String);
}

beforeAll(async () => {
  folder = await tempFolder();
  env = { ...process.env, XDG_STATE_HOME: join(folder.path, 'state'), XDG_CONFIG_HOME: join(folder.path, 'config') };
  await startHub('127.0.0.1:0');
});

afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const run = (...args: string[]): Promise<ProgramEnd> => runProgram('hub', args, env);

async function joined(name: string) {
  const { stdout } = await run('--invite', 'node', '--name', name);
  return await enrol({ token: stdout.trim(), kind: 'node', name, signal: new AbortController().signal });
}

const line = (text: string) => text.trimEnd().split('\n');

test.each([
  { args: ['--list', '--nodes'], says: '--list and --nodes cannot be given together' },
  { args: ['--teleport'], says: 'unknown flag --teleport' },
])('$args is wrong usage: one line that says so, exit 2', async ({ args, says }) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout, lines: line(stderr).length }).toEqual({ code: 2, stdout: '', lines: 1 });
  expect(stderr).toContain(says);
});

test('help shows every flag, and exits 0', async () => {
  const { code, stdout, stderr } = await run('--help');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const flag of ['--data', '--listen', '--from', '--to', '--wait', '--invite', '--audit-verify', '--json'])
    expect(stdout).toContain(`${flag} `);
});

test('a second hub on the same folder is refused, and so is a busy port', async () => {
  const locked = await run('--listen', '127.0.0.1:0');
  expect(locked).toMatchObject({ code: 2, stderr: expect.stringContaining('state-locked') });
  const busy = await run('--data', join(folder.path, 'other'), '--listen', address);
  expect(busy.code).toBe(2);
  expect(busy.stderr).toContain('port-busy');
  expect(line(busy.stderr)).toHaveLength(1);
});

test('the account that runs the hub finds it without being told, by its folder and by its profile', async () => {
  const byFolder = await run('--nodes', '--json');
  expect(byFolder.code).toBe(0);
  const byProfile = await run('--profile', 'default', '--nodes', '--json');
  expect(byProfile).toMatchObject({ code: 0, stdout: byFolder.stdout });
  const byAddress = await run('--hub', `wss://${address}`, '--nodes', '--json');
  expect(byAddress.code).toBe(0);
  await expect(run('--profile', 'nobody', '--nodes')).resolves.toMatchObject({ code: 2 });
});

test('a hub that is not there, and an account without a profile, exit 3', async () => {
  await expect(run('--hub', '127.0.0.1:1', '--list')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('hub-unreachable'),
  });
  const stranger = {
    ...env,
    XDG_STATE_HOME: join(folder.path, 'nobody'),
    XDG_CONFIG_HOME: join(folder.path, 'nobody'),
  };
  await expect(runProgram('hub', ['--list'], stranger)).resolves.toMatchObject({ code: 3 });
});

test('an unknown node, an unknown transfer and a taken name exit 3 with their code', async () => {
  await expect(run('--from', 'fs9:/a', '--to', 'fs8:/b')).resolves.toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('node-unknown'),
  });
  await expect(run('--show', 'T-999')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('transfer-unknown'),
  });
  await joined('taken');
  await expect(run('--invite', 'node', '--name', 'taken')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('name-taken'),
  });
});

const totals = {
  copied: { files: 2, bytes: 2000 },
  skipped: { files: 0, bytes: 0 },
  failed: { files: 0, bytes: 0 },
  deleted: { files: 0, bytes: 0 },
  durationMs: 1000,
};
const ends: { state: TransferState; code: number }[] = [
  { state: { kind: 'completed' }, code: 0 },
  { state: { kind: 'completed-with-errors', failedFiles: 1 }, code: 1 },
  { state: { kind: 'failed', reason: { code: 'outside-root', message: '/x is not offered' } }, code: 3 },
  { state: { kind: 'failed', reason: { code: 'source-missing', message: '/x is gone' } }, code: 5 },
  { state: { kind: 'cancelled' }, code: 4 },
];

test.each(ends)('--wait exits $code when the transfer ends as $state.kind', async ({ state, code }) => {
  const name = `end-${Math.random().toString(36).slice(2)}`;
  const enrolled = await joined(name);
  await using node = await attachNode({
    hub: address,
    enrolled,
    requests: {
      'list-files': async () => ({
        files: [
          { path: 'bad\nname', sizeBytes: 1, status: 'failed', error: { code: 'disk-full', message: 'no room' } },
        ],
        total: 1,
      }),
    },
  });
  const waiting = run('--from', `${name}:/in`, '--to', `${name}:/out`, '--wait');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
  node.peer.notify('progress', {
    transfers: [{ transfer: id, state: { kind: 'transferring' }, progress: someProgress(500, 1500) }],
  });
  await node.report(2, id, { kind: 'state', state, totals });
  const end = await waiting;
  expect({ code: end.code, stdout: end.stdout }).toEqual({ code, stdout: `${id}\n` });
  expect(end.stderr).toContain(`${id} ${state.kind}`);
  if (state.kind === 'completed-with-errors') expect(end.stderr).toContain('bad\\x0aname: no room (disk-full)');
});

test('--wait exits by the result also when nobody can tell any more which files failed', async () => {
  const enrolled = await joined('lost-list');
  await using node = await attachNode({
    hub: address,
    enrolled,
    requests: {
      'list-files': async () => {
        throw new Fault('state-unusable', 'the backlog is gone');
      },
    },
  });
  const waiting = run('--from', 'lost-list:/in', '--to', 'lost-list:/out', '--wait');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'completed-with-errors', failedFiles: 1 }, totals });
  const end = await waiting;
  expect(end.code).toBe(1);
  expect(end.stderr).toContain('the backlog is gone');
});

test('--wait --json prints the transfer as JSON Lines and nothing else', async () => {
  const enrolled = await joined('json1');
  await using node = await attachNode({ hub: address, enrolled });
  const waiting = run('--from', 'json1:/in', '--to', 'json1:/out', '--wait', '--json');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'completed' }, totals });
  const { code, stdout, stderr } = await waiting;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const shown = line(stdout).map((text) => Transfer.parse(JSON.parse(text)));
  expect(shown[0]).toMatchObject({ id, state: { kind: 'queued' } });
  expect(shown.at(-1)).toMatchObject({ id, state: { kind: 'completed' }, totals: { copied: { files: 2 } } });
});

test('Ctrl-C on --wait leaves the transfer running and says so', async () => {
  const enrolled = await joined('ctrlc');
  await using node = await attachNode({ hub: address, enrolled });
  await using waiting = new RunningProgram('hub', ['--from', 'ctrlc:/in', '--to', 'ctrlc:/out', '--wait'], env);
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
  await until(() => waiting.said.includes('transferring'), { what: 'that it follows' });
  await expect(waiting.end('SIGINT')).resolves.toBe(130);
  expect(waiting.said).toContain(`${id} goes on without us`);
  await expect(run('--show', id)).resolves.toMatchObject({ code: 0, stdout: expect.stringContaining('transferring') });
});

test('--wait follows through a restart of the hub, which knows afterwards what happened meanwhile', async () => {
  const enrolled = await joined('restart');
  const waiting = run('--from', 'restart:/in', '--to', 'restart:/out', '--wait');
  const id = await (async () => {
    await using node = await attachNode({ hub: address, enrolled });
    const order = await until(() => node.orders[0], { what: 'the order' });
    await node.report(1, order.id, { kind: 'state', state: { kind: 'transferring' } });
    return order.id;
  })();
  await hub.end('SIGKILL');
  await startHub(address);
  await using node = await attachNode({ hub: address, enrolled, unfinished: [] });
  await node.report(2, id, { kind: 'state', state: { kind: 'completed' }, totals });
  const end = await waiting;
  expect(end).toMatchObject({ code: 0, stdout: `${id}\n` });
  expect(end.stderr).toContain(`${id} completed; 2 files`);
  await expect(run('--list')).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringMatching(new RegExp(`${id} .*completed`)),
  });
});

test('lists are tables for people and JSON Lines for scripts', async () => {
  const enrolled = await joined('lists');
  const listing = {
    entries: [{ name: 'übung\t1', kind: 'file' as const, sizeBytes: 5, modifiedAt: 0 }],
    total: 1,
    isReadOnly: false,
  };
  await using node = await attachNode({
    hub: address,
    enrolled,
    requests: { browse: async ({ path }) => ({ path, ...listing }) },
  });
  const { stdout: started } = await run('--from', 'lists:/in', '--to', 'lists:/out', '--name', 'my reel');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  expect(started).toBe(`${id}\n`);
  expect((await run('--list')).stdout).toMatch(
    new RegExp(`^ID .*\n(.*\n)*${id} .* my reel  lists:/in -> lists:/out +queued`),
  );
  expect(line((await run('--list', '--json')).stdout).map((text) => JSON.parse(text).id)).toContain(id);
  expect((await run('--show', id)).stdout).toMatch(/^id\s+T-/);
  expect((await run('--nodes')).stdout).toMatch(/lists\s+online/);
  expect((await run('--browse', 'lists:/srv')).stdout).toContain('übung\\x091');
  expect((await run('--files', id, '--json')).stdout).toBe('');
});

test('--dry-run prints a plan for each --to, starts nothing, and what people read holds no control character', async () => {
  const enrolled = await joined('planner');
  const asked: PlanOrder[] = [];
  await using node = await attachNode({
    hub: address,
    enrolled,
    requests: {
      'make-plan': async ({ order }) => {
        asked.push(order);
        return somePlan({ copiedFiles: asked.length });
      },
    },
  });
  const flags = ['--from', 'planner:/in', '--to', 'planner:/out', '--dry-run'];
  const one = await run(...flags, '--exclude', '*.tmp', '--delete-extras');
  expect(one).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^dry run, nothing was changed\n.*1 files, 1.0 kB/),
  });
  expect(one.stderr).toContain('note: A and a\\x0a are one name at the target (name-clash)\nnote: and 2 more');
  expect(asked[0]?.options).toMatchObject({ deleteExtras: true, selection: { rules: [{ pattern: '*.tmp' }] } });
  const several = await run(...flags, '--to', 'planner:/other', '--json');
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
  await joined('absent');
  await expect(run('--from', 'absent:/in', '--to', 'absent:/out', '--dry-run')).resolves.toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringContaining('absent has not been attached to the hub since'),
  });
});

test('pause, resume and cancel print the state that the node reported', async () => {
  const enrolled = await joined('steer');
  await using node = await attachNode({ hub: address, enrolled });
  await run('--from', 'steer:/in', '--to', 'steer:/out');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  const pausing = run('--pause', id);
  await until(() => node.commands.length === 1, { what: 'the command' });
  await node.report(1, id, { kind: 'state', state: { kind: 'paused' } });
  await expect(pausing).resolves.toMatchObject({ code: 0, stdout: `${id} paused\n` });
  const cancelling = run('--cancel', id);
  await until(() => node.commands.length === 2, { what: 'the command' });
  await node.report(2, id, { kind: 'state', state: { kind: 'cancelled' } });
  await expect(cancelling).resolves.toMatchObject({ code: 0, stdout: `${id} cancelled\n` });
  await expect(run('--cancel', id)).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('not-possible-now'),
  });
});

test('--bwlimit-of prints the limit that is in force now', async () => {
  const enrolled = await joined('limited');
  await using node = await attachNode({ hub: address, enrolled });
  await run('--from', 'limited:/in', '--to', 'limited:/out', '--bwlimit', '08:00,20M Sat-Sun,off');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  expect((await run('--show', id)).stdout).toMatch(/limit +08:00,20M Sat-Sun,off\n/);
  await expect(run('--bwlimit-of', `${id}=5M`)).resolves.toMatchObject({
    code: 0,
    stdout: `${id} queued, limit 5.2 MB/s\n`,
  });
  await expect(run('--bwlimit-of', `${id}=off`)).resolves.toMatchObject({
    code: 0,
    stdout: `${id} queued, no limit\n`,
  });
  expect(node.commands).toEqual([`limit ${id} 5M`, `limit ${id} off`]);
});

test('the audit trail is whole until a row of it is edited, and then names that row', async () => {
  await expect(run('--audit-verify')).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^all \d+ rows/),
  });
  expect(line((await run('--audit', '--since', '1h', '--json')).stdout).map((text) => JSON.parse(text).number)[0]).toBe(
    1,
  );
  const database = new Database(join(folder.path, 'state', 'longhaul', 'hub', 'hub.db'));
  database.prepare("update audit set who = 'user:mallory' where number = 2").run();
  database.close();
  await expect(run('--audit-verify')).resolves.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('row 2 '),
  });
  await expect(run('--audit-verify', '--json')).resolves.toMatchObject({
    code: 1,
    stdout: '{"kind":"broken","number":2,"reason":"changed"}\n',
  });
});

test('nothing secret is in the log, and the files are for their owner alone', async () => {
  const { stdout } = await run('--invite', 'node', '--name', 'secretive');
  const admin = JSON.parse(
    await readFile(join(folder.path, 'config', 'longhaul', 'profiles', 'default.json'), 'utf8'),
  ) as { identity: Identity };
  expect(hub.said).not.toContain(stdout.trim());
  expect(hub.said).not.toContain(admin.identity.key.split('\n')[1]);
  const data = join(folder.path, 'state', 'longhaul', 'hub');
  const modes = await Promise.all(
    (await readdir(data)).map(async (name) => (await stat(join(data, name))).mode & 0o077),
  );
  expect(modes.filter((mode) => mode !== 0)).toEqual([]);
});

test('a client that connected and says nothing does not keep the hub from ending', async () => {
  const [host = '', port] = address.split(':');
  const silent = connect({ host, port: Number(port) });
  await once(silent, 'connect');
  const closed = once(silent, 'close');
  await expect(hub.end('SIGTERM')).resolves.toBe(0);
  expect(hub.said).not.toContain('not done with stopping');
  await closed;
  await startHub(address);
});

test('a hub that is asked to end lets its links go and exits 0; an interrupted one exits 130', async () => {
  const enrolled = await joined('leaving');
  await using node = await attachNode({ hub: address, enrolled });
  await expect(hub.end('SIGTERM')).resolves.toBe(0);
  await expect(node.peer.closed).resolves.toMatchObject({
    code: 'link-lost',
    message: expect.stringContaining('1001'),
  });
  await startHub(address);
  await expect(hub.end('SIGINT')).resolves.toBe(130);
});
