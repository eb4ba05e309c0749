import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { Report } from '../../src/protocol/node-link.ts';
import { Fault } from '../../src/runtime/fault.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { startTransfer } from '../harness/transfers.ts';
import { until } from '../harness/until.ts';

const hourMs = 3600 * 1000;

/** A hub with one node whose clock is wrong, and what the hub has logged. */
async function fleet(folder: string, tellTime: () => Promise<{ now: number }>) {
  await using stack = new AsyncDisposableStack();
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line) => logged.push(JSON.parse(line).msg) });
  const hub = stack.use(await openTestHub(folder, { log }));
  const enrolled = await enrolMember(hub, { kind: 'node', name: 'fs1' });
  const admin = stack.use(await attachUser(hub.address, hub.admin.identity));
  const node = stack.use(await attachNode({ hub: hub.address, enrolled, requests: { 'tell-time': tellTime } }));
  const skewMs = async (): Promise<number> => {
    const { nodes } = await admin.request('list-nodes', {});
    return nodes.find(({ name }) => name === 'fs1')?.clockSkewMs ?? 0;
  };
  const owned = stack.move();
  return { admin, node, logged, skewMs, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test.each([
  { note: 'ahead', offMs: 2 * hourMs, words: 'the clock of fs1 is 2 h 00 ahead of ours' },
  { note: 'behind', offMs: -2 * hourMs, words: 'the clock of fs1 is 2 h 00 behind ours' },
])(
  'a node whose clock is two hours $note is said to be, and what it reports is in times of the hub',
  async ({ offMs, words }) => {
    await using folder = await tempFolder();
    await using hub = await fleet(folder.path, async () => ({ now: Date.now() + offMs }));
    await until(async () => Math.abs((await hub.skewMs()) - offMs) < hourMs / 60, { what: 'the clocks are compared' });
    await until(() => hub.logged.includes(words), { what: words });

    const { id } = await startTransfer(hub.admin, { destination: { node: 'fs1', path: '/srv/copy' } });
    const reason = { code: 'node-unreachable', message: 'away' };
    const say = async (number: number, fact: Report['fact']): Promise<void> => {
      const report = { number, at: Date.now() + offMs, transfer: id, fact };
      await hub.node.peer.request('deliver-reports', { reports: [report] });
    };
    const isNow = (time: number | undefined): boolean => Math.abs((time ?? 0) - Date.now()) < hourMs / 60;
    const nextAttemptAt = Date.now() + offMs;
    await say(1, { kind: 'state', state: { kind: 'waiting', reason, nextAttemptAt, attempt: 1 } });
    const { state } = await hub.admin.request('show-transfer', { transfer: id });
    expect(state.kind === 'waiting' && isNow(state.nextAttemptAt)).toBe(true);
    await say(2, { kind: 'state', state: { kind: 'completed' } });
    const { endedAt } = await hub.admin.request('show-transfer', { transfer: id });
    expect(isNow(endedAt)).toBe(true);
  },
);

test('the clock of a node that cannot be asked is the one of its health', async () => {
  await using folder = await tempFolder();
  await using hub = await fleet(folder.path, async () => {
    throw new Fault('bad-message', "unknown request 'tell-time'");
  });
  hub.node.peer.notify('health', { ...(await healthAt(Date.now() + hourMs)) });
  await until(async () => (await hub.skewMs()) > hourMs / 2, { what: 'the clock is known' });
});

async function healthAt(at: number) {
  return { roots: [], cpu: 0, memoryUsedBytes: 1, memoryTotalBytes: 2, at };
}
