/**
 * The bytes of a socket, put where they belong. By itself Node makes a new buffer for every record of TLS (16 KiB), and
 * clearing away 65,000 of them a gigabyte costs more than to decrypt them (bench/node-to-node.ts: a third of the receiving
 * process). Node can read into memory that it is given, but offers it (`onread`) only to sockets that are about to
 * connect; here it is asked in the same way of any socket. One that has no such thing gives its bytes in pieces.
 */
import type { Buffer } from 'node:buffer';
import type { Duplex } from 'node:stream';

export interface ByteSink {
  /** Where the next bytes go: at least one, and good until bytes have come. */
  room(): Buffer;
  /** So many bytes are in the room that was given last. */
  filled(count: number): void;
  /** Bytes that came in a buffer of their own. */
  push(piece: Buffer): void;
}

interface SocketInside {
  readonly _handle?: { useUserBuffer?(room: Uint8Array): void } | null;
}

/** Nothing of the socket may have been read before. */
export function receiveBytes(socket: Duplex, sink: ByteSink): void {
  if (!readsIntoRoom(socket, sink)) socket.on('data', (piece: Buffer) => sink.push(piece));
}

function readsIntoRoom(socket: Duplex, sink: ByteSink): boolean {
  const symbols = Object.getOwnPropertySymbols(socket);
  const named = (name: string) => symbols.find(({ description }) => description === name);
  const [room, onBytes, nextRoom] = [named('kBuffer'), named('kBufferCb'), named('kBufferGen')];
  const handle = (socket as SocketInside)._handle;
  const readInto = handle?.useUserBuffer;
  if (room === undefined || onBytes === undefined || nextRoom === undefined || readInto === undefined) return false;
  // What came with the end of the handshake.
  for (let piece: Buffer | null = socket.read(); piece !== null; piece = socket.read()) sink.push(piece);
  const first = sink.room();
  Object.assign(socket, {
    [onBytes]: (count: number): void => sink.filled(count),
    [nextRoom]: (): Buffer => sink.room(),
    [room]: first,
  });
  readInto.call(handle, first);
  socket.resume();
  return true;
}
