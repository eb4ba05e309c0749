import { readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRequest, apiRoot, routes } from '../../../hub/api/routes.ts';
import { Transfer } from '../../../src/model/transfer.ts';
import { consoleToHub } from '../../../src/protocol/console-link.ts';
import { httpClient } from '../../harness/http-client.ts';
import { enrolMember } from '../../harness/open-hub.ts';
import { attachNode } from '../../harness/scripted-node.ts';
import { until } from '../../harness/until.ts';
import { failure, type OpenApi, openApi, way } from './open-api.ts';

// One for all tests of this file.
let api: OpenApi;

beforeAll(async () => {
  api = await openApi();
  const notifications = [{ name: 'ops', webhook: { url: api.receiver.url, secret: 'hook' } }];
  const body = { declaration: { notifications }, isDryRun: false };
  expect(await api.ask(`${apiRoot}/declarations`, { method: 'PUT', body })).toMatchObject({ status: 200 });
});

afterAll(async () => {
  await api[Symbol.asyncDispose]();
});

/** What stands in paths. */
const names = { node: 'fs1', template: 'daily', notification: 'ops', trigger: 'nightly' };

/** What a script sends to each route, in this order. */
const calls: readonly { readonly name: ApiRequest; readonly params?: string; readonly body?: unknown }[] = [
  { name: 'who-am-i' },
  { name: 'list-nodes' },
  { name: 'show-node' },
  { name: 'browse', params: '?path=/srv&limit=5' },
  { name: 'read-log', params: '?limit=5&level=warn&text=away' },
  { name: 'start-transfer', body: { ...way, name: 'reel', options: { verify: true } } },
  {
    name: 'start-fan-out',
    body: { source: way.source, destinations: [way.destination, { ...way.destination, path: '/srv/other' }] },
  },
  { name: 'plan-transfer', body: way },
  { name: 'list-transfers', params: '?filter=active&limit=1' },
  { name: 'show-transfer' },
  { name: 'show-course' },
  { name: 'list-files', params: '?status=failed' },
  { name: 'retry-transfer' },
  { name: 'limit-transfer', body: { bwlimit: 1e6 } },
  { name: 'prioritise-transfer', body: { priority: 'high' } },
  { name: 'reschedule-transfer', body: { startAt: null } },
  { name: 'set-streams', body: { streams: 4 } },
  { name: 'pause-transfer' },
  { name: 'resume-transfer' },
  { name: 'cancel-transfer' },
  { name: 'make-api-key', body: { name: 'ci', role: 'operator', scopes: ['transfer'], lifetimeMs: null } },
  { name: 'list-api-keys' },
  { name: 'invite', body: { kind: 'user', name: 'bob', role: 'viewer' } },
  { name: 'list-members' },
  { name: 'withdraw-token', body: { kind: 'user', name: 'bob' } },
  { name: 'revoke', body: { name: 'leo' } },
  { name: 'audit-witness' },
  { name: 'list-alerts' },
  { name: 'answer-alert', body: { alert: 'transfer/FAILED/ended', wish: { kind: 'acknowledge' } } },
  {
    name: 'apply',
    body: {
      declaration: {
        policies: [],
        connections: [{ name: 'nas', kind: 's3' }],
        templates: [{ name: 'daily', from: 'fs1:/srv/{date}', to: 'fs2:/in' }],
        triggers: [{ name: 'nightly', kind: 'schedule', template: 'daily', cron: '@daily' }],
      },
      isDryRun: false,
    },
  },
  { name: 'list-templates' },
  { name: 'list-triggers' },
  { name: 'keep-template', body: { template: { name: 'new', from: 'fs1:/a', to: 'fs2:/b' } } },
  { name: 'switch-trigger', body: { enabled: false } },
  { name: 'list-connections' },
  { name: 'list-notifications' },
  { name: 'test-notification' },
  { name: 'start-template', body: { set: { date: '2026-11-21' } } },
  {
    name: 'measure-folder',
    body: {
      location: { node: 'nas', path: 'bucket' },
      measure: '11111111-1111-4111-8111-111111111111',
      entries: [],
      isAllBut: true,
    },
  },
  { name: 'check-store', body: { location: { node: 'nas', path: 'bucket' } } },
  { name: 'export' },
  { name: 'sealing-key' },
  { name: 'list-audit', params: '?since=0&offset=1' },
];

test('every route answers with what the link would answer, and none is forgotten here', async () => {
  expect(calls.map(({ name }) => name).sort()).toEqual(Object.keys(routes).sort());
  await enrolMember(api.fleet.hub, { kind: 'user', name: 'leo' });
  // Of a node that is away, so that nobody waits for what it says.
  const id = await api.started({ source: way.destination, destination: way.source });
  // It fails with the node that it is of.
  await enrolMember(api.fleet.hub, { kind: 'node', name: 'gone' });
  const failed = await api.started({ source: { node: 'gone', path: '/a' }, destination: way.destination });
  await api.fleet.admin.request('revoke', { name: 'gone' });
  const named = (body: unknown): unknown => JSON.parse(JSON.stringify(body).replace('FAILED', failed));
  for (const { name, params = '', body } of calls) {
    const { method, path, status } = routes[name];
    const filled = Object.entries({ ...names, transfer: id }).reduce(
      (text, [word, name]) => text.replace(`{${word}}`, name),
      path,
    );
    const answer = await api.ask(`${apiRoot}${filled}${params}`, {
      method,
      ...(body !== undefined && { body: named(body) }),
    });
    expect({ name, status: answer.status, text: answer.text }).toMatchObject({ name, status });
    expect({ name, error: consoleToHub.requests[name].reply.safeParse(answer.json).error }).toEqual({ name });
    expect(answer.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  }
});

test('a transfer starts with the options of the flags, and a page is as long as it was asked to be', async () => {
  const { status, json } = await api.post('/transfers', { ...way, options: { deleteExtras: true } });
  const transfer = Transfer.parse(json);
  expect({ status, transfer }).toMatchObject({
    status: 201,
    transfer: {
      state: { kind: 'queued' },
      options: { deleteExtras: true, checksum: 'blake3' },
      createdBy: 'user:admin',
    },
  });
  await until(() => api.fs1.orders.find(({ id }) => id === transfer.id), { what: 'the order' });
  const { json: page } = await api.ask(`${apiRoot}/transfers?limit=1`);
  expect(page).toMatchObject({ transfers: [{ id: transfer.id }], total: expect.any(Number) });
});

test('the same Idempotency-Key starts one transfer, and one that differs from the body is refused', async () => {
  const headers = { 'idempotency-key': 'nightly-1' };
  const [first, second] = [await api.post('/transfers', way, headers), await api.post('/transfers', way, headers)];
  expect(Transfer.parse(second.json).id).toBe(Transfer.parse(first.json).id);
  const third = await api.post('/transfers', { ...way, key: 'nightly-1' });
  expect(Transfer.parse(third.json).id).toBe(Transfer.parse(first.json).id);
  const torn = await api.post('/transfers', { ...way, key: 'nightly-2' }, headers);
  expect(torn).toMatchObject({ status: 400, json: failure('request-invalid') });
});

test('what has ended can be steered no more: 409', async () => {
  const id = await api.started();
  const { id: ordered } = await until(() => api.fs1.orders.find((order) => order.id === id), { what: 'the order' });
  await api.fs1.report(1, ordered, { kind: 'state', state: { kind: 'cancelled' } });
  await expect(api.post(`/transfers/${id}/pause`)).resolves.toMatchObject({
    status: 409,
    json: failure('not-possible-now'),
  });
});

test('a role is refused over HTTP what it is refused over the link, and the trail says so', async () => {
  const { identity } = await enrolMember(api.fleet.hub, { kind: 'user', name: 'vic', role: 'viewer' });
  const vic = httpClient(api.fleet.hub.address, identity);
  await expect(vic(`${apiRoot}/nodes`)).resolves.toMatchObject({ status: 200 });
  await expect(vic(`${apiRoot}/transfers`, { method: 'POST', body: way })).resolves.toMatchObject({
    status: 403,
    json: failure('refused'),
  });
  const { entries } = await api.fleet.admin.request('list-audit', { offset: 0, limit: 1000 });
  expect(entries.at(-1)).toMatchObject({ who: 'user:vic', action: 'start-transfer', result: 'denied' });
});

test('a node has no business with the HTTP API', async () => {
  const node = httpClient(api.fleet.hub.address, api.fleet.fs2.identity);
  await expect(node(`${apiRoot}/transfers`)).resolves.toMatchObject({ status: 403, json: failure('refused') });
});

test.each(['/api/v1/transfers', '/api/v1/openapi.json', '/api/v1/nothing', '/'])(
  'without a certificate %s answers 401 and says what is missing',
  async (path) => {
    const stranger = httpClient(api.fleet.hub.address, { ca: api.fleet.hub.admin.identity.ca });
    await expect(stranger(path)).resolves.toMatchObject({ status: 401, json: failure('refused') });
  },
);

test('who asks for a plan and leaves does not keep the node looking', async () => {
  const stopped = Promise.withResolvers<void>();
  const asked = Promise.withResolvers<void>();
  const enrolled = await enrolMember(api.fleet.hub, { kind: 'node', name: 'slow' });
  await using _node = await attachNode({
    hub: api.fleet.hub.address,
    enrolled,
    requests: {
      'make-plan': async () => {
        asked.resolve();
        return await new Promise<never>(() => undefined);
      },
      'stop-plan': async () => {
        stopped.resolve();
        return {};
      },
    },
  });
  const leaving = new AbortController();
  const body = { source: { node: 'slow', path: '/in' }, destination: { node: 'fs2', path: '/out' } };
  const answer = api.ask(`${apiRoot}/plans`, { method: 'POST', body, signal: leaving.signal });
  answer.catch(() => undefined);
  await asked.promise;
  leaving.abort();
  await stopped.promise;
});

test('requests follow each other on one connection, also after one that was refused', async () => {
  const { hostname, port } = new URL(`https://${api.fleet.hub.address}`);
  const { key, certificate: cert, ca } = api.fleet.hub.admin.identity;
  const socket = connect({ host: hostname, port: Number(port), key, cert, ca, servername: '' });
  let said = '';
  socket.on('data', (chunk) => {
    said += String(chunk);
  });
  const head = (path: string) => `GET ${path} HTTP/1.1\r\nHost: hub\r\n\r\n`;
  socket.write(head('/api/v1/nothing') + head('/api/v1/me'));
  await until(() => said.includes('"role":"admin"'), { what: 'both answers' });
  expect(said.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200']);
  socket.destroy();
});

test('the document is valid OpenAPI and describes every route', async () => {
  const { json } = await api.ask(`${apiRoot}/openapi.json`);
  const document = json as {
    paths: Record<string, Record<string, { operationId: string }>>;
  };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(routes).sort());
  await expect(new Validator().validate(structuredClone(document))).resolves.toEqual({ valid: true });
});

test('docs/api.md names every route', () => {
  const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
  const missing = Object.values(routes).filter(({ method, path }) => !page.includes(`\`${method} ${path}`));
  expect(missing.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('a client that leaves in the middle of its body disturbs nobody', async () => {
  const { hostname, port } = new URL(`https://${api.fleet.hub.address}`);
  const { key, certificate: cert, ca } = api.fleet.hub.admin.identity;
  const socket = connect({ host: hostname, port: Number(port), key, cert, ca, servername: '' });
  const head =
    'POST /api/v1/transfers HTTP/1.1\r\nHost: hub\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n';
  await new Promise<void>((resolve) => socket.write(`${head}{"source"`, () => resolve()));
  socket.destroy();
  await expect(api.ask(`${apiRoot}/me`)).resolves.toMatchObject({ status: 200 });
});
