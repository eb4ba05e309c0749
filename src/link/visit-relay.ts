/** The hub as a meeting place: a connection that it will join with another one (src/protocol/meeting.ts). */
import { request } from 'node:https';
import type { Socket } from 'node:net';
import { relayPath, relayProtocol, type Ticket } from '../protocol/meeting.ts';
import { Fault } from '../runtime/fault.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';
import { splitAddress } from './address.ts';
import { holderCheck, hubUri, type Identity, secureContext } from './identity.ts';

export interface RelayVisit {
  /** `host:port` of the hub. */
  readonly hub: string;
  readonly ticket: Ticket;
  readonly identity: Identity;
  readonly signal: AbortSignal;
}

const limitMs = 8000;

/** The hub has let us in; nothing of what comes has been read. Throws `hub-unreachable`, why the hub does not, or the signal's reason. */
export async function visitRelay({ hub, ticket, identity, signal }: RelayVisit): Promise<Socket> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const unreachable = (why: string, cause?: unknown): Fault =>
    new Fault('hub-unreachable', `cannot reach the hub at ${hub}: ${why}`, { cause });
  const asking = request({
    ...splitAddress(hub),
    path: `${relayPath}${ticket}`,
    headers: { connection: 'Upgrade', upgrade: relayProtocol },
    agent: false,
    ...secureContext(identity),
    checkServerIdentity: holderCheck(hubUri),
  });
  const late = setTimeout(() => reject(unreachable(`no answer within ${limitMs / 1000} s`)), limitMs);
  asking.once('upgrade', (_response, socket, head) => {
    if (head.length > 0) socket.unshift(head);
    // Between this moment and the next user of the socket nobody else listens.
    socket.on('error', () => socket.destroy());
    resolve(socket as Socket);
  });
  asking.once('response', ({ statusCode = 0 }) => reject(refusal(statusCode)));
  asking.on('error', (cause) => reject(cause instanceof Fault ? cause : unreachable(cause.message, cause)));
  asking.end();
  try {
    return await unlessAborted(promise, signal);
  } catch (thrown) {
    asking.destroy();
    throw thrown;
  } finally {
    clearTimeout(late);
  }
}

function refusal(status: number): Fault {
  // A hub of 0.1.0 holds no meetings.
  if (status === 404) return new Fault('version-mismatch', 'the hub is too old to relay; upgrade it');
  if (status === 503) return new Fault('node-busy', 'the hub relays as much as it takes on at once');
  return new Fault('refused', `the hub does not relay for this node (${status})`);
}
