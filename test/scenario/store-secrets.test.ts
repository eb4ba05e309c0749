/** Nobody but the nodes that use them learns what opens stores: not the hub, no file, no log, no list of processes. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree } from '../engine/tree.ts';
import { filesBelow, formsOf, hasAny, isInMemory, shownByProcesses } from '../harness/leak-search.ts';
import { withServer } from '../harness/real-server.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { s3Server } from '../node/stores/s3-server.ts';
import { sftpPrograms, sftpServer } from '../node/stores/sftp-server.ts';

/** In each of them; as in keys of AWS there are characters that are written in other ways in addresses. */
const sentinel = 'known/to+nodes-only-7c1e';

async function refusingServer() {
  const server = createServer((_request, response) => {
    response.writeHead(403, { 'content-type': 'application/xml' });
    response.end('<Error><Code>SignatureDoesNotMatch</Code><Message>the signature does not match</Message></Error>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

withServer('SFTP', sftpPrograms, () => {
  test('what opens a bucket or a server is nowhere but in the nodes, also when it is refused', async () => {
    using place = temporaryFolder();
    await using sftp = await sftpServer();
    await using s3 = await s3Server();
    await using refusing = await refusingServer();
    const root = sftp.root.at('in');
    await using fleet = await RunningFleet.start({
      folder: place.path,
      nodes: ['fs1'],
      nodeFlags: [
        ...['--store', `${s3.endpoint}/studio-bucket`, '--store', `${refusing.endpoint}/bucket`],
        ...['--store', `sftp://127.0.0.1:${sftp.port}${root}`, '--log-level', 'debug'],
      ],
    });
    const files = fleet.root('fs1');
    makeTree(files, { 'reel/one': 'first', 'reel/sub/two': 'second' });

    using secrets = temporaryFolder();
    const key = secrets.at('key');
    writeFileSync(key, sftp.privateKey, { mode: 0o600 });
    const passphrase = `${sentinel} of the key`;
    execFileSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', key]);
    const privateKey = readFileSync(key, 'utf8');
    const { port, user, hostKeys } = sftp.setting();
    const server = { kind: 'sftp', host: '127.0.0.1', port, user, hostKeys };
    const accessKeyId = 'AKIAEXAMPLE';
    const declared = {
      connections: [
        { name: 'prod-s3', kind: 's3', endpoint: s3.endpoint, pathStyle: true, credential: 'keys' },
        { name: 'other-s3', kind: 's3', endpoint: refusing.endpoint, pathStyle: true, credential: 'wrong-keys' },
        { name: 'nas', ...server, credential: 'login' },
        { name: 'other-nas', ...server, credential: 'wrong-login' },
      ],
      credentials: [
        {
          name: 'keys',
          nodes: ['fs1'],
          secret: { accessKeyId, secretAccessKey: `${sentinel}0`, sessionToken: `${sentinel}1` },
        },
        { name: 'wrong-keys', nodes: ['fs1'], secret: { accessKeyId, secretAccessKey: `${sentinel}2` } },
        { name: 'login', nodes: ['fs1'], secret: { privateKey, passphrase } },
        { name: 'wrong-login', nodes: ['fs1'], secret: { password: `${sentinel}3` } },
      ],
    };
    const file = secrets.at('stores.yaml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(declared));

    const [, ofKey = ''] = privateKey.split('\n');
    const forms = [...formsOf(sentinel), Buffer.from(ofKey)];
    expect(hasAny(readFileSync(file), forms)).toBe(true);
    const ends = async (code: number, ...action: string[]): Promise<string> => {
      const end = await fleet.hub(...action);
      expect([action.join(' '), end.code, end.stderr]).toEqual([action.join(' '), code, expect.any(String)]);
      expect(hasAny(end.stdout + end.stderr, forms), `told by ${action.join(' ')}`).toBe(false);
      expect(hasAny(shownByProcesses(), forms), 'in the list of processes').toBe(false);
      return end.stdout + end.stderr;
    };
    const moves = (code: number, from: string, to: string): Promise<string> =>
      ends(code, '--from', from, '--to', to, '--wait');
    await ends(0, '--apply', file);
    await moves(0, `fs1:${files}/reel`, 'prod-s3:studio-bucket/reel');
    await moves(0, 'prod-s3:studio-bucket/reel', `fs1:${files}/from-s3`);
    await moves(0, `fs1:${files}/reel`, `nas:${root}/reel`);
    await moves(0, `nas:${root}/reel`, `fs1:${files}/from-nas`);
    expect(readFileSync(`${files}/from-nas/sub/two`, 'utf8')).toBe('second');
    expect(await moves(3, `fs1:${files}/reel`, 'other-s3:bucket/reel')).toContain('SignatureDoesNotMatch');
    expect(await moves(3, `fs1:${files}/reel`, `other-nas:${root}/reel`)).toContain('with this password');
    await ends(3, '--check', 'other-s3:bucket/reel');
    await ends(0, '--logs', 'fs1');
    await ends(0, '--export');
    await ends(0, '--show', 'T-1', '--json');
    expect(hasAny(fleet.process('hub').said + fleet.process('fs1').said, forms), 'on standard error').toBe(false);
    expect(filesBelow(place.path).filter((path) => hasAny(readFileSync(path), forms))).toEqual([]);
    const { pid } = fleet.process('hub');
    expect(isInMemory(pid, [Buffer.from('other-nas')]), 'its memory can be searched').toBe(true);
    expect(isInMemory(pid, forms), 'in the memory of the hub').toBe(false);
    rmSync(file);
  });
});
