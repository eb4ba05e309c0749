import { expect, test } from 'vitest';
import { parseLocation } from '../../src/model/location.ts';
import type { PlanOrder } from '../../src/model/plan-request.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import { verifyLook } from '../../src/protocol/grant-token.ts';
import { attachUser, enrolMember, openTestHub } from '../harness/open-hub.ts';
import { somePlan } from '../harness/plans.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';

const request = (from: string, to: string) => ({
  source: parseLocation(from),
  destination: parseLocation(to),
  options: defaultTransferOptions,
});

async function openFleet(folder: string) {
  await using stack = new AsyncDisposableStack();
  const hub = stack.use(await openTestHub(folder));
  const [fs1, fs2] = await Promise.all(['fs1', 'fs2'].map((name) => enrolMember(hub, { kind: 'node', name })));
  if (fs1 === undefined || fs2 === undefined) throw new Error('two nodes');
  const admin = stack.use(await attachUser(hub.address, hub.admin.identity));
  const owned = stack.move();
  return { hub, fs1, fs2, admin, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

test('the owner is asked with a grant that lets it look at the one place, and the trail says who asked', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const orders: PlanOrder[] = [];
  await using _two = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs2, dataAddress: '10.0.0.2:7401' });
  await using _one = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'make-plan': async ({ order }) => {
        orders.push(order);
        return somePlan();
      },
    },
  });
  const asked = request('fs1:/srv/in', 'fs2:/srv/out');
  await expect(fleet.admin.request('plan-transfer', asked)).resolves.toEqual(somePlan());
  const [order] = orders;
  expect(order).toMatchObject({ ...asked, peer: { node: 'fs2', address: '10.0.0.2:7401' } });
  const token = order?.peer?.grant ?? '';
  await expect(verifyLook({ token, key: fleet.fs1.grantKey, audience: 'fs2', now: Date.now() })).resolves.toEqual({
    plan: order?.plan,
    source: asked.source,
    destination: asked.destination,
  });

  const { entries } = await fleet.admin.request('list-audit', { offset: 0, limit: 100 });
  expect(entries.at(-1)).toMatchObject({
    who: 'user:admin',
    action: 'transfer.plan',
    object: 'fs1:/srv/in -> fs2:/srv/out',
    result: 'ok',
  });
  await expect(fleet.admin.request('list-transfers', { filter: 'all', offset: 0, limit: 9 })).resolves.toMatchObject({
    total: 0,
  });
});

test('what a transfer would be refused for, a plan is refused for; so it is while its owner is away', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const ask = (from: string, to: string) => fleet.admin.request('plan-transfer', request(from, to));
  await expect(ask('fs1:/a', 'fs2:/b')).rejects.toMatchObject({ code: 'node-unreachable' });
  await expect(ask('fs9:/a', 'fs2:/b')).rejects.toMatchObject({ code: 'node-unknown' });
  await using _one = await attachNode({ hub: fleet.hub.address, enrolled: fleet.fs1 });
  await expect(ask('fs1:/a', 'fs9:/b')).rejects.toMatchObject({ code: 'node-unknown' });
  await expect(ask('fs1:/a', 'fs1:/a/b')).rejects.toMatchObject({ code: 'usage' });
  await expect(ask('fs1:/a', 'fs2:/b')).rejects.toMatchObject({
    code: 'node-unreachable',
    message: expect.stringContaining('fs2 has never been attached'),
  });
});

test('when whoever asked has left, the owner is told to stop', async () => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const asked: string[] = [];
  const stopped: string[] = [];
  await using _one = await attachNode({
    hub: fleet.hub.address,
    enrolled: fleet.fs1,
    requests: {
      'make-plan': ({ order }) => {
        asked.push(order.plan);
        return new Promise(() => undefined);
      },
      'stop-plan': async ({ plan }) => {
        stopped.push(plan);
        return {};
      },
    },
  });
  const leaving = await attachUser(fleet.hub.address, fleet.hub.admin.identity);
  const answer = leaving.request('plan-transfer', request('fs1:/a', 'fs1:/b')).catch(({ code }) => code);
  await until(() => asked.length > 0, { what: 'the question' });
  await leaving[Symbol.asyncDispose]();
  await expect(answer).resolves.toBe('link-lost');
  await until(() => stopped.length > 0, { what: 'the order to stop' });
  expect(stopped).toEqual(asked);
});
