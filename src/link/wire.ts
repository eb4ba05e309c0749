/** The connection below a WebSocket, which ws does not show: how much has come of a message that is not whole yet. */
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

type Wire = Pick<Socket, 'bytesRead'>;

const wires = new WeakMap<WebSocket, Wire>();

export function noteWire(socket: WebSocket, wire: Duplex | Wire): void {
  if ('bytesRead' in wire) wires.set(socket, wire);
}

/** Of one that is about to be dialled. */
export function noteDialledWire(socket: WebSocket): void {
  socket.once('upgrade', (response) => noteWire(socket, response.socket));
}

/** 0 where nobody has noted the connection. */
export function bytesRead(socket: WebSocket): number {
  return wires.get(socket)?.bytesRead ?? 0;
}
