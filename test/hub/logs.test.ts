import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { KeptLog } from '../../src/runtime/kept-log.ts';
import { commandOf } from '../harness/command-of.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';

/** `longhaul hub --logs …` for as long as somebody looks at it. */
function following(flags: readonly string[]) {
  const [file, ...before] = commandOf('hub');
  const child = spawn(file, [...before, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  return {
    get said() {
      return said;
    },
    end: async () => {
      child.kill('SIGINT');
      return await exit;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

test('the log of a node is searched and followed from the hub, through times when the node is away', async () => {
  await using folder = await tempFolder();
  await using fleet = await RunningFleet.start({ folder: folder.path, nodes: ['fs1'] });
  const found = await fleet.hub('--logs', 'fs1', '--grep', 'ATTACHED', '--level', 'info', '--since', '1h', '--json');
  expect(
    found.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line)),
  ).toMatchObject([
    { level: 'info', message: expect.stringContaining('fs1 is attached to the hub'), fields: { part: 'uplink' } },
  ]);
  const hubFlags = ['--data', `${folder.path}/hub`, '--listen', fleet.address('hub')];
  await using follower = following([...hubFlags, '--logs', 'fs1', '--follow']);
  await until(() => follower.said.includes('fs1 is attached'), { what: 'the last lines' });
  await fleet.process('fs1').end('SIGTERM');
  await until(() => follower.said.includes('trying again'), { what: 'that the node is away' });
  fleet.startNode('fs1');
  await until(() => follower.said.match(/fs1 is attached/g)?.length === 2, { what: 'lines of the next life' });
  await expect(follower.end()).resolves.toBe(130);
});

test('what a node says in its log cannot reach the terminal', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const enrolled = await enrolMember(hub, { kind: 'node', name: 'evil' });
  const line = { position: 0, at: 0, level: 'info' as const, message: 'a\u001b[2Jb', fields: { path: '\u009b\u202e' } };
  await using _node = await attachNode({
    hub: hub.address,
    enrolled,
    requests: {
      'read-log': async ({ after = 1 }) => ({ lines: after < 1 ? [line] : [], first: 0, next: 1, isGap: false }),
    },
  });
  await using reader = following(['--data', `${folder.path}/hub`, '--logs', 'evil']);
  await until(() => reader.said.includes('INFO'), { what: 'the line' });
  expect(reader.said).toContain('INFO  a\\x1b[2Jb path=\\x9b\\u202e');
});

test('only who administers reads logs, and no node can be named hub', async () => {
  await using folder = await tempFolder();
  const keptLog = new KeptLog();
  await using hub = await openTestHub(folder.path, { keptLog, log: pino({ name: 'hub' }, keptLog) });
  const { identity } = await enrolMember(hub, { kind: 'user', name: 'olga', role: 'operator' });
  await using olga = await attachUser(hub.address, identity);
  await expect(olga.request('read-log', { node: 'hub', limit: 1 })).rejects.toMatchObject({ code: 'refused' });
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { lines } = await admin.request('read-log', { node: 'hub', limit: 10 });
  expect(lines).toMatchObject([{ message: 'hub is up' }, { message: 'enrolled', fields: { holder: 'olga' } }]);
  await expect(admin.request('read-log', { node: 'fs9', limit: 1 })).rejects.toMatchObject({ code: 'node-unknown' });
  await expect(admin.request('invite', { kind: 'node', name: 'Hub' })).rejects.toMatchObject({ code: 'usage' });
});
