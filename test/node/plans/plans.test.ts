/** The plan of a transfer, made by the node that would own it: real threads, and a real data port at the other end. */

import { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makePlanInThread } from '../../../node/plans/plan-thread.ts';
import { Plans, type PlansOptions } from '../../../node/plans/plans.ts';
import { openRoots } from '../../../node/roots.ts';
import { parseLocation } from '../../../src/model/location.ts';
import { PlanOrder } from '../../../src/model/plan-request.ts';
import { TransferOptions } from '../../../src/model/transfer-options.ts';
import { transferId } from '../../../src/runtime/identifier.ts';
import { noStores } from '../../harness/no-stores.ts';
import { inventory } from '../../harness/sample-tree.ts';
import { until } from '../../harness/until.ts';
import { type TwoNodes, twoNodes } from '../data/two-nodes.ts';

let nodes: TwoNodes;
beforeEach(async () => {
  nodes = await twoNodes();
});
afterEach(() => nodes[Symbol.asyncDispose]());

const { signal } = new AbortController();

async function plansOfFs1(options: Partial<PlansOptions> = {}): Promise<Plans> {
  const identity = await nodes.authority.nodeIdentity('fs1');
  return new Plans({
    node: 'fs1',
    stores: noStores,
    identity: () => identity,
    roots: openRoots([{ path: `${nodes.folder}/fs1/root`, isReadOnly: false }]),
    auditFile: `${nodes.folder}/fs1/audit.jsonl`,
    nodeLimit: undefined,
    runs: { ofPair: () => [] },
    makePlan: makePlanInThread,
    meetingsOf: () => undefined,
    ...options,
  });
}

interface Wish {
  readonly from?: string;
  /** `fs2:/path`; default the destination of the two nodes. */
  readonly to?: string;
  readonly options?: Partial<TransferOptions>;
}

async function orderOf({ from = nodes.source, to = `fs2:${nodes.target}`, options = {} }: Wish): Promise<PlanOrder> {
  const plan = randomUUID();
  const [source, destination] = [`fs1:${from}`, to];
  const grant = await nodes.authority.look({ plan, source, destination });
  return PlanOrder.parse({
    plan,
    source: parseLocation(source),
    destination: parseLocation(destination),
    options: TransferOptions.parse(options),
    ...(to.startsWith('fs2:') && { peer: { node: 'fs2', address: `127.0.0.1:${nodes.listener.port}`, grant } }),
  });
}

test('a plan for another node is what the transfer then does, and leaves both nodes as they are', async () => {
  for (const [name, text] of [
    ['new', '12345'],
    ['longer', '123'],
    ['left.tmp', ''],
  ])
    writeFileSync(`${nodes.source}/${name}`, text as string);
  mkdirSync(`${nodes.source}/sub`);
  mkdirSync(`${nodes.target}/gone`, { recursive: true });
  for (const name of ['longer', 'gone/a', 'gone/b', 'mine.tmp']) writeFileSync(`${nodes.target}/${name}`, '1');
  const rules = [{ kind: 'exclude', pattern: '*.tmp' } as const];
  const options = { deleteExtras: true, selection: { rules } };
  const before = inventory(nodes.folder);

  await using plans = await plansOfFs1();
  const { plan, findings } = await plans.make(await orderOf({ options }), signal);
  expect(plan).toMatchObject({
    source: { files: 2, bytes: 8 },
    copy: { files: 2, bytes: 8 },
    makeFolders: 1,
    remove: { files: 2, bytes: 2 },
    target: { hasRoom: true, neededBytes: 8, freeBytes: expect.any(Number), caseHandling: 'keeps' },
  });
  expect(findings).toEqual([]);
  expect(inventory(nodes.folder)).toEqual(before);
  expect(await nodes.send({ options })).toMatchObject({ totals: { copied: plan.copy, deleted: plan.remove } });
});

test('names that the other node cannot keep are found, and a destination that is missing is not made', async () => {
  for (const name of ['Read', 'read']) writeFileSync(`${nodes.source}/${name}`, '');
  mkdirSync(`${nodes.folder}/fs2/root/empty`);
  await using plans = await plansOfFs1();
  const { plan, findings } = await plans.make(
    await orderOf({ to: `fs2:${nodes.folder}/fs2/root/empty/not/there` }),
    signal,
  );
  expect(findings).toMatchObject([{ finding: 'name-clash', paths: ['Read', 'read'], isCertain: false }]);
  expect(plan).toMatchObject({ copy: { files: 2 }, makeFolders: 1, findings: { 'name-clash': 1 } });
  expect(inventory(`${nodes.folder}/fs2/root/empty`)).toEqual([]);
});

test('a plan within one node needs no data port', async () => {
  writeFileSync(`${nodes.source}/a`, 'aa');
  await using plans = await plansOfFs1();
  const order = await orderOf({ to: `fs1:${nodes.folder}/fs1/root/copy/of` });
  await expect(plans.make(order, signal)).resolves.toMatchObject({ plan: { copy: { files: 1, bytes: 2 } } });
  expect(inventory(`${nodes.folder}/fs1/root`).some((line) => line.includes('copy'))).toBe(false);
});

test('the estimate goes by the latest transfer between the two places, and by the limit of the node', async () => {
  writeFileSync(`${nodes.source}/a`, Buffer.alloc(1000));
  const line = (second: number, transfer: string) =>
    JSON.stringify({ time: new Date(second * 1000).toISOString(), event: 'synced', size: 10, transfer });
  const lines = [line(1, 'T-1'), line(2, 'T-1'), line(50, 'T-2'), line(51, 'T-2'), line(51, 'T-2')];
  writeFileSync(`${nodes.folder}/fs1/audit.jsonl`, `${lines.join('\n')}\n`);
  const runs = { ofPair: () => [transferId(1)] };
  await using plans = await plansOfFs1({ runs });
  await expect(plans.make(await orderOf({}), signal)).resolves.toMatchObject({
    plan: { estimate: { fromSeconds: 1, toSeconds: 100 } },
  });
  await using limited = await plansOfFs1({ runs, nodeLimit: 5 });
  await expect(limited.make(await orderOf({ options: { bwlimit: 100 } }), signal)).resolves.toMatchObject({
    plan: { estimate: { fromSeconds: 200, toSeconds: 200 } },
  });
});

describe('a plan is refused', () => {
  test.each([
    { title: 'for a source outside the roots', wish: () => ({ from: '/etc' }), code: 'outside-root' },
    { title: 'for a source that is missing', wish: () => ({ from: `${nodes.source}/gone` }), code: 'source-missing' },
    {
      title: 'for a destination outside the roots of its node',
      wish: () => ({ to: `fs2:${nodes.folder}/elsewhere` }),
      code: 'outside-root',
    },
    { title: 'for a destination of its own outside the roots', wish: () => ({ to: 'fs1:/etc' }), code: 'outside-root' },
  ])('$title', async ({ wish, code }) => {
    await using plans = await plansOfFs1();
    await expect(plans.make(await orderOf(wish()), signal)).rejects.toMatchObject({ code });
  });

  test('while the other node is away, with the reason', async () => {
    await nodes.listener[Symbol.asyncDispose]();
    await using plans = await plansOfFs1();
    await expect(plans.make(await orderOf({}), signal)).rejects.toMatchObject({
      code: 'node-unreachable',
      message: expect.stringContaining('cannot reach fs2'),
    });
  });

  test('while four others are made, and one that is stopped makes room', async () => {
    const isStopped: boolean[] = [];
    let begun = 0;
    await using plans = await plansOfFs1({
      makePlan: (_setting, end) =>
        new Promise((_resolve, reject) => {
          begun += 1;
          end.addEventListener('abort', () => {
            isStopped.push(true);
            reject(end.reason);
          });
        }),
    });
    const orders = await Promise.all(Array.from({ length: 4 }, () => orderOf({})));
    const made = orders.map((order) => plans.make(order, signal).catch(({ code }) => code));
    await until(() => begun === 4, { what: 'four are made' });
    await expect(plans.make(await orderOf({}), signal)).rejects.toMatchObject({ code: 'node-busy' });
    const [first] = orders;
    if (first !== undefined) plans.stop(first.plan);
    await expect(made[0]).resolves.toBe('interrupted');
    const leaving = new AbortController();
    const last = plans.make(await orderOf({}), leaving.signal).catch(({ code }) => code);
    await until(() => begun === 5, { what: 'another one is made' });
    leaving.abort(new Error('the hub is gone'));
    await last;
    expect(isStopped).toHaveLength(2);
  });
});

test('a plan that nobody waits for ends at once, whatever the other node does', async () => {
  await using silent = await listening(createServer());
  await using plans = await plansOfFs1();
  const order = await orderOf({});
  const leaving = new AbortController();
  const met = once(silent.server, 'connection');
  const peer = order.peer && { ...order.peer, address: `127.0.0.1:${silent.port}` };
  const made = plans.make({ ...order, peer }, leaving.signal).catch(({ code }) => code);
  const [socket] = (await met) as [Socket];
  leaving.abort(new Error('the hub is gone'));
  await expect(made).resolves.toBe('interrupted');
  socket.destroy();
});

async function listening(server: Server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { server, port, [Symbol.asyncDispose]: async () => void server.close() };
}
