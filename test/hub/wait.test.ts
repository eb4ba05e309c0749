import { afterAll, beforeAll, expect, test } from 'vitest';
import { Transfer } from '../../src/model/transfer.ts';
import type { TransferState } from '../../src/model/transfer-state.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { HubProcess } from '../harness/hub-process.ts';
import { RunningProgram } from '../harness/running-program.ts';
import { attachNode, someProgress } from '../harness/scripted-node.ts';
import { until } from '../harness/until.ts';

// One hub as a real process for all tests of this file; each names its own nodes.
let hub: HubProcess;

beforeAll(async () => {
  hub = await HubProcess.start();
});

afterAll(async () => await hub[Symbol.asyncDispose]());

const line = (text: string) => text.trimEnd().split('\n');

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
  const enrolled = await hub.joined(name);
  await using node = await attachNode({
    hub: hub.address,
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
  const waiting = hub.run('--from', `${name}:/in`, '--to', `${name}:/out`, '--wait');
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
  const enrolled = await hub.joined('lost-list');
  await using node = await attachNode({
    hub: hub.address,
    enrolled,
    requests: {
      'list-files': async () => {
        throw new Fault('state-unusable', 'the backlog is gone');
      },
    },
  });
  const waiting = hub.run('--from', 'lost-list:/in', '--to', 'lost-list:/out', '--wait');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'completed-with-errors', failedFiles: 1 }, totals });
  const end = await waiting;
  expect(end.code).toBe(1);
  expect(end.stderr).toContain('the backlog is gone');
});

test('--wait --json prints the transfer as JSON Lines and nothing else', async () => {
  const enrolled = await hub.joined('json1');
  await using node = await attachNode({ hub: hub.address, enrolled });
  const waiting = hub.run('--from', 'json1:/in', '--to', 'json1:/out', '--wait', '--json');
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'completed' }, totals });
  const { code, stdout, stderr } = await waiting;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const shown = line(stdout).map((text) => Transfer.parse(JSON.parse(text)));
  expect(shown[0]).toMatchObject({ id, state: { kind: 'queued' } });
  expect(shown.at(-1)).toMatchObject({ id, state: { kind: 'completed' }, totals: { copied: { files: 2 } } });
});

test('with several --to an id a line comes in their order, and --wait ends with the highest of their exit codes', async () => {
  const enrolled = await hub.joined('fan');
  await using node = await attachNode({ hub: hub.address, enrolled });
  const places = ['--from', 'fan:/in', '--to', 'fan:/a', '--to', 'fan:/b', '--to', 'fan:/c', '--key', 'fan-1'];
  const waiting = hub.run(...places, '--wait');
  await until(() => node.orders.length === 3, { what: 'the orders' });
  const orders = node.orders.toSorted((a, b) => a.destination.path.localeCompare(b.destination.path));
  const states: TransferState[] = [
    { kind: 'completed' },
    { kind: 'cancelled' },
    { kind: 'completed-with-errors', failedFiles: 1 },
  ];
  for (const [index, { id }] of orders.entries())
    await node.report(index + 1, id, { kind: 'state', state: states[index] as TransferState, totals });
  const end = await waiting;
  const ids = orders.map(({ id }) => id);
  expect({ code: end.code, stdout: line(end.stdout) }).toEqual({ code: 4, stdout: ids });
  for (const [index, id] of ids.entries()) expect(end.stderr).toContain(`${id} ${states[index]?.kind}`);
  const again = await hub.run(...places, '--json');
  expect(line(again.stdout).map((text) => Transfer.parse(JSON.parse(text)).id)).toEqual(ids);
  const list = (await hub.run('--list')).stdout;
  expect(list).toMatch(new RegExp(`^ID +FAN-OUT .*\n(.*\n)*${ids[2]} +${ids[0]} `));
  expect((await hub.run('--show', ids[1] ?? '')).stdout).toMatch(new RegExp(`\nfan-out +${ids[0]}\n`));
  await expect(hub.run(...places, '--to', 'fan:/d')).resolves.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('the key fan-1 has started'),
  });
});

test('Ctrl-C on --wait leaves the transfer running and says so', async () => {
  const enrolled = await hub.joined('ctrlc');
  await using node = await attachNode({ hub: hub.address, enrolled });
  await using waiting = new RunningProgram('hub', ['--from', 'ctrlc:/in', '--to', 'ctrlc:/out', '--wait'], hub.env);
  const { id } = await until(() => node.orders[0], { what: 'the order' });
  await node.report(1, id, { kind: 'state', state: { kind: 'transferring' } });
  await until(() => waiting.said.includes('transferring'), { what: 'that it follows' });
  await expect(waiting.end('SIGINT')).resolves.toBe(130);
  expect(waiting.said).toContain(`${id} goes on without us`);
  await expect(hub.run('--show', id)).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringContaining('transferring'),
  });
});

test('--wait follows through a restart of the hub, which knows afterwards what happened meanwhile', async () => {
  const enrolled = await hub.joined('restart');
  const waiting = hub.run('--from', 'restart:/in', '--to', 'restart:/out', '--wait');
  const id = await (async () => {
    await using node = await attachNode({ hub: hub.address, enrolled });
    const order = await until(() => node.orders[0], { what: 'the order' });
    await node.report(1, order.id, { kind: 'state', state: { kind: 'transferring' } });
    return order.id;
  })();
  await hub.end('SIGKILL');
  await hub.startAgain();
  await using node = await attachNode({ hub: hub.address, enrolled, unfinished: [] });
  await node.report(2, id, { kind: 'state', state: { kind: 'completed' }, totals });
  const end = await waiting;
  expect(end).toMatchObject({ code: 0, stdout: `${id}\n` });
  expect(end.stderr).toContain(`${id} completed; 2 files`);
  await expect(hub.run('--list')).resolves.toMatchObject({
    code: 0,
    stdout: expect.stringMatching(new RegExp(`${id} .*completed`)),
  });
});
