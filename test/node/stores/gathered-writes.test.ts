import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { gatherWrites } from '../../../node/stores/sftp/gathered-writes.ts';
import { until } from '../../harness/until.ts';

it('gives the kernel what is written in one turn at once, in its order, and does not hold back much', async () => {
  await using server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  gatherWrites(socket);
  const [other] = await accepted;
  const arrived = buffer(other);

  socket.write('one ');
  socket.write('two ');
  expect(socket.writableLength).toBe(8);
  expect(socket.writableCorked).toBe(1);
  await until(() => socket.writableLength === 0, { what: 'both have left' });
  const large = Buffer.alloc(300 * 1024, 'x');
  socket.write(large);
  expect(socket.writableCorked).toBe(0);
  socket.write('end');
  socket.end();
  expect((await arrived).toString()).toBe(`one two ${large}end`);
});
