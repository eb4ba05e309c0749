/** A TLS connection to the data port of exactly the node that was meant. */
import { connect, type Socket } from 'node:net';
import { connect as startTls, type TLSSocket } from 'node:tls';
import { splitAddress } from '../../../src/link/address.ts';
import { holderCheck, type Identity, nodeUri, secureContext } from '../../../src/link/identity.ts';
import { Fault } from '../../../src/runtime/fault.ts';

export interface DialNodeOptions {
  /** `host:port`. */
  readonly address: string;
  readonly node: string;
  readonly identity: Identity;
  /** What the connection is for; undefined for a data link. */
  readonly alpn: string | undefined;
  /** There was no way the last time: little time is lost on finding that there still is none. */
  readonly isDoubtful?: boolean;
  readonly signal: AbortSignal;
}

/** A firewall that drops what it does not like answers nothing: there are other ways to try. */
const connectLimitMs = 4000;
const doubtfulLimitMs = 1500;
/** Who is there is given time: it may be far away, or busy. */
const handshakeLimitMs = 10_000;

/**
 * Throws `node-unreachable`, also when somebody else answers: an address that went to another machine is told anew when the
 * node is back. Throws `revoked`, and the signal's reason.
 */
export async function dialNode(options: DialNodeOptions): Promise<TLSSocket> {
  const { address, node, identity, alpn, isDoubtful = false, signal } = options;
  const socket = connect(splitAddress(address));
  const unreachable = (why: string, cause?: unknown): Fault =>
    new Fault('node-unreachable', `cannot reach ${node} at ${address}: ${why}`, { cause });
  const limitMs = isDoubtful ? doubtfulLimitMs : connectLimitMs;
  await opened({ socket, event: 'connect', limitMs, unreachable, signal });
  return await secured({ socket, node, identity, alpn, limitMs: handshakeLimitMs, unreachable, signal });
}

export interface SecureOptions extends Pick<DialNodeOptions, 'node' | 'identity' | 'alpn' | 'signal'> {
  /** Connected to where the node is to answer. */
  readonly socket: Socket;
  readonly limitMs: number;
  readonly unreachable: (why: string, cause?: unknown) => Fault;
}

/** TLS with exactly this node in a connection that is there, which ends with it. */
export async function secured({ socket, node, identity, alpn, ...wait }: SecureOptions): Promise<TLSSocket> {
  // What breaks it breaks the TLS in it, which says so.
  socket.on('error', () => {});
  const secure = startTls({
    socket,
    ...secureContext(identity),
    ...(alpn !== undefined && { ALPNProtocols: [alpn] }),
    checkServerIdentity: (_host, certificate) => holderCheck(nodeUri(node), identity.distrusted)(node, certificate),
  });
  return await opened({ ...wait, socket: secure, event: 'secureConnect' });
}

interface OpeningOptions<S extends Socket> extends Pick<SecureOptions, 'limitMs' | 'unreachable' | 'signal'> {
  readonly socket: S;
  readonly event: 'connect' | 'secureConnect';
}

/** The socket when it is open. What is not, is destroyed. */
async function opened<S extends Socket>({
  socket,
  event,
  limitMs,
  unreachable,
  signal,
}: OpeningOptions<S>): Promise<S> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => reject(unreachable(`no answer within ${limitMs / 1000} s`)), limitMs);
  const onAbort = (): void => reject(signal.reason);
  const onError = (cause: Error): void =>
    reject(cause instanceof Fault && cause.code === 'revoked' ? cause : unreachable(cause.message, cause));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  socket.once(event, () => resolve());
  socket.once('error', onError);
  socket.once('close', () => reject(unreachable('it closed the connection')));
  try {
    await promise;
    socket.off('error', onError);
    return socket;
  } catch (thrown) {
    // The one that was thrown says it all.
    socket.on('error', () => {});
    socket.destroy();
    throw thrown;
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', onAbort);
  }
}
