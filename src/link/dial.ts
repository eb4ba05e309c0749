/** The calling side of a control link: connect, greet, and an endless iterable of links for who must stay attached. */
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { FaultBody, faultFromBody } from '../protocol/fault-body.ts';
import type { Side } from '../protocol/side.ts';
import { linkPath } from '../protocol/version.ts';
import { type BackoffRule, backoffMs } from '../runtime/backoff.ts';
import { type Clock, systemClock } from '../runtime/clock.ts';
import { asFault, Fault } from '../runtime/fault.ts';
import { unlessAborted } from '../runtime/unless-aborted.ts';
import { holderCheck, hubUri, type Identity, secureContext } from './identity.ts';
import { type Handlers, Peer } from './peer.ts';
import { socketLimits } from './socket-limits.ts';
import { noteDialledWire } from './wire.ts';

export interface DialOptions<Ours extends Side, Theirs extends Side> {
  /** `host:port` of the hub. */
  readonly address: string;
  readonly identity: Identity;
  readonly ours: Ours;
  readonly theirs: Theirs;
  readonly handlers: Handlers<Ours>;
  readonly program: string;
  readonly signal: AbortSignal;
}

const connectTimeoutMs = 10_000;
const refusalCharacters = 10_000;
const redial: BackoffRule = { firstMs: 500, maxMs: 30_000 };

/** One link, greeted. Throws `hub-unreachable`, `refused` or `version-mismatch`. */
export async function dial<Ours extends Side, Theirs extends Side>(
  options: DialOptions<Ours, Theirs>,
): Promise<Peer<Ours, Theirs>> {
  const { address, identity, signal } = options;
  signal.throwIfAborted();
  const socket = new WebSocket(`wss://${address}${linkPath}`, {
    ...secureContext(identity),
    // ws hands this to tls.connect, which wants an error or undefined; the typings of ws say boolean.
    checkServerIdentity: holderCheck(hubUri) as unknown as () => boolean,
    handshakeTimeout: connectTimeoutMs,
    ...socketLimits,
  });
  noteDialledWire(socket);
  const onAbort = (): void => socket.terminate();
  signal.addEventListener('abort', onAbort, { once: true });
  // Listens before the socket opens, so that no message is missed.
  const peer = new Peer({ ...options, socket });
  try {
    await opened(socket, address);
    await peer.greet();
    return peer;
  } catch (thrown) {
    socket.terminate();
    signal.throwIfAborted();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

function opened(socket: WebSocket, address: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('open', () => resolve());
  socket.once('unexpected-response', (request, response) => {
    void refusal(response, address)
      .then(reject)
      .finally(() => request.destroy());
  });
  socket.once('error', (cause) => {
    reject(
      cause instanceof Fault
        ? cause
        : new Fault('hub-unreachable', `cannot reach the hub at ${address}: ${cause.message}`, { cause }),
    );
  });
  socket.once('close', () => reject(new Fault('hub-unreachable', `the hub at ${address} closed the connection`)));
  return promise;
}

/** What a hub says that does not take the link. One of 0.1.0 says nothing but the status. */
async function refusal(response: IncomingMessage, address: string): Promise<Fault> {
  const { statusCode: status } = response;
  const reason = FaultBody.safeParse(await smallJson(response));
  if (reason.success) {
    const { code, message } = faultFromBody(reason.data);
    return new Fault(code, `the hub at ${address} refuses the link: ${message}`);
  }
  const isRefusal = status === 401 || status === 403;
  return new Fault(isRefusal ? 'refused' : 'hub-unreachable', `the hub at ${address} answered ${status}`);
}

/** Undefined for what is too long, broken or no JSON. */
async function smallJson(response: IncomingMessage): Promise<unknown> {
  try {
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) {
      text += String(chunk);
      if (text.length > refusalCharacters) return undefined;
    }
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export interface StayOptions<Ours extends Side, Theirs extends Side> extends DialOptions<Ours, Theirs> {
  readonly clock?: Clock;
  /** Told of every failed attempt and every lost link, with the wait before the next attempt. */
  readonly onAway: (fault: Fault, retryInMs: number) => void;
}

/** A link after another, for ever: yields each when it is up; the next is dialled when the one before has ended. */
export async function* stayDialled<Ours extends Side, Theirs extends Side>(
  options: StayOptions<Ours, Theirs>,
): AsyncGenerator<Peer<Ours, Theirs>, void, void> {
  const clock = options.clock ?? systemClock;
  let attempt = 0;
  while (!options.signal.aborted) {
    let fault: Fault;
    try {
      await using peer = await dial(options);
      attempt = 0;
      yield peer;
      fault = await unlessAborted(peer.closed, options.signal);
    } catch (thrown) {
      fault = asFault(thrown);
    }
    if (options.signal.aborted) return;
    attempt += 1;
    const retryInMs = backoffMs(redial, attempt);
    options.onAway(fault, retryInMs);
    await clock.sleep(retryInMs, options.signal).catch(() => undefined);
  }
}
