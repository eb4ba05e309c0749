/**
 * The thread that owns the data port and every connection to it, and those that this node has dialled to be sent to.
 * Strangers are told to go before they are listened to; a greeting has ten seconds and 64 KiB.
 */
import { constants } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type TLSSocket } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';
import { type LimiterMemory, RateLimiter } from '../../../src/engine/pipeline/rate-limiter.ts';
import { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import type { Address } from '../../../src/link/address.ts';
import { type Identity, secureContext } from '../../../src/link/identity.ts';
import { listenFault } from '../../../src/link/listen-fault.ts';
import type { FaultNote } from '../../../src/model/transfer-state.ts';
import { paceSince } from '../../../src/protocol/data-link.ts';
import { meetingAlpn, type Ticket } from '../../../src/protocol/meeting.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { type Root, rootsOf } from '../../roots.ts';
import type { ReceivedSummary, Refusal } from '../data-plane.ts';
import { HomePlace } from '../meet/home-place.ts';
import { type Admission, nodeName, peerOf, sessionName } from './admission.ts';
import { DataSession } from './data-session.ts';
import { Handshakes } from './handshakes.ts';
import { IncomingPlaces } from './incoming-places.ts';
import { OutgoingVisits, type Visit } from './outgoing-visits.ts';
import { Paces } from './paces.ts';

export interface ListenerSetting {
  /** Undefined with `--listen none`. */
  readonly listen: Address | undefined;
  /** `host:port`. */
  readonly hub: string;
  /** For who waits here for a peer (home-place.ts). */
  readonly home: string;
  readonly name: string;
  readonly identity: Identity;
  readonly grantKey: string;
  readonly roots: readonly Root[];
  readonly auditFile: string;
  readonly nodeLimiter: LimiterMemory;
  readonly maxTransfers: number;
}

export type ListenerOrder =
  | { readonly kind: 'replace-identity'; readonly identity: Identity }
  | { readonly kind: 'hub-clock'; readonly aheadMs: number }
  | { readonly kind: 'distrust'; readonly fingerprints: readonly string[] }
  | { readonly kind: 'visit'; readonly visit: Visit }
  | { readonly kind: 'close' };

export type ListenerReport =
  | { readonly kind: 'listening'; readonly port: number }
  | { readonly kind: 'visited'; readonly ticket: Ticket; readonly failure?: FaultNote }
  | { readonly kind: 'cannot-listen'; readonly code: string; readonly message: string }
  | { readonly kind: 'received'; readonly summary: ReceivedSummary }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Connections, also those that have not said who they are. */
const mostConnections = 640;
const mostSessions = 64;
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
const places = new IncomingPlaces({ name: setting.name, most: setting.maxTransfers });
const admitted = new Map<string, Admitted>();
let hubAheadMs = 0;
const distrusted = new Set(setting.identity.distrusted);
/** All that have a connection, let in or not. */
const sessions = new Map<DataSession, Promise<void>>();

const handshakes = new Handshakes();
let { identity } = setting;
const visits = new OutgoingVisits({
  hub: setting.hub,
  identity: () => ({ ...identity, distrusted: [...distrusted] }),
  onSecured: (socket) => void serve(socket),
  onConnected: (socket) => void server.emit('connection', socket),
});
const home = new HomePlace({ name: setting.name, path: setting.home });

// A resumed TLS session would not show its certificate again, so there are no tickets. Who has no certificate of ours is
// turned away by the session, which can say why.
const server = createServer({
  ...secureContext(setting.identity),
  requestCert: true,
  rejectUnauthorized: false,
  secureOptions: constants.SSL_OP_NO_TICKET,
  ALPNProtocols: [meetingAlpn],
});
server.maxConnections = mostConnections;
server.on('connection', (socket) => handshakes.begin(socket));
server.on('secureConnection', (socket) => {
  handshakes.end(socket);
  void (socket.alpnProtocol === meetingAlpn ? meet(socket) : serve(socket));
});
server.on('tlsClientError', (error, socket) => {
  refused(socket.remoteAddress ?? 'unknown', new Fault('refused', error.message));
  socket.destroy();
});
if (setting.listen === undefined) report({ kind: 'listening', port: 0 });
else void listen(setting.listen);

port.on('message', (order: ListenerOrder) => {
  if (order.kind === 'replace-identity') {
    ({ identity } = order);
    server.setSecureContext(secureContext(identity));
  } else if (order.kind === 'hub-clock') hubAheadMs = order.aheadMs;
  else if (order.kind === 'distrust') expel(order.fingerprints);
  else if (order.kind === 'visit') void visit(order.visit);
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

async function listen(address: Address): Promise<void> {
  server.listen(address);
  try {
    await once(server, 'listening');
    await home.open();
  } catch (thrown) {
    server.close();
    const { code, message } = thrown instanceof Fault ? thrown : listenFault(thrown as NodeJS.ErrnoException, address);
    report({ kind: 'cannot-listen', code, message });
    port?.close();
    return;
  }
  const bound = server.address();
  if (bound !== null && typeof bound === 'object') report({ kind: 'listening', port: bound.port });
}

async function visit(wanted: Visit): Promise<void> {
  const { ticket } = wanted;
  try {
    await visits.go(wanted);
    report({ kind: 'visited', ticket });
  } catch (thrown) {
    const { code, message } = asFault(thrown);
    report({ kind: 'visited', ticket, failure: { code, message } });
  }
}

/** A peer that a transfer of this node waits for. */
async function meet(socket: TLSSocket): Promise<void> {
  const peer = peerOf(socket);
  socket.on('error', () => socket.destroy());
  try {
    await home.receive(socket, nodeName(peer, distrusted));
  } catch (thrown) {
    refused(peer.shown, asFault(thrown));
    socket.destroy();
  }
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
    sessionOf: (granted) => admitted.get(sessionName(granted))?.session,
    onAdmitted: async (granted) => {
      const name = sessionName(granted);
      await makeRoom(name);
      if (granted.kind === 'transfer') places.enter(name, { from: granted.from, now: performance.now() });
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
    const fault = asFault(thrown);
    // Who waits for a place has done nothing wrong, and asks again every few seconds.
    if (fault.code !== 'node-busy') refused(session.peer, fault);
  } finally {
    clearInterval(timer);
    summarize(true);
    const name = admission && sessionName(admission);
    if (name !== undefined && admitted.get(name)?.session === session) {
      admitted.delete(name);
      places.leave(name);
    }
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
  visits[Symbol.dispose]();
  home[Symbol.dispose]();
  handshakes[Symbol.dispose]();
  for (const session of sessions.keys()) session.end(new Fault('link-lost', 'this node stops'));
  await Promise.all(sessions.values());
  port?.close();
}
