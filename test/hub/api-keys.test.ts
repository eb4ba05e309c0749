import { once } from 'node:events';
import { Agent } from 'node:https';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import WebSocket from 'ws';
import { makeKeyRequest } from '../../src/link/key-request.ts';
import { Peer } from '../../src/link/peer.ts';
import type { ApiKeyRequest } from '../../src/model/api-key.ts';
import type { Action, Role } from '../../src/model/principal.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import { httpClient } from '../harness/http-client.ts';
import { openFleet } from '../harness/hub-fleet.ts';
import { attachUser, type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { attachNode } from '../harness/scripted-node.ts';
import { tempFolder } from '../harness/temp-folder.ts';
import { until } from '../harness/until.ts';

const way = { source: { node: 'fs1', path: '/in' }, destination: { node: 'fs2', path: '/out' } };

async function madeKey(hub: OpenedHub, request: ApiKeyRequest) {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  return await admin.request('make-api-key', request);
}

/** With a key, and nothing else that would prove anything. */
function keyClient(hub: OpenedHub, key: string, agent?: Agent) {
  const ask = httpClient(hub.address, { ca: hub.admin.identity.ca }, agent);
  return (path: string, given: Parameters<typeof ask>[1] = {}) =>
    ask(path, { ...given, headers: { authorization: `Bearer ${key}` } });
}

async function trailOf(hub: OpenedHub) {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  return (await admin.request('list-audit', { offset: 0, limit: 1000 })).entries;
}

test.each<{ role: Role; scopes?: Action[]; looks: number; starts: number; invites: number }>([
  { role: 'viewer', looks: 200, starts: 403, invites: 403 },
  { role: 'operator', looks: 200, starts: 201, invites: 403 },
  { role: 'admin', looks: 200, starts: 201, invites: 201 },
  { role: 'admin', scopes: ['look'], looks: 200, starts: 403, invites: 403 },
  { role: 'operator', scopes: ['transfer'], looks: 403, starts: 201, invites: 403 },
])('a key of a $role with scopes $scopes may do that and no more', async ({ role, scopes, looks, starts, invites }) => {
  await using folder = await tempFolder();
  await using fleet = await openFleet(folder.path);
  const { hub } = fleet;
  await using _fs1 = await attachNode({ hub: hub.address, enrolled: fleet.fs1 });
  const { key } = await madeKey(hub, { name: 'ci', role, ...(scopes && { scopes }) });
  const ask = keyClient(hub, key);
  const answers = [
    await ask('/api/v1/nodes'),
    await ask('/api/v1/transfers', { method: 'POST', body: way }),
    await ask('/api/v1/invitations', { method: 'POST', body: { kind: 'node', name: 'fs9' } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([looks, starts, invites]);
  if (starts === 201) expect(answers[1]?.json).toMatchObject({ createdBy: 'key:ci' });
  const denied = (await trailOf(hub)).filter(({ who, result }) => who === 'key:ci' && result === 'denied');
  expect(denied).toHaveLength(answers.filter(({ status }) => status === 403).length);
});

test('a key is shown once, kept as a hash only, and listed with its last use', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { key } = await madeKey(hub, { name: 'ci' });
  expect(key).toMatch(/^lh_[0-9a-f]{16}_[0-9a-f]{64}$/);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const before = await admin.request('list-api-keys', {});
  expect(before.keys).toMatchObject([{ name: 'ci', role: 'viewer', scopes: ['look'], createdBy: 'user:admin' }]);
  expect(before.keys[0]?.usedAt).toBeUndefined();
  await keyClient(hub, key)('/api/v1/me');
  const { keys } = await admin.request('list-api-keys', {});
  expect(keys[0]?.usedAt).toBeGreaterThan(Date.now() - 60_000);
  const database = new Database(join(folder.path, 'hub', 'hub.db'), { readonly: true });
  const rows = JSON.stringify([
    database
      .prepare('select * from api_keys')
      .all()
      .map((row) => Object.values(row as object).map(String)),
    database.prepare('select * from audit').all(),
  ]);
  database.close();
  expect(rows).not.toContain(key.slice(-64));
});

test('a key that was altered, has expired or was revoked opens nothing, and says why where it was good once', async () => {
  await using folder = await tempFolder();
  const time = { ahead: 0 };
  const clock = { now: () => Date.now() + time.ahead, sleep: async () => undefined };
  await using hub = await openTestHub(folder.path, { clock });
  const short = await madeKey(hub, { name: 'short', lifetimeMs: 60_000 });
  const { key } = await madeKey(hub, { name: 'ci', lifetimeMs: null });
  const altered = `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`;
  for (const wrong of [altered, `lh_${'0'.repeat(16)}_${'0'.repeat(64)}`, 'lh_', 'secret']) {
    await expect(keyClient(hub, wrong)('/api/v1/me')).resolves.toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      json: { code: 'api-key-invalid', message: expect.stringContaining('does not know the API key') },
    });
  }
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await expect(admin.request('revoke', { name: 'ci' })).resolves.toMatchObject({ kind: 'key' });
  await expect(keyClient(hub, key)('/api/v1/me')).resolves.toMatchObject({
    status: 401,
    json: { code: 'api-key-invalid', message: expect.stringContaining('it was revoked') },
  });
  time.ahead = 60_001;
  await expect(keyClient(hub, short.key)('/api/v1/me')).resolves.toMatchObject({
    status: 401,
    json: { message: expect.stringContaining('it has expired') },
  });
  const lines = (await trailOf(hub)).map(({ who, action, result }) => `${who} ${action} ${result}`);
  expect(lines.slice(-3)).toEqual(['user:admin key.revoke ok', 'key:ci key.use denied', 'key:short key.use denied']);
});

test('a name is free again when its key was revoked, and never that of two keys', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const first = await madeKey(hub, { name: 'ci' });
  await expect(madeKey(hub, { name: 'CI' })).rejects.toMatchObject({ code: 'name-taken' });
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await admin.request('revoke', { kind: 'key', name: 'ci' });
  await expect(admin.request('revoke', { kind: 'key', name: 'ci' })).rejects.toMatchObject({ code: 'name-unknown' });
  const second = await madeKey(hub, { name: 'ci' });
  await expect(keyClient(hub, first.key)('/api/v1/me')).resolves.toMatchObject({ status: 401 });
  await expect(keyClient(hub, second.key)('/api/v1/me')).resolves.toMatchObject({ status: 200 });
  await expect(madeKey(hub, { name: 'x', role: 'viewer', scopes: ['transfer'] })).rejects.toMatchObject({
    code: 'usage',
  });
});

test('a key that is sent decides alone, whatever certificate comes with it', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { key } = await madeKey(hub, { name: 'ci' });
  const ask = httpClient(hub.address, hub.admin.identity);
  const asKey = await ask('/api/v1/me', { headers: { authorization: `Bearer ${key}` } });
  expect(asKey.json).toMatchObject({ name: 'ci', role: 'viewer' });
  await expect(ask('/api/v1/me', { headers: { authorization: 'Basic YWRtaW46' } })).resolves.toMatchObject({
    status: 401,
  });
});

test('revoking a key ends what it waits for', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { key } = await madeKey(hub, { name: 'ci', role: 'admin' });
  const waiting = keyClient(hub, key)('/api/v1/nodes/hub/log?after=0&waitMs=20000&text=never');
  await using admin = await attachUser(hub.address, hub.admin.identity);
  await until(async () => (await admin.request('list-api-keys', {})).keys[0]?.usedAt, { what: 'its use' });
  await admin.request('revoke', { name: 'ci' });
  await expect(waiting).resolves.toMatchObject({ status: 403, json: { code: 'revoked' } });
});

test('a key cannot turn itself into a certificate', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { key } = await madeKey(hub, { name: 'admin', role: 'viewer' });
  const socket = new WebSocket(`wss://${hub.address}/ws`, {
    ca: hub.admin.identity.ca,
    headers: { authorization: `Bearer ${key}` },
  });
  const handlers = { requests: {}, notices: { update: () => undefined } };
  await using peer = new Peer({ socket, ours: hubToConsole, theirs: consoleToHub, handlers, program: 'test' });
  await once(socket, 'open');
  await peer.greet();
  const { csr } = await makeKeyRequest('admin');
  await expect(peer.request('renew-certificate', { csr })).rejects.toMatchObject({ code: 'refused' });
});

test('an API key opens the WebSocket too, and no web page does', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { key } = await madeKey(hub, { name: 'ci' });
  const dial = async (headers: Record<string, string>) => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const socket = new WebSocket(`wss://${hub.address}/ws`, { ca: hub.admin.identity.ca, headers });
    socket.on('message', (data) => resolve(String(data)));
    socket.on('error', ({ message }) => resolve(message));
    const said = await promise;
    socket.terminate();
    return said;
  };
  const authorization = `Bearer ${key}`;
  await expect(dial({ authorization })).resolves.toContain('"type":"hello"');
  await expect(dial({ authorization, origin: 'https://evil.example' })).resolves.toContain('403');
  await expect(dial({ authorization: `${authorization}0` })).resolves.toContain('401');
});

test('who tries too often is told when to come again, and keeps nobody else out', async () => {
  await using folder = await tempFolder();
  const now = Date.now();
  await using hub = await openTestHub(folder.path, { clock: { now: () => now, sleep: async () => undefined } });
  const { key } = await madeKey(hub, { name: 'ci' });
  const guess = keyClient(hub, `lh_${'0'.repeat(16)}_${'0'.repeat(64)}`);
  const statuses: number[] = [];
  for (let tries = 0; tries < 32; tries += 1) statuses.push((await guess('/api/v1/me')).status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(30);
  const last = await guess('/api/v1/me');
  expect(last).toMatchObject({ status: 429, headers: { 'retry-after': '2' }, json: { code: 'too-many-requests' } });
  await expect(keyClient(hub, key)('/api/v1/me')).resolves.toMatchObject({ status: 200 });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const answers = await Promise.all(Array.from({ length: 220 }, () => keyClient(hub, key, agent)('/api/v1/me')));
  agent.destroy();
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(199);
  expect(answers.find(({ status }) => status === 429)).toMatchObject({ headers: { 'retry-after': '1' } });
});
