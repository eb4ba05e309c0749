/** Two ends of a real WebSocket on this machine, without TLS, for what happens above it. */
import { once } from 'node:events';
import { type ClientOptions, WebSocket, WebSocketServer } from 'ws';
import { maxMessageBytes } from '../../src/protocol/envelope.ts';

export interface SocketPair extends AsyncDisposable {
  readonly near: WebSocket;
  readonly far: WebSocket;
}

export async function socketPair(options: ClientOptions = {}): Promise<SocketPair> {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    maxPayload: maxMessageBytes,
    perMessageDeflate: false,
  });
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const accepted = once(server, 'connection');
  const near = new WebSocket(`ws://127.0.0.1:${port}`, { perMessageDeflate: false, ...options });
  await once(near, 'open');
  const [far] = (await accepted) as [WebSocket];
  return {
    near,
    far,
    async [Symbol.asyncDispose]() {
      near.terminate();
      far.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
