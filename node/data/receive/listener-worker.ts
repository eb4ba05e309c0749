/**
 * The thread that owns the data port and every connection to it. Strangers are told to go before they are
 * listened to; a greeting has ten seconds and 64 KiB.
 */
import { constants } from 'node:crypto';
import type { Socket } from 'node:net';
import { createServer, type TLSSocket } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';
import { type LimiterMemory, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { type Identity, secureContext } from '../../../src/link/identity.ts';
import { paceSince } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { type Root, rootsOf } from '../../roots.ts';
import type { ReceivedSummary, Refusal } from '../data-plane.ts';
import { type Admission, sessionName } from './admission.ts';
import { DataSession } from './data-session.ts';
import { Paces } from './paces.ts';

export interface ListenerSetting {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly identity: Identity;
  readonly grantKey: string;
  readonly roots: readonly Root[];
  readonly auditFile: string;
  readonly nodeLimiter: LimiterMemory;
}

export type ListenerOrder =
  | { readonly kind: 'replace-identity'; readonly identity: Identity }
  | { readonly kind: 'hub-clock'; readonly aheadMs: number }
  | { readonly kind: 'distrust'; readonly fingerprints: readonly string[] }
  | { readonly kind: 'close' };

export type ListenerReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'cannot-listen'; readonly code: string; readonly message: string }
  | { readonly kind: 'received'; readonly summary: ReceivedSummary }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Connections, also those that have not said who they are. */
const mostConnections = 256;
const mostSessions = 64;
/** For TLS alone. */
const handshakeLimitMs = 10_000;
const summaryEveryMs = 250;

interface Admitted {
  readonly session: DataSession;
  readonly ended: Promise<void>;
}

const setting = workerData as ListenerSetting;
const port = parentPort;
if (port === null) throw new Error('this file is the entry of a worker thread');
const report = (message: ListenerReport): void => port.postMessage(message);

const roots = rootsOf(setting.roots, setting.name);
const throttle = new Throttle([setting.nodeLimiter]);
const paces = new Paces(new RateLimiter(setting.nodeLimiter));
const admitted = new Map<string, Admitted>();
let hubAheadMs = 0;
const distrusted = new Set(setting.identity.distrusted);
/** All that have a connection, let in or not. */
const sessions = new Map<DataSession, Promise<void>>();

/** Connections whose handshake is not over, by where they come from. */
const handshakes = new Map<string, { readonly socket: Socket; readonly timer: NodeJS.Timeout }>();

// A resumed TLS session would not show its certificate again, so there are no tickets. Who has no certificate of ours is
// turned away by the session, which can say why.
const server = createServer({
  ...secureContext(setting.identity),
  requestCert: true,
  rejectUnauthorized: false,
  secureOptions: constants.SSL_OP_NO_TICKET,
});
server.maxConnections = mostConnections;
// The timeout of the handshake begins anew with every byte, so whoever trickles has a bound of their own.
server.on('connection', (socket) => {
  const place = placeOf(socket);
  handshakes.set(place, { socket, timer: setTimeout(() => socket.destroy(), handshakeLimitMs) });
  socket.once('close', () => endHandshake(place));
});
server.on('secureConnection', (socket) => {
  endHandshake(placeOf(socket));
  void serve(socket);
});
server.on('tlsClientError', (error, socket) => {
  refused(socket.remoteAddress ?? 'unknown', new Fault('refused', error.message));
  socket.destroy();
});
server.once('error', (error: NodeJS.ErrnoException) => {
  const { code, message } = asListenFault(error);
  report({ kind: 'cannot-listen', code, message });
  port.close();
});
server.listen({ host: setting.host, port: setting.port }, () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') report({ kind: 'listening', port: address.port });
});

port.on('message', (order: ListenerOrder) => {
  if (order.kind === 'replace-identity') server.setSecureContext(secureContext(order.identity));
  else if (order.kind === 'hub-clock') hubAheadMs = order.aheadMs;
  else if (order.kind === 'distrust') expel(order.fingerprints);
  else void close();
});

/** Nobody with these certificates is let in any more, and who was let in has to go. */
function expel(fingerprints: readonly string[]): void {
  for (const fingerprint of fingerprints) distrusted.add(fingerprint);
  for (const session of sessions.keys()) {
    const { fingerprint, peer } = session;
    if (fingerprint === undefined || !distrusted.has(fingerprint)) continue;
    const reason = new Fault('revoked', `the certificate of ${peer} was revoked`);
    refused(peer, reason);
    session.expel(reason);
  }
}

function placeOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

function endHandshake(place: string): void {
  clearTimeout(handshakes.get(place)?.timer);
  handshakes.delete(place);
}

async function serve(socket: TLSSocket): Promise<void> {
  const ended = Promise.withResolvers<void>();
  let admission: Admission | undefined;
  const session = DataSession.open({
    ...setting,
    roots,
    socket,
    throttle,
    distrusted,
    now: () => Date.now() + hubAheadMs,
    onAdmitted: async (granted) => {
      const name = sessionName(granted);
      await makeRoom(name);
      admission = granted;
      admitted.set(name, { session, ended: ended.promise });
      if (granted.kind === 'transfer' && granted.version >= paceSince) paces.add(session);
    },
  });
  sessions.set(session, ended.promise);
  const summarize = (isOver: boolean): void => {
    if (admission?.kind !== 'transfer') return;
    const { from, claims } = admission;
    const { counts, socketBytes } = session;
    report({ kind: 'received', summary: { transfer: claims.transfer, from, ...counts, socketBytes, isOver } });
  };
  const timer = setInterval(summarize, summaryEveryMs, false);
  try {
    await session.run();
  } catch (thrown) {
    refused(session.peer, asFault(thrown));
  } finally {
    clearInterval(timer);
    summarize(true);
    const name = admission && sessionName(admission);
    if (name !== undefined && admitted.get(name)?.session === session) admitted.delete(name);
    sessions.delete(session);
    paces.remove(session);
    ended.resolve();
  }
}

/** A sender that comes again has lost its connection before this end noticed: the older session gives way. */
async function makeRoom(name: string): Promise<void> {
  for (let older = admitted.get(name); older !== undefined; older = admitted.get(name)) {
    older.session.end(new Fault('link-lost', `${name} came again on a new connection`));
    await older.ended;
  }
  if (admitted.size >= mostSessions)
    throw new Fault('node-unreachable', `${setting.name} already receives ${mostSessions} transfers`);
}

function refused(from: string, { code, message }: Fault): void {
  report({ kind: 'refused', refusal: { from, reason: { code, message } } });
}

async function close(): Promise<void> {
  server.close();
  for (const { socket } of handshakes.values()) socket.destroy();
  for (const session of sessions.keys()) session.end(new Fault('link-lost', 'this node stops'));
  await Promise.all(sessions.values());
  port?.close();
}

function asListenFault(error: NodeJS.ErrnoException): Fault {
  const address = `${setting.host}:${setting.port}`;
  if (error.code === 'EADDRINUSE') return new Fault('port-busy', `${address} is already in use`);
  return new Fault('usage', `cannot listen on ${address}: ${error.message}`);
}
