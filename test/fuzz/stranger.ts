/** Somebody at a port of ours who says whatever a test wants, in the clear or in TLS, and how long it is let to. */
import { once } from 'node:events';
import { connect as connectPlain, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import type { Identity } from '../../src/link/identity.ts';

/** A port that takes nothing for so long has stopped reading, which is as good as letting go. */
const stuckMs = 2000;
/** Longer than any limit of ours for who says nothing. */
const letGoMs = 20_000;

export interface Stranger extends Disposable {
  readonly socket: Socket;
  /** Resolves when the other side has let go of it. */
  readonly closed: Promise<void>;
  /** What was answered. */
  readonly heard: string;
}

export function plainStranger(port: number): Stranger {
  return watched(connectPlain(port, '127.0.0.1'));
}

/** Resolves when TLS is up, or was refused. */
export async function tlsStranger(
  port: number,
  identity?: Pick<Identity, 'key' | 'certificate'>,
  alpn?: string,
): Promise<Stranger> {
  const socket = connectTls({
    host: '127.0.0.1',
    port,
    rejectUnauthorized: false,
    ...(identity && { key: identity.key, cert: identity.certificate }),
    ...(alpn !== undefined && { ALPNProtocols: [alpn] }),
  });
  const stranger = watched(socket);
  await Promise.race([once(socket, 'secureConnect').catch(() => undefined), stranger.closed]);
  return stranger;
}

/** Says all of it, and that there is nothing more to come; resolves when the other side has let go, too. */
export async function sayAll(stranger: Stranger, pieces: readonly Uint8Array[]): Promise<void> {
  const { socket, closed } = stranger;
  for (const piece of pieces) if (!socket.destroyed) socket.write(piece);
  if (!socket.destroyed) socket.end();
  const late = delay(letGoMs, undefined, { ref: false }).then(() => {
    throw new Error('the connection was not closed');
  });
  await Promise.race([closed, late]);
}

/** A byte a second, and never the last one, until the other side has had enough. */
export async function trickle(stranger: Stranger, bytes: Uint8Array): Promise<void> {
  await drip(
    stranger,
    Array.from(bytes.subarray(0, -1), (byte) => Uint8Array.of(byte)),
  );
}

/** A piece a second, until the other side has had enough. */
export async function drip({ socket, closed }: Stranger, pieces: Iterable<Uint8Array>): Promise<void> {
  const rest = pieces[Symbol.iterator]();
  const timer = setInterval(() => {
    const { done, value } = rest.next();
    if (done !== true && !socket.destroyed) socket.write(value);
  }, 1000);
  await closed;
  clearInterval(timer);
}

/** Says the same again and again, and reads nothing of what is answered, until it is sent away or nothing more is taken. */
export async function flood({ socket, closed }: Stranger, piece: Uint8Array, mostBytes: number): Promise<void> {
  socket.pause();
  for (let sent = 0; sent < mostBytes && !socket.destroyed; sent += piece.length) {
    if (socket.write(piece)) continue;
    const stuck = new AbortController();
    const { signal } = stuck;
    const ends = [
      once(socket, 'drain', { signal }).then(() => 'drained'),
      delay(stuckMs, 'stuck', { signal }),
      closed.then(() => 'closed'),
    ].map((end) => end.catch(() => 'closed'));
    const end = await Promise.race(ends).finally(() => stuck.abort());
    if (end !== 'drained') return;
  }
}

function watched(socket: Socket): Stranger {
  let heard = '';
  socket.on('error', () => socket.destroy());
  socket.on('data', (piece: Buffer) => {
    heard = `${heard}${piece.toString('latin1')}`.slice(-10_000);
  });
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  socket.once('close', () => resolve());
  return {
    socket,
    closed,
    get heard() {
      return heard;
    },
    [Symbol.dispose]: () => void socket.destroy(),
  };
}
