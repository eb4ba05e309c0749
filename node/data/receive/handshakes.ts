/**
 * Connections whose handshake is not over. The timeout of TLS begins anew with every byte, so whoever trickles has a bound
 * of their own here. Of one address there are only so many: the oldest gives way, because an honest one takes milliseconds,
 * and a crowd that says nothing must not hold all places of the port.
 */
import type { Socket } from 'node:net';
import { addressBlock } from '../../../src/link/address-block.ts';

const limitMs = 10_000;
const mostOfOneAddress = 64;

interface Handshake {
  readonly socket: Socket;
  /** Of one stranger (address-block.ts). */
  readonly block: string;
  readonly timer: NodeJS.Timeout;
}

export class Handshakes implements Disposable {
  /** By where they come from: the TLS socket that comes of a connection is another object. */
  readonly #open = new Map<string, Handshake>();

  begin(socket: Socket): void {
    const block = addressBlock(socket.remoteAddress ?? '');
    const ofSame = [...this.#open.values()].filter((one) => one.block === block);
    if (ofSame.length >= mostOfOneAddress) ofSame[0]?.socket.destroy();
    const place = placeOf(socket);
    this.#open.set(place, { socket, block, timer: setTimeout(() => socket.destroy(), limitMs) });
    socket.once('close', () => this.#end(place));
  }

  /** Of the connection below this TLS socket. */
  end(socket: Socket): void {
    this.#end(placeOf(socket));
  }

  /** Breaks off all of them. */
  [Symbol.dispose](): void {
    for (const { socket } of this.#open.values()) socket.destroy();
  }

  #end(place: string): void {
    clearTimeout(this.#open.get(place)?.timer);
    this.#open.delete(place);
  }
}

/** Two connections to the hub have but one remote address. */
function placeOf({ remoteAddress, remotePort, localPort }: Socket): string {
  return `${remoteAddress} ${remotePort} ${localPort}`;
}
