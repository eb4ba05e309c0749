/** `--plain`: a line an event, in a pipe, with the exit codes of scripts. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { transferId } from '../../src/runtime/identifier.ts';
import { FleetEvents, type FleetLook } from '../../tui/plain/fleet-events.ts';
import { runPlain } from '../../tui/plain/run-plain.ts';
import { saveProfileFile } from '../harness/console-in-terminal.ts';
import { FakeHub } from '../harness/fake-hub.ts';
import { busyFleet } from '../harness/fleet-seeds.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';

let folder: Awaited<ReturnType<typeof tempFolder>>;
let hub: FakeHub;

beforeAll(async () => {
  folder = await tempFolder();
  hub = await FakeHub.start({ folder: folder.path, fleet: busyFleet() });
});
afterAll(async () => {
  await hub[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function listen(json: boolean) {
  const lines: string[] = [];
  const stop = new AbortController();
  const ended = runPlain({
    profile: hub.profile,
    saveIdentity: async () => undefined,
    program: 'console test',
    json,
    write: (line) => lines.push(line),
    everyMs: 50,
    signal: stop.signal,
  });
  ended.catch(() => undefined);
  return {
    lines,
    saw: async (wanted: RegExp) => await until(() => lines.some((line) => wanted.test(line))),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

test('each transfer that ends, fails, waits or begins, and each node that goes or comes, is one line', async () => {
  await using plain = listen(false);
  const { fleet } = hub;
  await plain.saw(
    /^\d\d-\d\d \d\d:\d\d:\d\dZ {2}attached to prod-eu as ana\/operator: 6 of 7 nodes online, \d transfers active, \d alerts$/,
  );
  expect(plain.lines).toHaveLength(1);
  const reason = { code: 'peer-unreachable', message: 'cannot reach tyo\u001b[2J', hint: '' };
  fleet.adjust(transferId(48213), { state: { kind: 'failed', reason }, endedAt: fleet.now() });
  fleet.adjust(transferId(48220), {
    state: { kind: 'waiting', reason, nextAttemptAt: fleet.now() + 5000, attempt: 2 },
  });
  fleet.adjust(transferId(48222), { state: { kind: 'completed' }, endedAt: fleet.now() });
  fleet.nodes = fleet.nodes.map((node) =>
    node.name === 'sin-relay-05'
      ? { ...node, presence: 'online' }
      : node.name === 'sfo-cache-11'
        ? { ...node, presence: 'offline' }
        : node,
  );
  await plain.saw(/T-48213 failed: cannot reach tyo\\x1b\[2J \(peer-unreachable\)/);
  await plain.saw(/T-48220 waits until \d\d:\d\d:\d\dZ, attempt 2: cannot reach/);
  await plain.saw(/T-48222 completed/);
  await plain.saw(/node sin-relay-05 is back/);
  await plain.saw(/node sfo-cache-11 is away/);
  await plain.saw(/alert over sin-relay-05/);
  fleet.adjust(transferId(48220), { state: { kind: 'transferring' } });
  await plain.saw(/T-48220 goes on/);
  expect(plain.lines.filter((line) => line.includes('T-48213'))).toHaveLength(2);
});

test('as JSON each line has its time, its event and what it is about; a hub that goes away is told once, and what happened meanwhile', async () => {
  await using plain = listen(true);
  await plain.saw(/"event":"attached".*"role":"operator"/);
  await hub.vanish();
  await plain.saw(/"event":"hub-away"/);
  hub.fleet.adjust(transferId(48221), { state: { kind: 'cancelled' }, endedAt: hub.fleet.now() });
  await hub.appear();
  await plain.saw(/"event":"transfer-ended"/);
  const events = plain.lines.map((line) => JSON.parse(line));
  expect(events.filter(({ event }) => event === 'hub-away')).toHaveLength(1);
  expect(events.filter(({ event }) => event === 'attached')).toHaveLength(2);
  expect(events.at(-1)).toMatchObject({
    event: 'transfer-ended',
    transfer: { id: 'T-48221', state: { kind: 'cancelled' } },
  });
  expect(new Date(events[0].at).toISOString()).toBe(events[0].at);
});

describe('the program', () => {
  const started = (args: readonly string[]) => {
    const child = spawn(join(import.meta.dirname, '../../bin/longhaul'), ['tui', ...args], {
      env: { PATH: process.env['PATH'], HOME: folder.path, XDG_CONFIG_HOME: folder.path },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text));
    const exit = new Promise<number | null>((resolve) => child.on('close', (code) => resolve(code)));
    return { child, said: () => said, exit };
  };

  test('needs no terminal, and ends with 130 when it is interrupted', async () => {
    await saveProfileFile(folder.path, hub.profile);
    const run = started(['--plain']);
    await until(() => run.said().includes('attached to prod-eu'));
    run.child.kill('SIGINT');
    expect(await run.exit).toBe(130);
    expect(run.said().trim().split('\n')).toHaveLength(1);
  });

  test('ends with 3 when the hub does not let it in', async () => {
    await saveProfileFile(folder.path, await hub.strangerProfile());
    const run = started(['--plain', '--json']);
    expect(await run.exit).toBe(3);
    expect(run.said()).toMatch(/^longhaul tui: the hub at .* answered 401 \(refused\)/);
  });

  test('--json without --plain is refused with what it is for', async () => {
    const run = started(['--json']);
    expect(await run.exit).toBe(2);
    expect(run.said()).toContain('--json is for --plain');
  });
});

test('a transfer that began and ended between two looks is two events, and is told once', () => {
  const events = new FleetEvents();
  const nothing: FleetLook = { nodes: [], transfers: [], gone: [], alerts: [] };
  events.take(nothing);
  const template = hub.fleet.transfer('T-48222');
  const quick = { ...template, id: transferId(48300), state: { kind: 'completed' } as const };
  const look = { ...nothing, transfers: [quick] };
  expect(events.take(look).map(({ event }) => event)).toEqual(['transfer-began', 'transfer-ended']);
  expect(events.newest).toBe(48300);
});
