/** A TCP proxy that cuts both sides after so many bytes from the client, or never. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** `up`: from clients to the target. */
type Direction = 'up' | 'down';

export interface CuttingProxy extends AsyncDisposable {
  readonly port: number;
  /** Of every connection from now on; undefined lets all through. */
  cutAfterBytes: number | undefined;
  /** How long each piece is on its way, in either direction. */
  delayMs: number;
  /** So many were made. */
  readonly connections: number;
  /** From clients. */
  readonly passedBytes: number;
  /** Passes nothing on any more, in this direction or in both, not even that an end is gone, and keeps the connections. */
  freeze(direction?: Direction): void;
}

export async function cuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const frozen = new Set<Direction>();
  let passedBytes = 0;
  let connections = 0;
  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(target, '127.0.0.1');
    const limit = proxy.cutAfterBytes ?? Number.POSITIVE_INFINITY;
    let seen = 0;
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    for (const [socket, direction] of [
      [client, 'up'],
      [upstream, 'down'],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        sockets.delete(socket);
        if (!frozen.has(direction)) cut();
      });
    }
    const forward = (piece: Buffer): void => {
      const left = limit - seen;
      seen += piece.length;
      passedBytes += piece.length;
      upstream.write(piece.subarray(0, left), () => {
        if (seen >= limit) cut();
      });
    };
    const pass = (direction: Direction, act: () => void): void => {
      if (frozen.has(direction)) return;
      if (proxy.delayMs === 0) act();
      else setTimeout(act, proxy.delayMs);
    };
    client.on('data', (piece: Buffer) => pass('up', () => forward(piece)));
    upstream.on('data', (piece) => pass('down', () => client.write(piece)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: CuttingProxy = {
    port: (server.address() as AddressInfo).port,
    cutAfterBytes: undefined,
    delayMs: 0,
    get connections() {
      return connections;
    },
    get passedBytes() {
      return passedBytes;
    },
    freeze: (direction) => {
      for (const one of direction === undefined ? (['up', 'down'] as const) : [direction]) frozen.add(one);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}
