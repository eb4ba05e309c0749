/** A connection to the data port of exactly the node that was meant. */
import { connect, type TLSSocket } from 'node:tls';
import { splitAddress } from '../../../src/link/address.ts';
import { holderCheck, type Identity, nodeUri, secureContext } from '../../../src/link/identity.ts';
import { Fault } from '../../../src/runtime/fault.ts';

export interface DialPeerOptions {
  /** `host:port`. */
  readonly address: string;
  readonly node: string;
  readonly identity: Identity;
  readonly signal: AbortSignal;
}

const connectLimitMs = 10_000;

/** Throws `node-unreachable`, `refused` when another one answers, and the signal's reason. */
export async function dialPeer({ address, node, identity, signal }: DialPeerOptions): Promise<TLSSocket> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({
    ...splitAddress(address),
    ...secureContext(identity),
    checkServerIdentity: holderCheck(nodeUri(node), identity.distrusted),
  });
  const unreachable = (why: string, cause?: unknown): Fault =>
    new Fault('node-unreachable', `cannot reach ${node} at ${address}: ${why}`, { cause });
  const late = setTimeout(() => reject(unreachable(`no answer within ${connectLimitMs / 1000} s`)), connectLimitMs);
  const onAbort = (): void => reject(signal.reason);
  const onError = (cause: Error): void => reject(cause instanceof Fault ? cause : unreachable(cause.message, cause));
  signal.addEventListener('abort', onAbort, { once: true });
  socket.once('secureConnect', () => resolve());
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
