/** What goes wrong between a node and an SFTP server, by the name that an operator reads. */
import { Buffer } from 'node:buffer';
import { execFileSync, spawnSync } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { expect, test } from 'vitest';
import { openStore } from '../../../node/stores/open-store.ts';
import type { NewFile, Store } from '../../../node/stores/store.ts';
import { tryToWrite } from '../../../node/stores/store-look.ts';
import { temporaryNames } from '../../../src/engine/disk/temporary-name.ts';
import type { Fault } from '../../../src/runtime/fault.ts';
import { temporaryFolder } from '../../engine/temporary-folder.ts';
import { withServer } from '../../harness/real-server.ts';
import { sftpPrograms, sftpServer } from './sftp-server.ts';
import { storeRun } from './store-run.ts';

const never = new AbortController().signal;

function newFile(path: string, content: Buffer, more: Partial<NewFile> = {}): NewFile {
  const pieces = (async function* () {
    yield content;
  })();
  return { path, size: content.length, mtimeNs: 0n, pieces, take: async (most) => most, signal: never, ...more };
}

async function readAll(store: Store, path: string): Promise<Buffer> {
  const seen = await store.look(path, never);
  if (seen === undefined) throw new Error('it is not there');
  return Buffer.concat(await Array.fromAsync(await store.read(path, seen, { from: 0, length: seen.size }, never)));
}

const listed = async (store: Store, folder: string) => (await Array.fromAsync(store.list(folder, never))).flat();

const key = 'of this backlog';
const temporaryNameOf = (name: string): string =>
  temporaryNames(key)(Buffer.from(name)).toString('latin1').replace('\0', '');

/** A mount for the server alone, without leaving root as it must be to let anybody in. */
const mayMountForServer = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0;

withServer('SFTP', sftpPrograms, () => {
  test('a server that shows another key than those declared is refused by its fingerprint, and learns no secret', async () => {
    await using server = await sftpServer();
    const other = `SHA256:${'A'.repeat(43)}`;
    await using store = await openStore(
      server.setting('', { hostKeys: [other], credential: { password: 'a-secret' } }),
    );
    const refused = await store.look('f', never).catch((thrown: unknown) => thrown);
    expect(refused).toMatchObject({ code: 'store-refused', isRetryable: false });
    expect((refused as Fault).message).toContain(server.fingerprint);
    expect((refused as Fault).message).toContain(other);
    expect(server.said()).not.toMatch(/password|publickey/);
  });

  test('a host key may be declared as the public key', async () => {
    await using server = await sftpServer();
    await using store = await openStore(server.setting('', { hostKeys: [server.publicKey] }));
    expect(await store.hasFolder('', never)).toBe(true);
  });

  test('a wrong password, a key that the server does not know and one that nobody can read are refused, and not tried again', async () => {
    await using server = await sftpServer();
    const { privateKey: unknown } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    for (const credential of [{ password: 'not-the-password' }, { privateKey: unknown }, { privateKey: 'no key' }]) {
      await using store = await openStore(server.setting('', { credential }));
      const refused = await store.look('f', never).catch((thrown: unknown) => thrown);
      expect(refused).toMatchObject({ code: 'store-refused', isRetryable: false });
      expect((refused as Fault).message).not.toContain(Object.values(credential)[0]);
      const tries = server.said().length;
      await expect(store.look('f', never)).rejects.toBe(refused);
      expect(server.said()).toHaveLength(tries);
    }
  });

  test.runIf(mayMountForServer)('a password lets in whoever has it, and nobody else', async () => {
    using place = temporaryFolder();
    const password = 'of-the-test';
    const hash = execFileSync('openssl', ['passwd', '-6', password], { encoding: 'utf8' }).trim();
    const { username } = userInfo();
    // Shadow passwords of this machine as this server alone sees them.
    const others = readFileSync('/etc/shadow', 'utf8').split('\n');
    const lines = others.filter((line) => !line.startsWith(`${username}:`));
    writeFileSync(place.at('shadow'), [`${username}:${hash}:19000:0:99999:7:::`, ...lines].join('\n'), { mode: 0o600 });
    const mount = `mount --bind ${place.at('shadow')} /etc/shadow; true`;
    await using server = await sftpServer({ lines: ['PermitRootLogin yes', 'PubkeyAuthentication no'], mount });
    await using store = await openStore(server.setting('', { credential: { password } }));
    await store.write(newFile('f', Buffer.from('by password')));
    expect(readFileSync(server.root.at('f'), 'utf8')).toBe('by password');
    await using refused = await openStore(server.setting('', { credential: { password: 'another' } }));
    await expect(refused.look('f', never)).rejects.toMatchObject({ code: 'store-refused' });
  });

  test('whether a place could be written to is tried without making a folder', async () => {
    await using server = await sftpServer();
    await using store = await openStore(server.setting('not/there'));
    await expect(tryToWrite(store, never)).rejects.toMatchObject({ code: 'not-found' });
    await using there = await openStore(server.setting());
    await tryToWrite(there, never);
    expect(readdirSync(server.root.at())).toEqual([]);
  });

  test('a server that is not there is unreachable, which is worth another try', async () => {
    const server = await sftpServer();
    await server[Symbol.asyncDispose]();
    await using store = await openStore(server.setting());
    await expect(store.look('f', never)).rejects.toMatchObject({ code: 'store-unreachable', isRetryable: true });
  });

  test('a connection that is cut ends what is under way as unreachable, leaves the old file, and is made anew', async () => {
    await using server = await sftpServer();
    await using store = await openStore(server.setting());
    await store.write(newFile('f', Buffer.from('old')));
    const cut = async function* (): AsyncGenerator<Buffer> {
      yield randomBytes(1024 * 1024);
      server.cut();
      yield randomBytes(1024 * 1024);
    };
    const broken = store.write(newFile('f', Buffer.alloc(2 * 1024 * 1024), { pieces: cut() }));
    await expect(broken).rejects.toMatchObject({ code: 'store-unreachable', isRetryable: true });
    expect((await readAll(store, 'f')).toString()).toBe('old');
    await store.write(newFile('f', Buffer.from('new')));
    expect((await readAll(store, 'f')).toString()).toBe('new');
    expect(readdirSync(server.root.at())).toEqual(['f']);
  });

  test('a connection that is cut while a file is read is no end of the file', async () => {
    await using server = await sftpServer();
    await using store = await openStore(server.setting());
    const length = 16 * 1024 * 1024;
    await store.write(newFile('f', randomBytes(length)));
    const seen = await store.look('f', never);
    if (seen === undefined) throw new Error('it is not there');
    const reading = async (): Promise<void> => {
      for await (const _ of await store.read('f', seen, { from: 0, length }, never)) server.cut();
    };
    await expect(reading()).rejects.toMatchObject({ code: 'store-unreachable' });
  });

  test('a transfer whose connections are cut again and again brings every file, and nothing else', async () => {
    await using server = await sftpServer();
    using place = temporaryFolder();
    mkdirSync(place.at('source'));
    const files = Array.from({ length: 40 }, (_, index) => [`f${index}`, randomBytes(100_000)] as const);
    for (const [name, content] of files) writeFileSync(place.at('source', name), content);
    let cuts = 3;
    const run = () =>
      storeRun({
        from: place.at('source'),
        to: server.setting('there'),
        backlog: place.at('up'),
        bwlimit: 4_000_000,
        onEvent: (event) => {
          if (event.kind !== 'progress' || cuts === 0) return;
          cuts -= 1;
          server.cut();
        },
      });
    // As a node does: what is unreachable is tried again.
    for (let isDone = false; !isDone; ) {
      isDone = await run().then(
        ({ failed }) => failed.files === 0,
        (thrown: unknown) => {
          expect(thrown).toMatchObject({ code: 'store-unreachable' });
          return false;
        },
      );
    }
    expect(readdirSync(server.root.at('there')).toSorted()).toEqual(files.map(([name]) => name).toSorted());
    for (const [name, content] of files) expect(readFileSync(server.root.at('there', name)).equals(content)).toBe(true);
  });

  test('a link is listed as one and never followed: not as a file, not on the way to one, not where files are written', async () => {
    await using server = await sftpServer();
    using outside = temporaryFolder();
    writeFileSync(outside.at('secret'), 'secret');
    mkdirSync(server.root.at('in'));
    symlinkSync(outside.at('secret'), server.root.at('in/link'));
    symlinkSync(outside.path, server.root.at('in/way'));
    execFileSync('mkfifo', [server.root.at('in/pipe')]);
    await using store = await openStore(server.setting('in'));
    expect((await listed(store, '')).map(({ name, kind }) => [name, kind]).toSorted()).toEqual([
      ['link', 'link'],
      ['pipe', 'other'],
      ['way', 'link'],
    ]);
    await expect(store.look('link', never)).rejects.toMatchObject({ code: 'symlink-in-path' });
    await expect(store.look('pipe', never)).rejects.toMatchObject({ code: 'not-regular' });
    await expect(store.look('way/secret', never)).rejects.toMatchObject({ code: 'symlink-in-path' });
    await expect(listed(store, 'way')).rejects.toMatchObject({ code: 'symlink-in-path' });
    await expect(store.write(newFile('way/new', Buffer.from('x')))).rejects.toMatchObject({ code: 'symlink-in-path' });
    await expect(store.remove('way/secret', 'file', never)).rejects.toMatchObject({ code: 'symlink-in-path' });
    await using within = await openStore(server.setting('in/way'));
    await expect(listed(within, '')).rejects.toMatchObject({ code: 'symlink-in-path' });
    expect(readdirSync(outside.path)).toEqual(['secret']);
  });

  test('a link in the place of a file is replaced, not followed', async () => {
    await using server = await sftpServer();
    using outside = temporaryFolder();
    writeFileSync(outside.at('secret'), 'secret');
    symlinkSync(outside.at('secret'), server.root.at('f'));
    symlinkSync(outside.at('made'), server.root.at(temporaryNameOf('f')));
    await using store = await openStore(server.setting(), { temporaryKey: key });
    await store.write(newFile('f', Buffer.from('new')));
    expect(readFileSync(server.root.at('f'), 'utf8')).toBe('new');
    expect(readFileSync(outside.at('secret'), 'utf8')).toBe('secret');
    expect(readdirSync(outside.path)).toEqual(['secret']);
  });

  test('a file that shrinks, grows or is replaced while it is read is not taken for what was seen', async () => {
    await using server = await sftpServer();
    await using store = await openStore(server.setting());
    const changes = [
      () => writeFileSync(server.root.at('f'), 'x'),
      () => writeFileSync(server.root.at('f'), 'x', { flag: 'a' }),
      () => {
        writeFileSync(server.root.at('g'), 'other');
        renameSync(server.root.at('g'), server.root.at('f'));
        utimesSync(server.root.at('f'), 1, 1);
      },
    ];
    for (const change of changes) {
      writeFileSync(server.root.at('f'), 'first');
      const seen = await store.look('f', never);
      if (seen === undefined) throw new Error('it is not there');
      change();
      const reading = async (): Promise<unknown> =>
        await Array.fromAsync(await store.read('f', seen, { from: 0, length: seen.size }, never));
      await expect(reading()).rejects.toMatchObject({ code: 'changed-while-read' });
    }
  });

  test('a name that is not UTF-8 is a named failure, and the others of its folder arrive', async () => {
    await using server = await sftpServer();
    using place = temporaryFolder();
    mkdirSync(server.root.at('in'));
    writeFileSync(Buffer.concat([Buffer.from(server.root.at('in/')), Buffer.from([0x66, 0xe9])]), 'x');
    writeFileSync(server.root.at('in/good'), 'good');
    const events: unknown[] = [];
    await storeRun({
      from: server.setting('in'),
      to: place.at('back'),
      backlog: place.at('down'),
      onEvent: (event) => events.push(event),
    });
    expect(readdirSync(place.at('back'))).toEqual(['good']);
    expect(JSON.stringify(events, (_, value) => (typeof value === 'bigint' ? `${value}` : value))).toContain(
      'name-unsupported',
    );
  });

  test('a source whose folder is not there is missing, not empty', async () => {
    await using server = await sftpServer();
    using place = temporaryFolder();
    const down = {
      from: server.setting('mounted'),
      to: place.at('back'),
      backlog: place.at('down'),
      deleteExtras: true,
    };
    mkdirSync(server.root.at('mounted'));
    writeFileSync(server.root.at('mounted/f'), 'f');
    await storeRun(down);
    rmSync(server.root.at('mounted'), { recursive: true });
    await expect(storeRun(down)).rejects.toMatchObject({ code: 'source-missing' });
    expect(readdirSync(place.at('back'))).toEqual(['f']);
  });

  test('a folder in the place of a file, a file in the place of a folder and what may not be written have names', async () => {
    await using server = await sftpServer();
    await using store = await openStore(server.setting());
    mkdirSync(server.root.at('folder'));
    writeFileSync(server.root.at('file'), '');
    const write = (path: string) => store.write(newFile(path, Buffer.from('x')));
    await expect(write('folder')).rejects.toMatchObject({ code: 'is-a-directory' });
    await expect(write('file/x')).rejects.toMatchObject({ code: 'not-a-directory' });
    await expect(write('x'.repeat(300))).rejects.toMatchObject({ code: 'name-unsupported' });
    await using elsewhere = await openStore(server.setting('', { root: '/proc/1' }));
    await expect(elsewhere.write(newFile('x', Buffer.from('x')))).rejects.toMatchObject({
      code: expect.stringMatching(/permission-denied|not-found/),
    });
    expect(readdirSync(server.root.at()).toSorted()).toEqual(['file', 'folder']);
  });

  test('what an earlier run of the same backlog left is written over', async () => {
    await using server = await sftpServer();
    writeFileSync(server.root.at(temporaryNameOf('f')), 'longer than what comes now');
    await using store = await openStore(server.setting(), { temporaryKey: key });
    await store.write(newFile('f', Buffer.from('new')));
    expect(readdirSync(server.root.at())).toEqual(['f']);
    expect(readFileSync(server.root.at('f'), 'utf8')).toBe('new');
  });

  test.runIf(mayMountForServer)('a full disk is named as one, leaves nothing, and keeps the old file', async () => {
    await using server = await sftpServer({ mount: 'mount -t tmpfs -o size=2M none' });
    await using store = await openStore(server.setting());
    await store.write(newFile('f', Buffer.from('old')));
    const large = newFile('f', randomBytes(3_000_000));
    await expect(store.write(large)).rejects.toMatchObject({ code: 'disk-full', isRetryable: true });
    expect((await readAll(store, 'f')).toString()).toBe('old');
    expect((await listed(store, '')).map(({ name }) => name)).toEqual(['f']);
  });
});
