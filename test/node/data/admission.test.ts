import { existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { grantLifetimeSeconds } from '../../../src/model/grant.ts';
import { testAuthority } from '../../harness/test-authority.ts';
import { until } from '../../harness/until.ts';
import { type SendWish, type TwoNodes, twoNodes } from './two-nodes.ts';

interface Case {
  readonly title: string;
  readonly code: string;
  readonly wish: (nodes: TwoNodes) => Promise<SendWish>;
}

const places = ({ source, target }: TwoNodes) => ({ source: `fs1:${source}`, destination: `fs2:${target}` });

const cases: Case[] = [
  {
    title: 'a grant that is no token',
    code: 'grant-invalid',
    wish: async () => ({ grant: 'open sesame' }),
  },
  {
    title: 'a grant that another authority signed',
    code: 'grant-invalid',
    wish: async (nodes) => {
      const stranger = await testAuthority(`${nodes.folder}/stranger`);
      return { grant: await stranger.grant(places(nodes)) };
    },
  },
  {
    title: 'an expired grant',
    code: 'grant-expired',
    wish: async (nodes) => {
      const now = Date.now() - (grantLifetimeSeconds + 3600) * 1000;
      return { grant: await nodes.authority.grant({ ...places(nodes), now }) };
    },
  },
  {
    title: 'a grant for another receiver',
    code: 'grant-invalid',
    wish: async (nodes) => ({
      grant: await nodes.authority.grant({ ...places(nodes), destination: `fs3:${nodes.target}` }),
    }),
  },
  {
    title: 'a grant of another sender',
    code: 'grant-invalid',
    wish: async (nodes) => ({ identity: await nodes.authority.nodeIdentity('fs9') }),
  },
  {
    title: 'a grant of another transfer',
    code: 'grant-invalid',
    wish: async (nodes) => ({
      transfer: 'T-8',
      grant: await nodes.authority.grant({ ...places(nodes), transfer: 'T-7' }),
    }),
  },
  {
    title: 'a user',
    code: 'refused',
    wish: async (nodes) => ({ identity: await nodes.authority.userIdentity('fs1') }),
  },
  {
    title: 'a path outside the roots',
    code: 'outside-root',
    wish: async (nodes) => ({ to: `${nodes.folder}/elsewhere` }),
  },
  {
    title: 'a path that climbs out of a root',
    code: 'outside-root',
    wish: async (nodes) => ({ to: `${nodes.target}/../../elsewhere` }),
  },
  {
    title: 'a root that is offered for reading only',
    code: 'root-read-only',
    wish: async (nodes) => ({ to: `${nodes.folder}/fs2/archive/out` }),
  },
  {
    title: 'a place for unfinished files outside the roots',
    code: 'outside-root',
    wish: async (nodes) => ({ options: { partialDir: `${nodes.folder}/elsewhere` } }),
  },
  {
    title: 'a path through a link inside a root',
    code: 'symlink-in-path',
    wish: async (nodes) => {
      mkdirSync(`${nodes.folder}/elsewhere`);
      symlinkSync(`${nodes.folder}/elsewhere`, `${nodes.folder}/fs2/root/link`);
      return { to: `${nodes.folder}/fs2/root/link/out` };
    },
  },
];

let nodes: TwoNodes;

beforeAll(async () => {
  nodes = await twoNodes({
    offered: (folder) => {
      mkdirSync(`${folder}/fs2/archive`);
      return [
        { path: `${folder}/fs2/root`, isReadOnly: false },
        { path: `${folder}/fs2/archive`, isReadOnly: true },
      ];
    },
  });
  writeFileSync(`${nodes.source}/a`, 'a');
  mkdirSync(`${nodes.folder}/stranger`);
});
afterAll(() => nodes[Symbol.asyncDispose]());

test.each(cases)('$title is refused as $code, and nothing is written', async ({ code, wish }) => {
  const before = nodes.refused.length;
  const outcome = await nodes.send({ ...(await wish(nodes)), backlog: `fs1/case-${before}.db` });
  // The hub renews what has expired; nothing else passes by itself.
  const isRetryable = code === 'grant-expired';
  expect(outcome).toMatchObject({ kind: 'failed', reason: { code }, isRetryable });
  await until(() => nodes.refused.length > before);
  expect(nodes.refused.at(-1)?.reason.code).toBe(code);
  expect(existsSync(nodes.target)).toBe(false);
  expect(readdirSync(`${nodes.folder}/fs2/archive`)).toEqual([]);
  expect(existsSync(`${nodes.folder}/elsewhere/out`)).toBe(false);
});

test("a grant is dated by the hub's clock, however far this machine's is off", async () => {
  const now = Date.now() + 100 * 24 * 3600 * 1000;
  nodes.listener.setHubClock(100 * 24 * 3600 * 1000);
  const to = `${nodes.folder}/fs2/root/later`;
  const grant = await nodes.authority.grant({ ...places(nodes), destination: `fs2:${to}`, now });
  expect(await nodes.send({ to, grant, backlog: 'fs1/later.db' })).toMatchObject({ kind: 'completed' });
  expect(await nodes.send({ to, backlog: 'fs1/now.db' })).toMatchObject({ reason: { code: 'grant-expired' } });
  nodes.listener.setHubClock(0);
});

test('a certificate of another authority is refused', async () => {
  const before = nodes.refused.length;
  const stranger = await testAuthority(`${nodes.folder}/stranger`);
  const identity = { ...(await stranger.nodeIdentity('fs1')), ca: nodes.authority.authority.certificate };
  const outcome = await nodes.send({ identity });
  expect(outcome).toMatchObject({ kind: 'failed', reason: { code: 'refused' } });
  await until(() => nodes.refused.length > before);
  expect(existsSync(nodes.target)).toBe(false);
});

test('a sender does not speak to a listener that is another node, and tries again later', async () => {
  nodes.listener.replaceIdentity(await nodes.authority.nodeIdentity('fs3'));
  expect(await nodes.send()).toMatchObject({
    kind: 'failed',
    reason: {
      code: 'node-unreachable',
      message: expect.stringMatching(/fs2 at .*: .* shows a certificate of .*node\/fs3, not of longhaul:\/\/node\/fs2/),
    },
    isRetryable: true,
  });
});

test('a new certificate is in use without a restart', async () => {
  nodes.listener.replaceIdentity(await nodes.authority.nodeIdentity('fs2'));
  expect(await nodes.send()).toMatchObject({ kind: 'completed' });
});
