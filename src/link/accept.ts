/** The called side of control links: upgrades requests on an HTTPS server whose client certificates were verified by TLS. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FaultBody } from '../protocol/fault-body.ts';
import { certificateHolder, type Holder } from './identity.ts';
import { socketLimits } from './socket-limits.ts';
import { noteWire } from './wire.ts';

/** The verified holder of the client's certificate; undefined without one, or with one that our authority did not sign. */
export function requestHolder(request: IncomingMessage): Holder | undefined {
  const { socket } = request;
  return socket instanceof TLSSocket && socket.authorized ? certificateHolder(socket.getPeerCertificate()) : undefined;
}

export interface Acceptor {
  /** Completes the WebSocket handshake of an `upgrade` event. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<WebSocket>;
  /** Answers an `upgrade` with a plain HTTP status, and the reason as JSON when there is one, and closes. */
  refuse(socket: Duplex, status: 401 | 403 | 404 | 429, reason?: FaultBody): void;
}

export function createAcceptor(): Acceptor {
  const server = new WebSocketServer({ noServer: true, ...socketLimits });
  return {
    upgrade: (request, socket, head) =>
      new Promise((resolve) => {
        server.handleUpgrade(request, socket, head, (link) => {
          noteWire(link, socket);
          resolve(link);
        });
      }),
    refuse: (socket, status, reason) => {
      const body = reason === undefined ? '' : JSON.stringify(reason);
      const head = `HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Type: application/json\r\n`;
      socket.end(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    },
  };
}
