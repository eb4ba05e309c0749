/**
 * The hub's one port: TLS 1.3 with client certificates asked for but not demanded, so that each path decides. `/healthz` is
 * for everyone, `/enrol` for who has a join token; `/ws`, `/relay/…` for nodes that meet there, and all else only for who
 * shows a certificate or an API key: others get 401.
 */
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { WebSocket } from 'ws';
import { createAcceptor } from '../src/link/accept.ts';
import type { Address } from '../src/link/address.ts';
import { type Identity, secureContext } from '../src/link/identity.ts';
import { listenFault } from '../src/link/listen-fault.ts';
import type { Principal } from '../src/model/principal.ts';
import { faultToBody } from '../src/protocol/fault-body.ts';
import { relayPath } from '../src/protocol/meeting.ts';
import { enrolPath, linkPath } from '../src/protocol/version.ts';
import { Fault } from '../src/runtime/fault.ts';
import type { Logger } from '../src/runtime/log.ts';
import { shownName } from '../src/runtime/names.ts';
import type { SignIn } from './access/sign-in.ts';
import { faultAnswer, send, slowedAnswer } from './api/answer.ts';
import type { RelayVisit } from './relay/relay.ts';

export interface WebServerOptions {
  readonly listen: Address;
  readonly identity: Identity;
  readonly signIn: SignIn;
  /** A link was opened; owns the socket from here on. */
  readonly onLink: (socket: WebSocket, principal: Principal, remoteHost: string) => void;
  readonly onEnrol: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  /** Any other request of somebody who has shown who they are. */
  readonly onRequest: (request: IncomingMessage, response: ServerResponse, principal: Principal) => Promise<void>;
  /** A node comes to meet another one; owns the socket from here on. */
  readonly onRelay: (visit: RelayVisit) => void;
  /** Told of every request that is no upgrade, before anything is done about it. */
  readonly time: (request: IncomingMessage, response: ServerResponse) => void;
  readonly log: Logger;
}

export interface WebServer extends AsyncDisposable {
  /** Where it listens, with the port that it got. */
  readonly address: Address;
}

/** Against clients that open connections and say little. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 5000,
  handshakeTimeout: 10_000,
  // How often the two above are looked at.
  connectionsCheckingInterval: 5000,
  maxHeaderSize: 16_384,
};
const maxConnections = 10_000;

/** Throws as `listenFault`. */
export async function openWebServer(options: WebServerOptions): Promise<WebServer> {
  const { listen, identity, log } = options;
  const server = createServer({
    ...secureContext(identity),
    // With the authority in the chain, who joins can check it against its token before it says anything.
    cert: `${identity.certificate}${identity.ca}`,
    requestCert: true,
    rejectUnauthorized: false,
    ...limits,
  });
  server.maxConnections = maxConnections;
  server.on('tlsClientError', (error, socket) => {
    log.warn({ from: socket.remoteAddress, reason: error.message }, 'TLS handshake failed');
  });
  // Whatever one client manages to break ends its own connection and nothing else.
  const endOn = (socket: Duplex) => (err: unknown) => {
    log.error({ err }, 'a connection was ended by a failure');
    socket.destroy();
  };
  server.on('request', (request, response) => {
    options.time(request, response);
    answer(options, request, response).catch(endOn(request.socket));
  });
  const acceptor = createAcceptor();
  server.on(
    'upgrade',
    (request, socket, head) => void upgrade({ options, acceptor, request, socket, head }).catch(endOn(socket)),
  );
  // Those in the middle of a handshake are known to nobody else.
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await listening(server, listen);
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : listen.port;
  return {
    address: { host: listen.host, port },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function listening(server: Server, listen: Address): Promise<void> {
  try {
    server.listen(listen.port, listen.host);
    await once(server, 'listening');
  } catch (thrown) {
    throw listenFault(thrown as NodeJS.ErrnoException, listen);
  }
}

async function answer(options: WebServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { signIn, onEnrol, onRequest, log } = options;
  const path = pathOf(request);
  if (path === '/healthz') return void response.end('ok\n');
  if (path === enrolPath && request.method === 'POST') return await onEnrol(request, response);
  const asker = signIn(request);
  if (asker.kind === 'known') return await onRequest(request, response, asker.principal);
  const connection = 'close';
  if (asker.kind === 'slowed') {
    const slowed = slowedAnswer(asker.fault, asker.retryAfterMs);
    return send(response, { ...slowed, headers: { ...slowed.headers, connection } });
  }
  const { code, message } = asker.fault;
  log.info({ from: request.socket.remoteAddress, path: shownName(path), reason: message }, 'refused');
  const fault = new Fault(code, `${message}; show a certificate of a user of this hub, or an API key`);
  send(response, { ...faultAnswer(fault, 401), headers: { connection, 'www-authenticate': 'Bearer' } });
}

interface Upgrade {
  readonly options: WebServerOptions;
  readonly acceptor: ReturnType<typeof createAcceptor>;
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

async function upgrade({ options, acceptor, request, socket, head }: Upgrade): Promise<void> {
  // Whoever resets the connection in the middle of this is gone; there is nothing else to do about it.
  socket.on('error', () => socket.destroy());
  const asker = options.signIn(request);
  if (asker.kind !== 'known') {
    if (asker.kind === 'refused')
      options.log.warn({ from: request.socket.remoteAddress, reason: asker.fault.message }, 'link refused');
    acceptor.refuse(socket, asker.kind === 'refused' ? 401 : 429, faultToBody(asker.fault));
  } else if (request.headers.origin !== undefined) {
    // A browser that holds the certificate of its user would lend it to any page.
    acceptor.refuse(socket, 403, faultToBody(new Fault('refused', 'web pages may not use the hub')));
  } else if (pathOf(request).startsWith(relayPath) && asker.principal.kind === 'node' && socket instanceof TLSSocket) {
    options.onRelay({ ticket: pathOf(request).slice(relayPath.length), guest: asker.principal.name, socket, head });
  } else if (pathOf(request) !== linkPath) {
    acceptor.refuse(socket, 404);
  } else {
    const link = await acceptor.upgrade(request, socket, head);
    // Who was revoked meanwhile has not yet been one of those whose links end.
    const { kind } = options.signIn(request);
    if (kind !== 'known') link.terminate();
    else options.onLink(link, asker.principal, request.socket.remoteAddress ?? '');
  }
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}
