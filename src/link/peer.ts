/**
 * One control link: our half of the conversation with whoever is at the other end of a WebSocket. Requests wait for their
 * reply, notices wait for nothing; every body is checked by the schema of the side it belongs to; an unknown name is
 * answered with a fault, never ignored. When the link ends, everything that waits on it fails with `link-lost`.
 */
import type { WebSocket } from 'ws';
import { understoodWishes } from '../model/transfer-wishes.ts';
import { Envelope, maxMessageBytes } from '../protocol/envelope.ts';
import { faultFromBody, faultToBody } from '../protocol/fault-body.ts';
import type { NoticeBody, NoticeName, ReplyBody, RequestBody, RequestName, Side } from '../protocol/side.ts';
import { agreedVersion, spokenVersions } from '../protocol/version.ts';
import { asFault, Fault } from '../runtime/fault.ts';
import { AwaitedReplies } from './awaited-replies.ts';
import { watchHeartbeat } from './heartbeat.ts';
import { LatestNotice } from './latest-notice.ts';

/** What we do when the other side asks or tells: one function a name of our side. */
export interface Handlers<Ours extends Side> {
  readonly requests: {
    readonly [N in RequestName<Ours>]: (body: RequestBody<Ours, N>, signal: AbortSignal) => Promise<ReplyBody<Ours, N>>;
  };
  /** `message` is what the body was read from. */
  readonly notices: { readonly [N in NoticeName<Ours>]: (body: NoticeBody<Ours, N>, message: Buffer) => void };
}

export interface PeerOptions<Ours extends Side, Theirs extends Side> {
  readonly socket: WebSocket;
  /** What the other side may ask of us. */
  readonly ours: Ours;
  /** What we may ask of the other side. */
  readonly theirs: Theirs;
  readonly handlers: Handlers<Ours>;
  /** Said in our hello, for the other side's log: `hub 0.1.0`. */
  readonly program: string;
  /** A notice of which only the latest counts, and how often that is heard; absent where each is. */
  readonly latest?: { readonly name: NoticeName<Ours>; readonly everyMs: number };
}

const requestTimeoutMs = 30_000;
const helloTimeoutMs = 10_000;
/** For the other side's goodbye. */
const partingMs = 1000;
/** Above this a notice is not sent (the caller merges and tries again); far above it the peer is given up. */
const noticeWatermarkBytes = 1024 * 1024;
const stalledPeerBytes = 32 * 1024 * 1024;
/** Requests of the other side that are not answered yet: far more than any program of ours has. */
const mostUnderWay = 1000;
/** How the answer to a request begins that is not known, in every version. */
const unknownRequest = 'unknown request ';

export class Peer<Ours extends Side, Theirs extends Side> implements AsyncDisposable {
  /** Resolves, never rejects, when the link has ended; the fault says why. */
  readonly closed: Promise<Fault>;
  readonly #options: PeerOptions<Ours, Theirs>;
  readonly #replies = new AwaitedReplies();
  readonly #ended = new AbortController();
  readonly #hello = Promise.withResolvers<string>();
  readonly #latest: LatestNotice | undefined;
  #program = 'the other side';
  #wishes: readonly string[] | undefined;
  #underWay = 0;
  #latencyMs: number | undefined;

  constructor(options: PeerOptions<Ours, Theirs>) {
    this.#options = options;
    const { socket, latest } = options;
    this.#latest = latest && new LatestNotice({ ...latest, hear: (message) => this.#take(message, false) });
    const closed = Promise.withResolvers<Fault>();
    this.closed = closed.promise;
    this.#hello.promise.catch(() => undefined);
    // ws hands out Buffers unless it is asked for something else.
    socket.on('message', (data, isBinary) => this.#receive(data as Buffer, isBinary));
    socket.once('error', (cause) => this.#end(new Fault('link-lost', `the link broke: ${cause.message}`, { cause })));
    socket.once('close', (code, reason) => {
      this.#end(new Fault('link-lost', `the link closed (${code}${reason.length > 0 ? ` ${String(reason)}` : ''})`));
      closed.resolve(asFault(this.#ended.signal.reason));
    });
    watchHeartbeat({
      socket,
      onLatency: (ms) => {
        this.#latencyMs = ms;
      },
      onSilence: () => this.#end(new Fault('link-lost', 'the other side fell silent')),
    });
  }

  /** Aborts with the fault when the link ends. */
  get signal(): AbortSignal {
    return this.#ended.signal;
  }

  /** Latest round trip in milliseconds, undefined before the first. */
  get latencyMs(): number | undefined {
    return this.#latencyMs;
  }

  /** What of a transfer the other side understands (transfer-wishes.ts), once it has greeted; undefined if it did not say. */
  get wishes(): readonly string[] | undefined {
    return this.#wishes;
  }

  /** Exchanges hellos; resolves with the other side's program once a common version is found. */
  async greet(): Promise<string> {
    const { program } = this.#options;
    this.#send({ type: 'hello', versions: [...spokenVersions], program, wishes: [...understoodWishes] });
    const timer = setTimeout(() => this.#end(new Fault('timeout', 'no hello came')), helloTimeoutMs);
    try {
      return await this.#hello.promise;
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * Asks; resolves with the checked reply, rejects with the other side's fault, `timeout`, `link-lost`, the signal's reason,
   * `bad-message` for what is too long, or `version-mismatch` when the other side does not know the request.
   */
  async request<N extends RequestName<Theirs>>(
    name: N,
    body: RequestBody<Theirs, N>,
    { signal, timeoutMs = requestTimeoutMs }: { readonly signal?: AbortSignal; readonly timeoutMs?: number } = {},
  ): Promise<ReplyBody<Theirs, N>> {
    this.#ended.signal.throwIfAborted();
    signal?.throwIfAborted();
    const send = (id: number) => this.#send({ type: 'request', id, name, body });
    const answer = await this.#replies.to(send, { name, timeoutMs, signal });
    const reply = this.#options.theirs.requests[name]?.reply.safeParse(answer);
    if (reply?.success !== true)
      throw new Fault('bad-message', `the answer to ${name} could not be understood`, { cause: reply?.error });
    return reply.data as ReplyBody<Theirs, N>;
  }

  /** Tells; false when nothing was sent, because the other side is behind (the caller merges and tries again) or it is too long. */
  notify<N extends NoticeName<Theirs>>(name: N, body: NoticeBody<Theirs, N>): boolean {
    return !this.#isBehind && this.notifyText(name, JSON.stringify(body));
  }

  /** The same with a body that is written as JSON already. */
  notifyText(name: NoticeName<Theirs>, body: string): boolean {
    if (this.#isBehind) return false;
    const text = `{"type":"notice","name":${JSON.stringify(name)},"body":${body}}`;
    if (!isShortEnough(text)) return false;
    this.#sendText(text);
    return true;
  }

  get #isBehind(): boolean {
    return this.#ended.signal.aborted || this.#options.socket.bufferedAmount > noticeWatermarkBytes;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.socket.close(1000);
    const timer = setTimeout(() => this.#options.socket.terminate(), partingMs);
    await this.closed;
    clearTimeout(timer);
  }

  /** Ends the link at once and says why on both sides; what still comes is not heard. */
  refuse(fault: Fault): void {
    const { socket } = this.#options;
    socket.close(4000, fault.code);
    const timer = setTimeout(() => socket.terminate(), partingMs);
    void this.closed.then(() => clearTimeout(timer));
    this.#end(fault);
  }

  /** Throws `bad-message` for what the other side would answer with the end of the link. */
  #send(envelope: Envelope): void {
    const text = JSON.stringify(envelope);
    if (!isShortEnough(text)) {
      throw new Fault('bad-message', `a ${envelope.type} would be longer than a message may be; ask for less at once`);
    }
    this.#sendText(text);
  }

  #sendText(text: string): void {
    if (this.#options.socket.bufferedAmount > stalledPeerBytes) {
      this.#end(new Fault('link-lost', 'the other side stopped reading'));
      return;
    }
    this.#options.socket.send(text);
  }

  #end(fault: Fault): void {
    if (this.#ended.signal.aborted) return;
    this.#ended.abort(fault);
    this.#hello.reject(fault);
    this.#latest?.[Symbol.dispose]();
    this.#replies.end(fault);
    const { socket } = this.#options;
    if (socket.readyState !== socket.CLOSING && socket.readyState !== socket.CLOSED) socket.terminate();
  }

  #receive(message: Buffer, isBinary: boolean): void {
    if (!isBinary && this.#latest?.hold(message)) return;
    this.#latest?.release();
    this.#take(message, isBinary);
  }

  #take(message: Buffer, isBinary: boolean): void {
    if (this.#ended.signal.aborted) return;
    const envelope = isBinary ? undefined : parseEnvelope(String(message));
    if (envelope === undefined) {
      this.refuse(new Fault('bad-message', 'the other side sent something that is no message'));
      return;
    }
    switch (envelope.type) {
      case 'hello':
        this.#greeted(envelope);
        break;
      case 'request':
        void this.#answer(envelope.id, envelope.name, envelope.body);
        break;
      case 'reply':
        this.#replies.settle(envelope.id, { body: envelope.body });
        break;
      case 'failure':
        this.#replies.settle(envelope.id, { fault: this.#refusal(faultFromBody(envelope.fault)) });
        break;
      case 'notice':
        this.#hear(envelope.name, envelope.body, message);
        break;
      default:
        envelope satisfies never;
    }
  }

  #greeted({ versions, program, wishes }: Extract<Envelope, { type: 'hello' }>): void {
    this.#program = program;
    this.#wishes = wishes;
    if (agreedVersion(versions) !== undefined) this.#hello.resolve(program);
    else {
      const theirs = `${program} speaks versions ${versions.join(', ')}`;
      this.refuse(new Fault('version-mismatch', `${theirs}; we speak ${spokenVersions.join(', ')}`));
    }
  }

  #refusal(fault: Fault): Fault {
    if (fault.code !== 'bad-message' || !fault.message.startsWith(unknownRequest)) return fault;
    const name = fault.message.slice(unknownRequest.length);
    return new Fault('version-mismatch', `${this.#program} is too old for ${name}; upgrade it`, { cause: fault });
  }

  async #answer(id: number, name: string, body: unknown): Promise<void> {
    this.#underWay += 1;
    try {
      if (this.#underWay > mostUnderWay)
        throw new Fault('too-many-requests', `${mostUnderWay} requests of this link wait for their answer already`);
      const shape = Object.hasOwn(this.#options.ours.requests, name) ? this.#options.ours.requests[name] : undefined;
      if (shape === undefined) throw new Fault('bad-message', `${unknownRequest}'${name.slice(0, 64)}'`);
      const parsed = shape.request.safeParse(body);
      if (!parsed.success)
        throw new Fault(
          'bad-message',
          `${name}: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`,
        );
      const handle = this.#options.handlers.requests[name as RequestName<Ours>];
      const reply = await handle(parsed.data as never, this.#ended.signal);
      if (!this.#ended.signal.aborted) this.#send({ type: 'reply', id, body: reply });
    } catch (thrown) {
      if (!this.#ended.signal.aborted) this.#send({ type: 'failure', id, fault: faultToBody(asFault(thrown)) });
    } finally {
      this.#underWay -= 1;
    }
  }

  #hear(name: string, body: unknown, message: Buffer): void {
    const shape = Object.hasOwn(this.#options.ours.notices, name) ? this.#options.ours.notices[name] : undefined;
    const parsed = shape?.safeParse(body);
    // A notice of a newer peer that we do not know asks for nothing; a known one that is malformed is a broken peer.
    if (parsed === undefined) return;
    if (parsed.success) this.#options.handlers.notices[name as NoticeName<Ours>](parsed.data as never, message);
    else this.refuse(new Fault('bad-message', `the notice ${name} could not be understood`, { cause: parsed.error }));
  }
}

function isShortEnough(text: string): boolean {
  return Buffer.byteLength(text) <= maxMessageBytes;
}

function parseEnvelope(text: string): Envelope | undefined {
  try {
    return Envelope.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
