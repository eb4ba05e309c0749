/** What goes wrong between a node, rclone and a server of Windows shares, by the name that an operator reads. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openStore } from '../../../../node/stores/open-store.ts';
import { remoteOptions } from '../../../../node/stores/rclone/remote-options.ts';
import type { NewFile, Store } from '../../../../node/stores/store.ts';
import { Fault } from '../../../../src/runtime/fault.ts';
import { withServer } from '../../../harness/real-server.ts';
import { cagedStore } from './caged-store.ts';
import { smbPassword, smbPrograms, smbServer } from './smb-server.ts';

const never = new AbortController().signal;
const second = 1_000_000_000n;

function newFile(path: string, content: string, more: Partial<NewFile> = {}): NewFile {
  const pieces = (async function* () {
    yield Buffer.from(content);
  })();
  const size = Buffer.byteLength(content);
  return { path, size, mtimeNs: 0n, pieces, take: async (most) => most, signal: never, ...more };
}

const listed = async (store: Store, folder: string) =>
  (await Array.fromAsync(store.list(folder, never))).flat().map(({ name }) => name);

withServer('SMB', smbPrograms, () => {
  const caged = cagedStore(smbServer);

  test('a wrong password, a share that is not there and a server that is not there have names, and no message has the secret', async () => {
    const { server, prepare } = caged();
    const { port, user } = server;
    const host = '127.0.0.1';
    const wrong = await prepare(remoteOptions.smb({ host, port, user }, { password: 'not-the-password' }));
    await using refused = await openStore({ ...wrong, root: 'data/x' });
    const why = await listed(refused, '').catch((thrown: unknown) => thrown);
    expect(why).toMatchObject({ code: 'store-refused', isRetryable: false });
    expect(JSON.stringify([(why as Fault).message, String((why as Fault).cause)])).not.toContain('not-the-password');

    await using unknown = await openStore({ ...(await prepare(server.options)), root: 'nothing/x' });
    await expect(listed(unknown, '')).rejects.toMatchObject({ code: 'store-unknown' });

    const nobody = await prepare(remoteOptions.smb({ host, port: 1, user }, { password: smbPassword }));
    await using away = await openStore({ ...nobody, root: 'data/x' });
    await expect(listed(away, '')).rejects.toMatchObject({ code: 'store-unreachable', isRetryable: true });
  });

  test('what may not be written, a folder in the place of a file and a file in the place of a folder have names', async () => {
    const { server, prepare } = caged();
    await using shown = await openStore({ ...(await prepare(server.options)), root: 'shown/x' });
    await expect(shown.write(newFile('f', 'x'))).rejects.toMatchObject({ code: 'permission-denied' });
    const place = await caged().place();
    await using store = await openStore(place.setting());
    await store.makeFolder('folder/below', never);
    await store.write(newFile('file', 'x'));
    await expect(store.write(newFile('folder', 'x'))).rejects.toMatchObject({ code: 'is-a-directory' });
    await expect(store.write(newFile('file/x', 'x'))).rejects.toMatchObject({ code: 'not-a-directory' });
    await expect(store.write(newFile('x'.repeat(300), 'x'))).rejects.toMatchObject({ code: 'name-unsupported' });
    await expect(store.write(newFile('a\\b', 'x'))).rejects.toMatchObject({ code: 'name-unsupported' });
    await expect(store.remove('folder', 'folder', never)).rejects.toMatchObject({ code: 'not-empty' });
    expect((await listed(store, '')).toSorted()).toEqual(['file', 'folder']);
  });

  test('a file takes the place of one that looks like it, and the old one is not taken for the new', async () => {
    const place = await caged().place();
    const { share } = caged().server;
    const folder = share.at(place.root.replace('data/', ''));
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    writeFileSync(`${folder}/f`, 'old');
    utimesSync(`${folder}/f`, 1_700_000_000, 1_700_000_000);
    await using store = await openStore(place.setting());
    await store.write(newFile('f', 'new', { mtimeNs: 1_700_000_000n * second }));
    expect(readFileSync(`${folder}/f`, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['f']);
  });

  test('a file directly in a share leaves no odd folder beside it, and none is shown', async () => {
    const { server, prepare } = caged();
    const store = await openStore({ ...(await prepare(server.options)), root: 'data' });
    await store.write(newFile('at-the-top', 'x'));
    expect((await listed(store, '')).filter((name) => !name.startsWith('place-'))).toEqual(['at-the-top']);
    await store[Symbol.asyncDispose]();
    expect(readdirSync(server.share.path).filter((name) => !name.startsWith('place-'))).toEqual(['at-the-top']);
  });

  test('bytes leave as the limit lets them: what was not allowed has not been sent', async () => {
    const place = await caged().place();
    await using store = await openStore(place.setting());
    let allowed = 0;
    const stop = new AbortController();
    const reason = new Fault('interrupted', 'stopped');
    const take = async (most: number): Promise<number> => {
      if (allowed >= 3000) stop.abort(reason);
      stop.signal.throwIfAborted();
      const count = Math.min(most, 1000);
      allowed += count;
      return count;
    };
    const writing = store.write(newFile('f', 'x'.repeat(100_000), { take, signal: stop.signal }));
    await expect(writing).rejects.toBe(reason);
    expect(allowed).toBe(3000);
    expect(await listed(store, '')).toEqual([]);
  });
});
