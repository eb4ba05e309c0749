/** A remote of the node's own configuration: here a bucket of S3, whose server says the MD5 of what it has. */
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../../../node/stores/open-store.ts';
import { remoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import type { NewFile } from '../../../../node/stores/store.ts';
import { temporaryFolder } from '../../../engine/temporary-folder.ts';
import { makeTree } from '../../../engine/tree.ts';
import { withServer } from '../../../harness/real-server.ts';
import { s3Server } from '../s3-server.ts';
import { storeRun } from '../store-run.ts';
import { cagedStore } from './caged-store.ts';
import { testDaemon } from './lone-daemon.ts';

const never = new AbortController().signal;

function newFile(path: string, content: string): NewFile {
  const pieces = (async function* () {
    yield Buffer.from(content);
  })();
  return { path, size: content.length, mtimeNs: 0n, pieces, take: async (most) => most, signal: never };
}

async function bucketOfNode() {
  await using parts = new AsyncDisposableStack();
  const place = parts.use(temporaryFolder());
  const { endpoint } = parts.use(await s3Server());
  const between = parts.use(await corrupting(endpoint));
  mkdirSync(join(place.path, 'rclone'));
  const config = join(place.path, 'rclone', 'rclone.conf');
  const lines = ['[own]', 'type = s3', 'provider = Other', 'access_key_id = test', 'secret_access_key = test-secret'];
  writeFileSync(config, [...lines, `endpoint = ${between.endpoint}`, 'region = us-east-1', ''].join('\n'));
  const running = parts.move();
  return {
    options: remoteOptions.rclone({ remote: 'own' }),
    top: 'studio-bucket',
    config,
    env: { ...process.env, XDG_CONFIG_HOME: place.path, HOME: place.path },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Hands on what it gets, but for one word. */
async function corrupting(endpoint: string) {
  const server = createServer(async (incoming, response) => {
    const body = Buffer.concat(await Array.fromAsync(incoming as AsyncIterable<Buffer>));
    const text = body.toString('latin1').replace('whole', 'wrong');
    const asking = request(endpoint + incoming.url, { method: incoming.method, headers: incoming.headers });
    asking.end(text, 'latin1');
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

withServer('rclone', ['rclone', 'setpriv'], () => {
  const caged = cagedStore(bucketOfNode, ({ env }) => testDaemon(env, true));

  test('files go to a remote of the node and come back, and its configuration stays what it was', async () => {
    const before = readFileSync(caged().server.config, 'utf8');
    const place = await caged().place();
    await using store = await openStore(place.setting('in'));
    await store.write(newFile('a/b', 'content'));
    expect((await Array.fromAsync(store.list('a', never))).flat()).toMatchObject([{ name: 'b', size: 7 }]);
    const seen = await store.look('a/b', never);
    if (seen === undefined) throw new Error('it is not there');
    const read = await Array.fromAsync(await store.read('a/b', seen, { from: 0, length: 7 }, never));
    expect(Buffer.concat(read).toString()).toBe('content');
    expect(readFileSync(caged().server.config, 'utf8')).toBe(before);
  });

  test('what came to a store that tells the MD5 of it is compared with what was sent', async () => {
    const place = await caged().place();
    await using store = await openStore(place.setting());
    await expect(store.write(newFile('f', 'the whole file'))).rejects.toMatchObject({ code: 'digest-mismatch' });
    expect(await store.look('f', never)).toBeUndefined();
  });

  test('what is read back and differs does not stay, because the next run would take it for what was sent', async () => {
    using here = temporaryFolder();
    makeTree(here.at('source'), { f: 'the whole file', g: 'all of it' });
    const there = (await caged().place()).setting('', { hasMd5: false });
    const up = { from: here.at('source'), to: there, backlog: here.at('up'), verify: true, retries: 0 };
    expect((await storeRun(up)).failed.files).toBe(1);
    await using store = await openStore(there);
    expect((await Array.fromAsync(store.list('', never))).flat().map(({ name }) => name)).toEqual(['g']);
  });

  test('a remote that the node does not have, and a bucket that the store does not have, are named', async () => {
    await expect(caged().prepare(remoteOptions.rclone({ remote: 'other' }))).rejects.toMatchObject({
      code: 'store-failed',
      message: 'the configuration of rclone on this node has no remote other',
    });
    const place = await caged().place();
    await using store = await openStore({ ...place.setting(), root: 'no-such-bucket' });
    await expect(Array.fromAsync(store.list('', never))).rejects.toMatchObject({ code: 'store-unknown' });
  });
});
