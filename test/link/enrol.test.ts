import { once } from 'node:events';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeIdentity, openAuthority } from '../../hub/access/authority.ts';
import { enrol } from '../../src/link/enrol.ts';
import { hubUri, nodeUri, secureContext } from '../../src/link/identity.ts';
import { formatJoinToken, parseJoinToken } from '../../src/model/join-token.ts';
import { attachUser, openTestHub } from '../harness/open-hub.ts';
import { tempFolder } from '../harness/temp-folder.ts';

const signal = new AbortController().signal;
const secret = 's'.repeat(43);

/** An HTTPS server that notes what it is sent. */
async function listener({ uri, withAuthority, folder }: { uri: string; withAuthority: boolean; folder: string }) {
  const authority = await openAuthority(join(folder, 'authority.json'), Date.now());
  const identity = await makeIdentity(authority, uri, Date.now());
  const received: string[] = [];
  const server = createServer(
    { ...secureContext(identity), cert: identity.certificate + (withAuthority ? identity.ca : '') },
    (request, response) => {
      request.on('data', (chunk: Buffer) => received.push(String(chunk)));
      request.on('end', () => response.writeHead(200).end('{}'));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return {
    received,
    hub: `127.0.0.1:${port}`,
    ca: authority.fingerprint,
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('a server that does not show the authority of the token is told nothing', async () => {
  await using folder = await tempFolder();
  using server = await listener({ uri: hubUri, withAuthority: true, folder: folder.path });
  const token = formatJoinToken({ hub: server.hub, ca: 'f'.repeat(64), secret, kind: 'node', name: 'fs1' });
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({ code: 'refused' });
  expect(server.received).toEqual([]);
});

test('a node of the same hub that poses as the hub is told nothing', async () => {
  await using folder = await tempFolder();
  using server = await listener({ uri: nodeUri('fs9'), withAuthority: true, folder: folder.path });
  const token = formatJoinToken({ hub: server.hub, ca: server.ca, secret, kind: 'node', name: 'fs1' });
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({ code: 'refused' });
  expect(server.received).toEqual([]);
});

test('a server that shows the authority without a certificate signed by it is told nothing', async () => {
  await using ours = await tempFolder();
  await using theirs = await tempFolder();
  const authority = await openAuthority(join(ours.path, 'authority.json'), Date.now());
  const impostor = await makeIdentity(
    await openAuthority(join(theirs.path, 'authority.json'), Date.now()),
    hubUri,
    Date.now(),
  );
  const received: string[] = [];
  const server = createServer(
    { ...secureContext(impostor), cert: impostor.certificate + authority.certificate },
    (request) => {
      request.on('data', (chunk: Buffer) => received.push(String(chunk)));
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const token = formatJoinToken({
    hub: `127.0.0.1:${port}`,
    ca: authority.fingerprint,
    secret,
    kind: 'node',
    name: 'fs1',
  });
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({
    code: expect.stringMatching('refused|hub-unreachable'),
  });
  expect(received).toEqual([]);
  server.close();
  server.closeAllConnections();
});

test('a token for a user does not enrol a node, and one for fs1 does not enrol fs2', async () => {
  const token = (kind: 'node' | 'user') =>
    formatJoinToken({ hub: '127.0.0.1:1', ca: 'f'.repeat(64), secret, kind, name: 'fs1' });
  await expect(enrol({ token: token('user'), kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({
    code: 'token-invalid',
  });
  await expect(enrol({ token: token('node'), kind: 'node', name: 'fs2', signal })).rejects.toMatchObject({
    code: 'token-invalid',
  });
});

test('a hub that does not answer is unreachable, and an aborted signal ends the attempt with its reason', async () => {
  const token = formatJoinToken({ hub: '127.0.0.1:1', ca: 'f'.repeat(64), secret, kind: 'node', name: 'fs1' });
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal })).rejects.toMatchObject({ code: 'hub-unreachable' });
  const reason = new Error('stop');
  await expect(enrol({ token, kind: 'node', name: 'fs1', signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test('who has enrolled has a key that never left and a certificate in its name', async () => {
  await using folder = await tempFolder();
  await using hub = await openTestHub(folder.path);
  await using admin = await attachUser(hub.address, hub.admin.identity);
  const { token } = await admin.request('invite', { kind: 'user', name: 'ana', role: 'operator' });
  expect(parseJoinToken(token)).toMatchObject({ hub: hub.address, kind: 'user', name: 'ana' });
  const enrolled = await enrol({ token, kind: 'user', name: undefined, signal });
  expect(enrolled).toMatchObject({ name: 'ana', hub: hub.address, grantKey: expect.stringContaining('PUBLIC KEY') });
  await using ana = await attachUser(hub.address, enrolled.identity);
  await expect(ana.request('who-am-i', {})).resolves.toMatchObject({ name: 'ana', role: 'operator' });
});
