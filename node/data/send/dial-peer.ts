/**
 * A connection to exactly the node that was meant, whichever way it is reached (src/model/reach.ts): each is tried in turn,
 * and the first that is found is the one of all further connections of the same transfer. Who is at the other end is proven
 * in the same manner in all of them.
 */
import { connect, type Socket } from 'node:net';
import type { Identity } from '../../../src/link/identity.ts';
import { visitRelay } from '../../../src/link/visit-relay.ts';
import { type ReachKind, reachKinds } from '../../../src/model/reach.ts';
import { makeTicket } from '../../../src/protocol/meeting.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { unlessAborted } from '../../../src/runtime/unless-aborted.ts';
import { dialNode, secured } from '../meet/dial-node.ts';
import { awaitAtHome, metAtHome } from '../meet/home-place.ts';
import type { Meetings } from '../meet/meetings.ts';

export interface DialPeerOptions {
  /** `host:port`; undefined when the peer has no data port. */
  readonly address?: string | undefined;
  readonly node: string;
  /** As it is now: it may be renewed between two connections. */
  readonly identity: () => Identity;
  /** Undefined where nobody can bring the two together: then it is dialled, or not reached. */
  readonly meetings: Meetings | undefined;
  readonly signal: AbortSignal;
}

type Way<Needs = { readonly meetings: Meetings }> = (options: DialPeerOptions & Needs) => Promise<Socket>;

const relayedHandshakeMs = 10_000;

/** Throws `node-unreachable` with the reason of every way, and the signal's reason. */
export async function dialPeer(options: DialPeerOptions): Promise<Socket> {
  const { meetings, signal } = options;
  if (meetings === undefined) return await direct(options);
  if (meetings.found !== undefined) return await ways[meetings.found]({ ...options, meetings });
  const failed: { readonly kind: ReachKind; readonly message: string }[] = [];
  for (const kind of reachKinds) {
    try {
      const socket = await ways[kind]({ ...options, meetings });
      const why = failed.map(({ message }) => message).join('; ');
      meetings.find({ kind, ...(why !== '' && { why }) });
      return socket;
    } catch (thrown) {
      signal.throwIfAborted();
      failed.push({ kind, message: asFault(thrown).message });
    }
  }
  const reasons = failed.map(({ kind, message }) => `${kind}: ${message}`).join('; ');
  throw new Fault('node-unreachable', `${options.node} cannot be reached (${reasons})`);
}

const direct: Way<unknown> = async ({ address, node, identity, meetings, signal }) => {
  if (address === undefined) throw new Fault('node-unreachable', `${node} offers no data port`);
  const before = meetings?.found ?? meetings?.last ?? 'direct';
  return await dialNode({
    address,
    node,
    identity: identity(),
    alpn: undefined,
    isDoubtful: before !== 'direct',
    signal,
  });
};

/** The TLS of the peer ends where this node's data port is; from there to here it is a socket of this process. */
const reversed: Way = async ({ meetings, node, signal }) => {
  if (meetings.home === undefined) throw new Fault('node-unreachable', 'this node offers no data port');
  const ticket = makeTicket();
  const local = connect(meetings.home);
  // While the peer is on its way nobody else listens.
  local.on('error', () => local.destroy());
  try {
    await unlessAborted(awaitAtHome(local, { ticket, node }), signal);
    await meetings.summon({ kind: 'reversed', ticket }, signal);
    await unlessAborted(metAtHome(local), signal);
    return local;
  } catch (thrown) {
    local.destroy();
    throw thrown;
  }
};

const relayed: Way = async ({ meetings, node, identity, signal }) => {
  const { hub } = meetings;
  const ticket = makeTicket();
  await meetings.summon({ kind: 'relayed', ticket }, signal);
  const socket = await visitRelay({ hub, ticket, identity: identity(), signal });
  const unreachable = (why: string, cause?: unknown): Fault =>
    new Fault('node-unreachable', `cannot reach ${node} through the hub: ${why}`, { cause });
  return await secured({
    socket,
    node,
    identity: identity(),
    alpn: undefined,
    limitMs: relayedHandshakeMs,
    unreachable,
    signal,
  });
};

const ways: Readonly<Record<ReachKind, Way>> = { direct, reversed, relayed };
