/**
 * One peer that sends to this node, from its greeting to its end. The session owns the connection, the destination folder
 * and the threads that work for it; when one of them ends, all of them do, and partial files are gone.
 */
import type { Buffer } from 'node:buffer';
import type { TLSSocket } from 'node:tls';
import type { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import {
  type FrameHead,
  type FrameKind,
  maxControlBytes,
  maxGreetingBytes,
} from '../../../src/protocol/block-frame.ts';
import {
  Greeting,
  greetingLimitMs,
  type LookAnswer,
  LookMessage,
  type ReceiverMessage,
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
import type { IncomingLane } from './incoming-lane.ts';
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
  readonly #channel: DataChannel<ReceiverMessage | LookAnswer>;
  readonly #stop = new AbortController();
  readonly #greeting = Promise.withResolvers<Buffer>();
  #isGreeted = false;
  #serving: Served | undefined;

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

  get socketBytes(): number {
    return this.#channel.socketBytes;
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
    if (head.kind === 'blocks' && this.#serving?.lane !== undefined) return this.#serving.lane.roomFor(head.bodyBytes);
    if (head.kind !== 'control') throw new Fault('bad-message', `a ${head.kind} frame is not expected now`);
    return boundedRoom(head, this.#serving === undefined ? maxGreetingBytes : maxControlBytes);
  }

  onFrame(kind: FrameKind, body: Buffer): void {
    if (kind === 'blocks') this.#serving?.lane?.put(body.length);
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
    await this.#options.onAdmitted(admission);
    clearTimeout(late);
    return admission.kind === 'look' ? await this.#look(admission, parts) : await this.#serve(admission, parts);
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
    const audit = { file: this.#options.auditFile, transfer, source, destination, checksum: 'none' } as const;
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
    this.#channel.say({ type: 'welcome', version: admission.version, ...capabilities });
    return serving;
  }
}

/** Opening the folder may take longer than a sender stays silent. */
function confirmAlive(body: Buffer): void {
  if (parseMessage(LookMessage, body).type === 'alive') return;
  throw new Fault('bad-message', 'a peer spoke before it was let in');
}
