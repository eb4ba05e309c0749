/** Files between nodes and a share of Windows, as an operator makes them move: declared in a file, started with flags. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../engine/temporary-folder.ts';
import { makeTree, readTree } from '../engine/tree.ts';
import { filesBelow } from '../harness/leak-search.ts';
import { withServer } from '../harness/real-server.ts';
import { RunningFleet } from '../harness/running-fleet.ts';
import { smbPassword, smbPrograms, smbServer } from '../node/stores/rclone/smb-server.ts';

withServer('SMB', smbPrograms, () => {
  test('a tree goes from a node to a share and on to another node, only where the nodes allow it, and no secret is told', async () => {
    // One that is found wherever it is written, and no other word.
    const secret = `${smbPassword}-6d1f0c`;
    using place = temporaryFolder();
    await using server = await smbServer();
    const { port, user, share } = server;
    await using fleet = await RunningFleet.start({
      folder: place.path,
      nodes: ['fs1', 'fs2'],
      nodeFlags: ['--store', `smb://127.0.0.1:${port}/data/in`, '--log-level', 'debug'],
    });
    makeTree(fleet.root('fs1'), { 'reel/one': 'first', 'reel/sub/two': 'second' });
    const file = place.at('stores.yaml');
    const declare = async (password: string): Promise<void> => {
      const connections = [{ name: 'filer', kind: 'smb', host: '127.0.0.1', port, user, credential: 'filer-login' }];
      const credentials = [{ name: 'filer-login', nodes: ['fs1', 'fs2'], secret: { password } }];
      // JSON is YAML.
      writeFileSync(file, JSON.stringify({ connections, credentials }));
      expect(await fleet.hub('--apply', file)).toMatchObject({ code: 0 });
    };
    const up = ['--from', `fs1:${fleet.root('fs1')}/reel`, '--to', 'filer:/data/in/reel', '--wait'];

    await declare(secret);
    expect(await fleet.hub(...up)).toMatchObject({ code: 3, stderr: expect.stringContaining('attempted logon') });

    await declare(smbPassword);
    expect(await fleet.hub(...up)).toMatchObject({ code: 0 });
    expect(readFileSync(share.at('in/reel/sub/two'), 'utf8')).toBe('second');
    expect(await fleet.hub('--check', 'filer:/data/in/reel')).toMatchObject({ code: 0 });
    const down = ['--from', 'filer:/data/in/reel', '--to', `fs2:${fleet.root('fs2')}/reel`, '--wait'];
    expect(await fleet.hub(...down)).toMatchObject({ code: 0 });
    expect(Object.keys(readTree(`${fleet.root('fs2')}/reel`))).toEqual(['one', 'sub', 'sub/two']);

    const elsewhere = ['--from', `fs1:${fleet.root('fs1')}`, '--to', 'filer:/data/out', '--wait'];
    expect(await fleet.hub(...elsewhere)).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(/is not in a --store that fs1 was started with/),
    });
    expect(readdirSync(share.path)).toEqual(['in']);

    const written = filesBelow(place.path).filter((path) => path !== file);
    expect(written.filter((path) => readFileSync(path).includes(secret))).toEqual([]);
    const { stdout: said } = await fleet.hub('--logs', 'fs1');
    expect(said).toContain('rclone runs');
    expect(said).not.toContain(secret);
  });
});
