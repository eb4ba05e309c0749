/**
 * One peer that sends to this node, from its greeting to its end. The session owns the connection, the destination folder
 * and the threads that work for it; when one of them ends, all of them do, and partial files are gone.
 */
import type { Buffer } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import type { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { formatLocation } from '../../../src/model/location.ts';
import { mostStreams } from '../../../src/model/streams.ts';
import {
  type FrameHead,
  type FrameKind,
  maxControlBytes,
  maxGreetingBytes,
} from '../../../src/protocol/block-frame.ts';
import {
  Greeting,
  greetingLimitMs,
  type Join,
  type LookAnswer,
  LookMessage,
  type ReceiverMessage,
  type StreamAnswer,
  streamsSince,
} from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { boundedRoom, DataChannel } from '../link/data-channel.ts';
import { parseMessage } from '../link/message-text.ts';
import {
  type Admission,
  type AdmissionRules,
  admit,
  admitLook,
  type DataPeer,
  type LookAdmission,
  nodeName,
  peerOf,
  type TransferAdmission,
} from './admission.ts';
import { FolderThread } from './folder-thread.ts';
import type { IncomingFrame, IncomingLane } from './incoming-lane.ts';
import { JoinedStream } from './joined-stream.ts';
import { LookThread } from './look-thread.ts';
import { Looking } from './looking.ts';
import { Serving, type SessionCounts } from './serving.ts';

export interface SessionOptions extends AdmissionRules {
  readonly socket: TLSSocket;
  readonly auditFile: string;
  readonly throttle: Throttle;
  /** Fingerprints of certificates that are not believed any more; it grows meanwhile. */
  readonly distrusted: ReadonlySet<string>;
  /** The hub's clock, as far as it is known; milliseconds since 1970. */
  readonly now: () => number;
  /** Resolves when the session may begin: the same transfer has no other one any more. Throws to turn the peer away. */
  readonly onAdmitted: (admission: Admission) => Promise<void>;
  /** The session of the transfer that is under way, if there is one. */
  readonly sessionOf: (admission: TransferAdmission) => DataSession | undefined;
}

/** What takes the frames of a peer that was let in. */
interface Served extends AsyncDisposable {
  readonly lane: IncomingLane | undefined;
  take(body: Buffer): void;
}

export class DataSession {
  readonly counts: SessionCounts = { files: 0, bytes: 0 };
  /** Who is at the other end, for logs. */
  readonly peer: string;
  readonly #peer: DataPeer;
  readonly #options: SessionOptions;
  readonly #channel: DataChannel<ReceiverMessage | LookAnswer | StreamAnswer>;
  readonly #stop = new AbortController();
  readonly #greeting = Promise.withResolvers<Buffer>();
  #isGreeted = false;
  #serving: Served | undefined;
  /** What further connections of its sender show to be let in. */
  readonly #name = randomUUID();
  readonly #further = new Set<DataSession>();
  /** Of further connections that have ended. */
  #furtherBytes = 0;
  #isCountingFrames = false;
  #incoming: IncomingFrame | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.#peer = peerOf(options.socket);
    this.peer = this.#peer.shown;
    // Who is turned away at once is not listened to any more.
    this.#greeting.promise.catch(() => {});
    const { socket, throttle } = options;
    this.#channel = DataChannel.open({ socket, throttle, sink: this, peer: this.peer });
  }

  static open(options: SessionOptions): DataSession {
    return new DataSession(options);
  }

  /** Of the certificate at the other end, if it is one of our authority. */
  get fingerprint(): string | undefined {
    return this.#peer.fingerprint;
  }

  /** Of all its connections. */
  get socketBytes(): number {
    const further = [...this.#further].reduce((sum, { socketBytes }) => sum + socketBytes, this.#furtherBytes);
    return this.#channel.socketBytes + further;
  }

  pace(bytesPerSecond: number | undefined): void {
    this.#channel.say({ type: 'pace', bytesPerSecond: bytesPerSecond ?? null });
  }

  /** Turns a peer out that was let in, and tells it why; nothing more of it is taken. */
  expel({ code, message }: Fault): void {
    this.#channel.say({ type: 'failure', fault: { code, message } });
    this.#channel.endPolitely(new Fault('refused', message));
  }

  end(reason: Fault): void {
    this.#channel.end(reason);
  }

  /** Ends when the connection has ended and everything is let go of. Throws why the peer was turned away. */
  async run(): Promise<void> {
    const closed = this.#channel.closed.then((fault) => {
      this.#stop.abort(fault);
      this.#greeting.reject(fault);
      for (const stream of this.#further) stream.end(fault);
      return fault;
    });
    try {
      await using parts = new AsyncDisposableStack();
      const serving = await this.#admit(parts);
      this.#serving = serving;
      await closed;
    } catch (thrown) {
      this.expel(asFault(thrown));
      throw thrown;
    } finally {
      await closed;
    }
  }

  roomFor(head: FrameHead): Buffer {
    const lane = head.kind === 'blocks' ? this.#serving?.lane : undefined;
    if (lane !== undefined) {
      const number = this.#isCountingFrames ? head.number : undefined;
      this.#incoming = lane.frame({ bodyBytes: head.bodyBytes, number });
      return this.#incoming.bytes;
    }
    if (head.kind !== 'control') throw new Fault('bad-message', `a ${head.kind} frame is not expected now`);
    return boundedRoom(head, this.#serving === undefined ? maxGreetingBytes : maxControlBytes);
  }

  onFrame(kind: FrameKind, body: Buffer): void {
    if (kind === 'blocks') this.#incoming?.put();
    else if (this.#serving !== undefined) this.#serving.take(body);
    else if (this.#isGreeted) confirmAlive(body);
    else {
      this.#isGreeted = true;
      this.#greeting.resolve(body);
    }
  }

  async #admit(parts: AsyncDisposableStack): Promise<Served> {
    const from = nodeName(this.#peer, this.#options.distrusted);
    const late = setTimeout(() => {
      this.#greeting.reject(new Fault('timeout', `no greeting within ${greetingLimitMs / 1000} s`));
    }, greetingLimitMs);
    parts.defer(() => clearTimeout(late));
    const greeting = parseMessage(Greeting, await this.#greeting.promise);
    const now = this.#options.now();
    const admission =
      greeting.type === 'look'
        ? await admitLook({ from, greeting, now }, this.#options)
        : await admit({ from, greeting, now }, this.#options);
    this.#isCountingFrames = admission.version >= streamsSince;
    if (greeting.type === 'join' && admission.kind === 'transfer') {
      clearTimeout(late);
      return this.#join(this.#sessionFor(admission, greeting), parts);
    }
    await this.#options.onAdmitted(admission);
    clearTimeout(late);
    return admission.kind === 'look' ? await this.#look(admission, parts) : await this.#serve(admission, parts);
  }

  /** Throws `link-lost` for a session that is not there any more, and `not-possible-now` when it has enough. */
  #sessionFor(admission: TransferAdmission, { session }: Join): DataSession {
    const main = this.#options.sessionOf(admission);
    const { transfer } = admission.claims;
    if (main === undefined || main.#name !== session || !main.#isCountingFrames || !main.#channel.isOpen)
      throw new Fault('link-lost', `${transfer} has no session that this connection could join`);
    if (main.#further.size >= mostStreams - 1)
      throw new Fault('not-possible-now', `${transfer} has ${mostStreams} connections already`);
    return main;
  }

  /** When it is lost, what it was to bring is missing: then the whole session begins again. */
  #join(main: DataSession, parts: AsyncDisposableStack): Served {
    main.#further.add(this);
    const joined = new JoinedStream({
      lane: () => main.#serving?.lane,
      onEnd: (wasTold) => {
        main.#further.delete(this);
        main.#furtherBytes += this.#channel.socketBytes;
        if (!wasTold) main.end(new Fault('link-lost', `one of several connections to ${this.peer} was lost`));
      },
    });
    parts.use(joined);
    this.#channel.say({ type: 'joined', version: streamsSince });
    return joined;
  }

  async #look(admission: LookAdmission, parts: AsyncDisposableStack): Promise<Served> {
    const thread = parts.use(LookThread.open(admission.folder));
    const { path, facts } = await thread.opened;
    this.#stop.signal.throwIfAborted();
    const looking = parts.use(new Looking({ channel: this.#channel, path, facts, thread, signal: this.#stop.signal }));
    this.#channel.say({ type: 'seen', version: admission.version, ...facts });
    return looking;
  }

  async #serve(admission: TransferAdmission, parts: AsyncDisposableStack): Promise<Served> {
    const { transfer, source, destination, partialDir } = admission.claims;
    const audit = {
      file: this.#options.auditFile,
      transfer,
      source: formatLocation(source),
      destination: formatLocation(destination),
      checksum: 'none',
      renames: false,
    } as const;
    const { folder, partialDir: rooted, temporaryKey } = admission;
    const unfinishedWish = { partialDir, rooted, temporaryKey };
    const folders = parts.use(FolderThread.open({ folder, unfinished: unfinishedWish, audit }));
    const { path, capabilities, unfinished } = await folders.opened;
    this.#stop.signal.throwIfAborted();
    const { counts } = this;
    const serving = new Serving({
      channel: this.#channel,
      admission,
      path,
      unfinished,
      folders,
      audit,
      counts,
      signal: this.#stop.signal,
    });
    parts.use(serving);
    this.#channel.say({ type: 'welcome', version: admission.version, ...capabilities, session: this.#name });
    return serving;
  }
}

/** Opening the folder may take longer than a sender stays silent. */
function confirmAlive(body: Buffer): void {
  if (parseMessage(LookMessage, body).type === 'alive') return;
  throw new Fault('bad-message', 'a peer spoke before it was let in');
}
