/** Where peers reach the data port of this node, as the hub tells them. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type Address, isUnspecified, joinAddress, splitAddress } from '../../src/link/address.ts';

export interface DataAddressOptions {
  /** Undefined with `--listen none`. */
  readonly listening: Address | undefined;
  /** What the administrator says; it wins where there is a data port. */
  readonly advertised: Address | undefined;
  /** `host:port`. */
  readonly hub: string;
}

/** Undefined when there is no data port. Of all interfaces, the one that faces the hub is the best guess. */
export async function dataAddress({ listening, advertised, hub }: DataAddressOptions): Promise<string | undefined> {
  if (listening === undefined) return undefined;
  if (advertised !== undefined || !isUnspecified(listening)) return joinAddress(advertised ?? listening);
  return joinAddress({ host: await addressFacing(hub), port: listening.port });
}

/** A connected UDP socket sends nothing, but knows the address that this machine would use. */
async function addressFacing(hub: string): Promise<string> {
  const { host, port } = splitAddress(hub);
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  try {
    socket.connect(port, host);
    await once(socket, 'connect');
    return socket.address().address;
  } finally {
    socket.close();
  }
}
