/** Files between nodes and an SFTP server, as an operator makes them move: declared in a file, started with flags. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree, readTree } from '../engine/tree.ts';
import { withServer } from '../harness/real-server.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { sftpPrograms, sftpServer } from '../node/stores/sftp-server.ts';

withServer('SFTP', sftpPrograms, () => {
  test('a tree goes from a node to a server and on to another node, only where the nodes allow it, and no secret is told', async () => {
    using place = temporaryFolder();
    await using server = await sftpServer();
    const allowed = server.root.at('in');
    mkdirSync(server.root.at('out'));
    await using fleet = await RunningFleet.start({
      folder: place.path,
      nodes: ['fs1', 'fs2'],
      nodeFlags: ['--store', `sftp://127.0.0.1:${server.port}${allowed}`],
    });
    makeTree(fleet.root('fs1'), { 'reel/one': 'first', 'reel/sub/two': 'second' });
    const file = place.at('stores.yaml');
    const { port, user, hostKeys } = server.setting();
    const declared = {
      connections: [{ name: 'nas', kind: 'sftp', host: '127.0.0.1', port, user, hostKeys, credential: 'nas-login' }],
      credentials: [{ name: 'nas-login', nodes: ['fs1', 'fs2'], secret: { privateKey: server.privateKey } }],
    };
    // JSON is YAML.
    writeFileSync(file, JSON.stringify(declared));
    expect(await fleet.hub('--apply', file)).toMatchObject({
      code: 0,
      stdout: 'credential nas-login added\nconnection nas added\n',
    });

    const up = ['--from', `fs1:${fleet.root('fs1')}/reel`, '--to', `nas:${allowed}/reel`, '--wait'];
    expect(await fleet.hub(...up)).toMatchObject({ code: 0 });
    expect(readFileSync(server.root.at('in/reel/sub/two'), 'utf8')).toBe('second');
    const down = ['--from', `nas:${allowed}/reel`, '--to', `fs2:${fleet.root('fs2')}/reel`, '--wait'];
    expect(await fleet.hub(...down)).toMatchObject({ code: 0 });
    expect(Object.keys(readTree(`${fleet.root('fs2')}/reel`))).toEqual(['one', 'sub', 'sub/two']);

    const elsewhere = ['--from', `fs1:${fleet.root('fs1')}`, '--to', `nas:${server.root.at('out')}`, '--wait'];
    expect(await fleet.hub(...elsewhere)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/is not in a --store that fs1 was started with/),
    });
    expect(readdirSync(server.root.at('out'))).toEqual([]);

    const [, secretLine = ''] = server.privateKey.split('\n');
    expect((await fleet.hub('--export')).stdout).not.toContain(secretLine);
    const nobody = { ...declared, connections: declared.connections.map(({ credential: _, ...rest }) => rest) };
    writeFileSync(file, JSON.stringify(nobody));
    expect(await fleet.hub('--apply', file)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('a connection of kind sftp has a credential'),
    });
  });
});
