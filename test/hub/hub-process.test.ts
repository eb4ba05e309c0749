/** The hub as a process: who finds it and how, what it leaves on the disk, how it ends. */
import { once } from 'node:events';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Identity } from '../../src/link/identity.ts';
import { HubProcess } from '../harness/hub-process.ts';
import { runProgram } from '../harness/running-program.ts';
import { attachNode } from '../harness/scripted-node.ts';

// One for all tests of this file.
let hub: HubProcess;

beforeAll(async () => {
  hub = await HubProcess.start();
});

afterAll(async () => await hub[Symbol.asyncDispose]());

const line = (text: string) => text.trimEnd().split('\n');

test('a second hub on the same folder is refused, and so are a busy port and an address of no machine', async () => {
  const locked = await hub.run('--listen', '127.0.0.1:0');
  expect(locked).toMatchObject({ code: 2, stderr: expect.stringContaining('state-locked') });
  const busy = await hub.run('--data', join(hub.folder, 'other'), '--listen', hub.address);
  expect(busy.code).toBe(2);
  expect(busy.stderr).toContain('port-busy');
  expect(line(busy.stderr)).toHaveLength(1);
  // Of TEST-NET-1 (RFC 5737).
  const elsewhere = await hub.run('--data', join(hub.folder, 'other'), '--listen', '192.0.2.1:7400');
  expect(elsewhere).toMatchObject({ code: 1, stderr: expect.stringContaining('(address-missing)') });
});

test('the account that runs the hub finds it without being told, by its folder and by its profile', async () => {
  const byFolder = await hub.run('--nodes', '--json');
  expect(byFolder.code).toBe(0);
  const byProfile = await hub.run('--profile', 'default', '--nodes', '--json');
  expect(byProfile).toMatchObject({ code: 0, stdout: byFolder.stdout });
  const byAddress = await hub.run('--hub', `wss://${hub.address}`, '--nodes', '--json');
  expect(byAddress.code).toBe(0);
  await expect(hub.run('--profile', 'nobody', '--nodes')).resolves.toMatchObject({ code: 2 });
});

test('a hub that is not there, and an account without a profile, exit 3', async () => {
  await expect(hub.run('--hub', '127.0.0.1:1', '--list')).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('hub-unreachable'),
  });
  const stranger = {
    ...hub.env,
    XDG_STATE_HOME: join(hub.folder, 'nobody'),
    XDG_CONFIG_HOME: join(hub.folder, 'nobody'),
  };
  await expect(runProgram('hub', ['--list'], stranger)).resolves.toMatchObject({
    code: 3,
    stderr: expect.stringContaining('no-profile'),
  });
});

test('an action that names a folder which holds no hub, or one that may not be read, does nothing at any other hub', async () => {
  const empty = join(hub.folder, 'empty');
  await expect(hub.run('--data', empty, '--revoke', 'nobody')).resolves.toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(/empty is not the folder of a hub .* \(config-unreadable\)/),
  });
  await expect(runProgram('hub', ['--nodes'], { ...hub.env, LONGHAUL_DATA: empty })).resolves.toMatchObject({
    code: 2,
  });
  const broken = join(hub.folder, 'broken');
  await mkdir(join(broken, 'admin.json'), { recursive: true });
  await expect(hub.run('--data', broken, '--nodes')).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot read the profile'),
  });
});

test('nothing secret is in the log, and the files are for their owner alone', async () => {
  const { stdout } = await hub.run('--invite', 'node', '--name', 'secretive');
  const admin = JSON.parse(
    await readFile(join(hub.folder, 'config', 'longhaul', 'profiles', 'default.json'), 'utf8'),
  ) as { identity: Identity };
  expect(hub.said).not.toContain(stdout.trim());
  expect(hub.said).not.toContain(admin.identity.key.split('\n')[1]);
  const data = join(hub.folder, 'state', 'longhaul', 'hub');
  const modes = await Promise.all(
    (await readdir(data)).map(async (name) => (await stat(join(data, name))).mode & 0o077),
  );
  expect(modes.filter((mode) => mode !== 0)).toEqual([]);
});

test('a client that connected and says nothing does not keep the hub from ending', async () => {
  const [host = '', port] = hub.address.split(':');
  const silent = connect({ host, port: Number(port) });
  await once(silent, 'connect');
  const closed = once(silent, 'close');
  await expect(hub.end('SIGTERM')).resolves.toBe(0);
  expect(hub.said).not.toContain('not done with stopping');
  await closed;
  await hub.startAgain();
});

test('a hub that is asked to end lets its links go and exits 0; an interrupted one exits 130', async () => {
  const enrolled = await hub.joined('leaving');
  await using node = await attachNode({ hub: hub.address, enrolled });
  await expect(hub.end('SIGTERM')).resolves.toBe(0);
  await expect(node.peer.closed).resolves.toMatchObject({
    code: 'link-lost',
    message: expect.stringContaining('1001'),
  });
  await hub.startAgain();
  await expect(hub.end('SIGINT')).resolves.toBe(130);
});
