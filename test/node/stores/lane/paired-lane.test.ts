/** Large files over two connections to a real SFTP server, behind a door that lets in so many and no more. */
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../engine/temporary-folder.ts';
import { withServer } from '../../../harness/real-server.ts';
import { sftpPrograms, sftpServer } from '../sftp-server.ts';
import { storeRun } from '../store-run.ts';

const mebibyte = 1024 * 1024;
/** One that keeps the first way busy, one for the second, and one that is always small. */
const sizes = { large: 65 * mebibyte, other: 17 * mebibyte, small: 3 };

interface Door extends AsyncDisposable {
  readonly port: number;
  /** Who was let in so far. */
  readonly guests: number;
}

async function doorTo(port: number, most: number): Promise<Door> {
  const open = new Set<Socket>();
  let guests = 0;
  const server = createServer((guest) => {
    guest.on('error', () => {});
    if (guests === most) {
      guest.destroy();
      return;
    }
    guests += 1;
    const inside = connect({ port, host: '127.0.0.1' });
    inside.on('error', () => guest.destroy());
    open.add(guest).add(inside);
    guest.pipe(inside).pipe(guest);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    get guests() {
      return guests;
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

withServer('SFTP', sftpPrograms, () => {
  test.each([
    ['a server that lets in everybody gets', 9, 3],
    ['a server that lets in nobody a second time still gets', 2, 2],
  ])('%s large files whole, there and back', async (_title, most, expected) => {
    await using server = await sftpServer();
    using place = temporaryFolder();
    using from = temporaryFolder();
    for (const [name, size] of Object.entries(sizes)) writeFileSync(from.at(name), Buffer.alloc(size, `${name} `));
    for (const [way, there] of [['up', from.path] as const, ['down', undefined] as const]) {
      await using door = await doorTo(server.port, most);
      const store = server.setting('', { port: door.port });
      const back = place.at('back');
      const summary = await storeRun({
        from: there ?? store,
        to: there === undefined ? back : store,
        backlog: place.at(way),
        retries: 0,
      });
      expect([summary.copied.files, summary.failed.files, door.guests]).toEqual([3, 0, expected]);
      const arrived = (name: string) => readFileSync(there === undefined ? `${back}/${name}` : server.root.at(name));
      for (const [name, size] of Object.entries(sizes))
        expect(arrived(name).equals(Buffer.alloc(size, `${name} `)), name).toBe(true);
    }
  });
});
