/** What is a sign of life on a link, by a clock that is moved. */
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { createAcceptor } from '../../src/link/accept.ts';
import { watchHeartbeat } from '../../src/link/heartbeat.ts';
import { bytesRead, noteDialledWire, noteWire } from '../../src/link/wire.ts';

/** A link on which one long message comes, and nothing is whole: how it goes on for ten minutes. */
async function longMessage({ bytes, everyMs }: { readonly bytes: number; readonly everyMs: number }) {
  vi.useFakeTimers();
  using _real = { [Symbol.dispose]: () => vi.useRealTimers() };
  let pings = 0;
  let isSilent = false;
  const ping = () => {
    pings += 1;
  };
  const link = Object.assign(new EventEmitter(), { OPEN: 1, readyState: 1, ping });
  const socket = link as unknown as WebSocket;
  const wire = { bytesRead: 0 };
  noteWire(socket, wire);
  const onSilence = () => {
    isSilent = true;
  };
  watchHeartbeat({ socket, onLatency: () => undefined, onSilence });
  for (let atMs = 0; atMs < 600_000 && !isSilent; atMs += everyMs) {
    wire.bytesRead += bytes;
    await vi.advanceTimersByTimeAsync(everyMs);
  }
  link.emit('close');
  return { isSilent, pings };
}

test.each([
  ['a byte a second', { bytes: 1, everyMs: 1000 }],
  ['400 bytes a second', { bytes: 400, everyMs: 1000 }],
])('a message of which %s comes is silence', async (_title, slowness) => {
  expect(await longMessage(slowness)).toMatchObject({ isSilent: true });
});

test.each([
  ['at 2 kB/s', { bytes: 2000, everyMs: 1000 }],
  ['at 2 kB/s in records of TLS', { bytes: 16 * 1024, everyMs: 8000 }],
])('a message that comes %s may take its time, and the other side is pinged meanwhile', async (_title, slowness) => {
  const { isSilent, pings } = await longMessage(slowness);
  expect(isSilent).toBe(false);
  expect(pings).toBeGreaterThan(600 / 12);
});

test('what has come of a message that is not whole is seen at both ends of a link', async () => {
  const server = createServer();
  await using _server = { [Symbol.asyncDispose]: async () => void server.close() };
  const acceptor = createAcceptor();
  const accepted = new Promise<WebSocket>((resolve) => {
    server.on('upgrade', (...upgrade) => void acceptor.upgrade(...upgrade).then(resolve));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  noteDialledWire(near);
  const far = await accepted;
  near.on('open', () => near.send('x'.repeat(500)));
  await once(far, 'message');
  far.send('x'.repeat(500));
  await once(near, 'message');
  expect([near, far].map((socket) => bytesRead(socket) >= 500)).toEqual([true, true]);
  near.terminate();
});
