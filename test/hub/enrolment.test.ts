import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { makeIdentity, openAuthority } from '../../hub/access/authority.ts';
import { dial } from '../../src/link/dial.ts';
import { enrol } from '../../src/link/enrol.ts';
import { userUri } from '../../src/link/identity.ts';
import { makeKeyRequest } from '../../src/link/key-request.ts';
import { formatJoinToken, parseJoinToken } from '../../src/model/join-token.ts';
import { consoleToHub, hubToConsole } from '../../src/protocol/console-link.ts';
import { maxEnrolmentBytes } from '../../src/protocol/enrolment.ts';
import { attachUser, enrolMember, type OpenedHub, openTestHub } from '../harness/open-hub.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const signal = new AbortController().signal;

async function invited(hub: OpenedHub, name: string): Promise<string> {
  await using admin = await attachUser(hub.address, hub.admin.identity);
  return (await admin.request('invite', { kind: 'node', name })).token;
}

async function post(hub: OpenedHub, path: string, body: string) {
  const { promise, resolve, reject } = Promise.withResolvers<{
    status: number | undefined;
    headers: IncomingHttpHeaders;
    body: string;
  }>();
  const [host, port] = hub.address.split(':');
  request({ host, port, path, method: 'POST', rejectUnauthorized: false, agent: false }, async (response) => {
    resolve({ status: response.statusCode, headers: response.headers, body: await text(response) });
  })
    .on('error', reject)
    .end(body);
  return await promise;
}

test('a join token works once', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const token = await invited(hub, 'fs1');
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).resolves.toMatchObject({ name: 'fs1' });
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({ code: 'token-used' });
});

test('of ten who use the same token at the same time, one gets in', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const token = await invited(hub, 'fs1');
  const attempts = await Promise.allSettled(
    Array.from({ length: 10 }, () => enrol({ token, kind: 'node', name: 'fs1', signal })),
  );
  expect(attempts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const codes = attempts.flatMap((attempt) => (attempt.status === 'rejected' ? [attempt.reason.code] : []));
  expect(new Set(codes)).toEqual(new Set(['token-used']));
});

test('a join token expires after an hour, also across a restart of the hub', async () => {
  await using folder = await tempFolder();
  let now = Date.now() - 3_600_001;
  const clock = { now: () => now, sleep: async () => undefined };
  let token: string;
  {
    await using hub = await openTestHub(folder.path, { clock });
    token = await invited(hub, 'fs1');
  }
  now = Date.now();
  await using hub = await openTestHub(folder.path, { clock });
  const moved = formatJoinToken({ ...parseJoinToken(token), hub: hub.address });
  await expect(enrol({ token: moved, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({
    code: 'token-expired',
  });
});

test('a token with a secret that the hub did not make is not valid, and neither is one with its name changed', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const token = parseJoinToken(await invited(hub, 'fs1'));
  const forged = formatJoinToken({ ...token, secret: 'x'.repeat(43) });
  await expect(enrol({ token: forged, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({
    code: 'token-invalid',
  });
  const renamed = formatJoinToken({ ...token, name: 'fs2' });
  await expect(enrol({ token: renamed, kind: 'node', name: 'fs2', signal })).rejects.toMatchObject({
    code: 'token-invalid',
  });
});

test('a token for a node cannot be turned into one for a user', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const token = parseJoinToken(await invited(hub, 'fs1'));
  const { identity } = await enrol({
    token: formatJoinToken({ ...token, kind: 'user' }),
    kind: 'user',
    name: 'fs1',
    signal,
  });
  // It got the certificate of the node that the token was made for.
  await expect(attachUser(hub.address, identity).then((peer) => peer.request('list-nodes', {}))).rejects.toMatchObject({
    code: 'version-mismatch',
  });
});

test('a name that is enrolled is taken, for the invitation and for an older token', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const [first, second] = [await invited(hub, 'fs1'), await invited(hub, 'fs1')];
  await enrol({ token: first, kind: 'node', name: 'fs1', signal });
  await expect(enrol({ token: second, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({
    code: 'name-taken',
  });
  await expect(invited(hub, 'fs1')).rejects.toMatchObject({ code: 'name-taken' });
});

test.each([
  { note: 'no JSON', body: 'x' },
  { note: 'a request without its fields', body: '{}' },
  { note: 'more than the bound', body: 'x'.repeat(maxEnrolmentBytes + 1) },
])('a body with $note is refused as a bad message', async ({ body }) => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const { status, body: answer } = await post(hub, '/enrol', body);
  expect(status).toBe(403);
  expect(JSON.parse(answer)).toMatchObject({ code: 'bad-message' });
});

test('a certificate request that is not signed by its key gets no certificate and leaves the token unused', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const token = await invited(hub, 'fs1');
  const { csr } = await makeKeyRequest('fs1');
  const der = Buffer.from(csr.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  der[der.length - 1] = (der.at(-1) ?? 0) ^ 1;
  const broken = `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----`;
  const { status } = await post(
    hub,
    '/enrol',
    JSON.stringify({ secret: parseJoinToken(token).secret, name: 'fs1', csr: broken }),
  );
  expect(status).toBe(403);
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).resolves.toMatchObject({ name: 'fs1' });
});

test('who has no certificate of this hub gets no link', async () => {
  await using ours = await tempFolder();
  await using theirs = await tempFolder();
  await using hub = await openTestHub(ours.path);
  await using other = await openTestHub(theirs.path);
  const stranger = { ...other.admin.identity, ca: hub.admin.identity.ca };
  await expect(attachUser(hub.address, stranger)).rejects.toMatchObject({ code: 'refused' });
});

test('a certificate that the authority signed and the hub did not issue opens nothing', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const authority = await openAuthority(join(folder.path, 'hub', 'authority.json'), Date.now());
  const { key, certificate, ca } = await makeIdentity(authority, userUri('admin'), Date.now());
  await expect(attachUser(hub.address, { key, certificate, ca })).rejects.toMatchObject({ code: 'refused' });
});

test('a console does not take another hub for its own', async () => {
  await using ours = await tempFolder();
  await using theirs = await tempFolder();
  await using hub = await openTestHub(ours.path);
  await using other = await openTestHub(theirs.path);
  const attempt = dial({
    address: other.address,
    identity: hub.admin.identity,
    ours: hubToConsole,
    theirs: consoleToHub,
    handlers: { requests: {}, notices: { update: () => undefined } },
    program: 'test',
    signal,
  });
  await expect(attempt).rejects.toMatchObject({ code: expect.stringMatching('hub-unreachable|refused') });
});

test.each([
  { path: '/healthz', status: 200 },
  { path: '/', status: 401 },
  { path: '/metrics', status: 401 },
  { path: '/api/v1/transfers', status: 401 },
  { path: '/ws', status: 401 },
])('without a certificate $path answers $status', async ({ path, status }) => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await expect(post(hub, path, '')).resolves.toMatchObject({ status });
});

test('what was enrolled is still known after a restart of the hub', async () => {
  await using folder = await tempFolder();
  let identity: Awaited<ReturnType<typeof enrolMember>>['identity'];
  {
    await using hub = await openTestHub(folder.path);
    ({ identity } = await enrolMember(hub, { kind: 'user', name: 'ana', role: 'viewer' }));
  }
  await using hub = await openTestHub(folder.path);
  await using ana = await attachUser(hub.address, identity);
  await expect(ana.request('who-am-i', {})).resolves.toMatchObject({ name: 'ana', role: 'viewer' });
});

test.each(['node', 'user'] as const)(
  'a %s cannot take a name that differs from another only in its case',
  async (kind) => {
    await using folder = await tempFolder();
    await using hub = await openTestHub(folder.path);
    await enrolMember(hub, { kind, name: 'fs1' });
    await expect(enrolMember(hub, { kind, name: 'FS1' })).rejects.toMatchObject({ code: 'name-taken' });
  },
);

test('a stranger without a token leaves no row in the audit trail, whoever misuses one does', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const trail = async () => (await admin.request('list-audit', { offset: 0, limit: 10 })).entries;
  const { token } = await admin.request('invite', { kind: 'node', name: 'fs1' });
  const before = (await trail()).length;
  const { signal } = new AbortController();
  const forged = formatJoinToken({ ...parseJoinToken(token), secret: 'x'.repeat(43) });
  await expect(enrol({ token: forged, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({
    code: 'token-invalid',
  });
  expect(await trail()).toHaveLength(before);
  const other = formatJoinToken({ ...parseJoinToken(token), name: 'fs2' });
  await expect(enrol({ token: other, kind: 'node', name: 'fs2', signal })).rejects.toMatchObject({
    code: 'token-invalid',
  });
  expect((await trail()).at(-1)).toMatchObject({ action: 'token.use', object: 'fs2', result: 'denied' });
});

test('who fails to join again and again is slowed, told for how long, and others are not', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  const token = await invited(hub, 'fs1');
  const answers = [];
  for (let attempt = 0; attempt < 25; attempt += 1) answers.push(await post(hub, '/enrol', '{}'));
  expect(answers.slice(0, 20).every(({ status }) => status === 403)).toBe(true);
  expect(answers.at(-1)).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^[1-5]$/) } });
  expect(JSON.parse(answers.at(-1)?.body ?? '')).toMatchObject({ code: 'too-many-requests' });
  // A good token is no guess.
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).resolves.toMatchObject({ name: 'fs1' });
});
