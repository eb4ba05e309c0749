import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRequest, apiRoot, routes } from '../../hub/api/routes.ts';
import { saveProfile } from '../../src/link/profile.ts';
import { isAllowed, type Role, roles } from '../../src/model/principal.ts';
import { defaultTransferOptions } from '../../src/model/transfer-options.ts';
import type { consoleToHub } from '../../src/protocol/console-link.ts';
import { type ConsoleRequest, neededRight } from '../../src/protocol/console-rights.ts';
import type { RequestBody } from '../../src/protocol/side.ts';
import { httpClient } from '../harness/http-client.ts';
import { attachUser, type ConsolePeer, enrolMember, type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { runProgram } from '../harness/running-program.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const transfer = 'T-1' as RequestBody<typeof consoleToHub, 'pause-transfer'>['transfer'];
const place = { node: 'fs1', path: '/srv' };
const move = { source: place, destination: place, options: defaultTransferOptions };
const page = { offset: 0, limit: 1 };

/** A well-formed body of every request: a new one without an entry is an error here. */
const bodies: { readonly [N in ConsoleRequest]: RequestBody<typeof consoleToHub, N> } = {
  'who-am-i': {},
  watch: { overview: false, nodes: false },
  'list-nodes': {},
  'show-node': { node: 'fs1' },
  'list-transfers': { filter: 'all', ...page },
  'show-transfer': { transfer },
  'show-course': { transfer },
  'list-files': { transfer, ...page },
  browse: { location: place, ...page },
  'measure-folder': {
    location: place,
    measure: '11111111-1111-4111-8111-111111111111',
    entries: [],
    isAllBut: true,
  },
  'start-transfer': move,
  'start-fan-out': { source: place, destinations: [place], options: defaultTransferOptions },
  'start-template': { template: 'none', set: {} },
  'list-templates': {},
  'list-triggers': {},
  'list-notifications': {},
  'keep-template': {
    template: { name: 'new', from: 'fs1:/a', to: 'fs2:/b', options: {}, variables: {} },
    isReplacing: false,
  },
  'switch-trigger': { trigger: 'none', enabled: true },
  'list-connections': {},
  'test-notification': { notification: 'none' },
  'plan-transfer': move,
  'stop-looking': { look: '11111111-1111-4111-8111-111111111111' },
  'check-store': { location: place },
  'pause-transfer': { transfer },
  'resume-transfer': { transfer },
  'cancel-transfer': { transfer },
  'retry-transfer': { transfer },
  'limit-transfer': { transfer, bwlimit: null },
  'prioritise-transfer': { transfer, priority: 'high' },
  'reschedule-transfer': { transfer, startAt: null },
  'set-streams': { transfer, streams: 'auto' },
  'list-alerts': {},
  'answer-alert': { alert: 'node/fs1/DOWN', wish: { kind: 'acknowledge' } },
  'renew-certificate': { csr: 'x' },
  invite: { kind: 'user', name: 'eve', role: 'admin' },
  'withdraw-token': { kind: 'user', name: 'eve' },
  'list-members': {},
  'make-api-key': { name: 'eve', role: 'admin' },
  'list-api-keys': {},
  revoke: { name: 'admin' },
  'list-audit': page,
  'audit-witness': {},
  'read-log': { node: 'hub', limit: 1 },
  apply: { declaration: { policies: [] }, isDryRun: false },
  export: {},
  'sealing-key': { node: 'fs1' },
};

/** What makes each route refuse for nothing but who asks. */
const inQuery: ReadonlySet<string> = new Set(['list-audit', 'read-log']);

interface Asker {
  readonly link: ConsolePeer;
  readonly key: string;
}

let home: string;
let hub: OpenedHub;
let admin: ConsolePeer;
const askers = new Map<Role, Asker>();
const parts = new AsyncDisposableStack();

beforeAll(async () => {
  const folder = parts.use(await tempFolder());
  home = folder.path;
  hub = parts.use(await openTestHub(home));
  admin = parts.use(await attachUser(hub.address, hub.admin.identity));
  for (const role of roles) {
    const { identity } = await enrolMember(hub, { kind: 'user', name: `a-${role}`, role });
    await saveProfile(join(home, `home/longhaul/profiles/${role}.json`), {
      hub: hub.address,
      name: `a-${role}`,
      identity,
    });
    const { key } = await admin.request('make-api-key', { name: `k-${role}`, role });
    askers.set(role, { link: parts.use(await attachUser(hub.address, identity)), key });
  }
});
afterAll(() => parts.disposeAsync());

function asker(role: Role): Asker {
  const found = askers.get(role);
  if (found === undefined) throw new Error(`nobody is ${role}`);
  return found;
}

async function lastDenied(): Promise<string> {
  const { total } = await admin.request('list-audit', { result: 'denied', offset: 0, limit: 1 });
  const { entries } = await admin.request('list-audit', { result: 'denied', offset: Math.max(0, total - 1), limit: 1 });
  return entries.map(({ who, action, detail }) => `${who} ${action}: ${detail}`).join();
}

const names = Object.keys(bodies) as ConsoleRequest[];
const denied = roles.flatMap((role) =>
  names.filter((name) => !isAllowed(role, neededRight[name])).map((name) => ({ role, name, right: neededRight[name] })),
);

test.each(denied)('a $role asks in vain for $name over the link', async ({ role, name, right }) => {
  const asked = asker(role).link.request(name, bodies[name] as never);
  await expect(asked).rejects.toMatchObject({
    code: 'refused',
    message: expect.stringContaining(`the right to ${right}`),
  });
  expect(await lastDenied()).toBe(`user:a-${role} ${name}: a ${role} may not ${right}`);
});

test.each(denied.filter(({ name }) => Object.hasOwn(routes, name)))(
  'a key of a $role asks in vain for $name over HTTP',
  async ({ role, name, right }) => {
    const { method, path, body } = routes[name as ApiRequest];
    const filled = path
      .replace('{transfer}', 'T-1')
      .replace('{node}', 'hub')
      .replace(/\{\w+\}/, 'none');
    const inBody = Object.entries(bodies[name]).filter(([field]) => !path.includes(`{${field}}`));
    const query = inQuery.has(name) ? '?limit=1' : '';
    const ask = httpClient(hub.address, { ca: hub.admin.identity.ca });
    const headers = { authorization: `Bearer ${asker(role).key}` };
    const answer = await ask(`${apiRoot}${filled}${query}`, {
      method,
      headers,
      ...(body !== undefined && { body: Object.fromEntries(inBody) }),
    });
    expect(answer).toMatchObject({ status: 403, json: { code: 'refused' } });
    expect(await lastDenied()).toBe(`key:k-${role} ${name}: this key of a ${role} may not ${right}`);
  },
);

test.each([
  { role: 'viewer', flags: ['--from', 'fs1:/a', '--to', 'fs2:/b'], name: 'start-transfer' },
  { role: 'viewer', flags: ['--cancel', 'T-1'], name: 'cancel-transfer' },
  { role: 'operator', flags: ['--revoke', 'admin'], name: 'revoke' },
] as const)('a $role asks in vain for $flags with the flags', async ({ role, flags, name }) => {
  const env = { ...process.env, XDG_CONFIG_HOME: join(home, 'home'), XDG_STATE_HOME: join(home, 'none') };
  const end = await runProgram('hub', ['--profile', role, ...flags], env);
  expect(end).toMatchObject({
    code: 3,
    stdout: '',
    stderr: expect.stringMatching(/^longhaul hub: .*\(refused\).*\n$/),
  });
  expect(await lastDenied()).toContain(`user:a-${role} ${name}`);
});
