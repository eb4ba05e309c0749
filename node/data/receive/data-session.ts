/**
 * One peer that sends to this node, from its greeting to its end. The session owns the connection, the destination folder
 * and the threads that work for it; when one of them ends, all of them do, and partial files are gone.
 */
import type { Buffer } from 'node:buffer';
import type { TLSSocket } from 'node:tls';
import type { Holder } from '../../../src/link/identity.ts';
import {
  type FrameHead,
  type FrameKind,
  maxControlBytes,
  maxGreetingBytes,
} from '../../../src/protocol/block-frame.ts';
import { greetingLimitMs, Hello, type ReceiverMessage, SenderMessage } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { boundedRoom, DataChannel } from '../link/data-channel.ts';
import { parseMessage } from '../link/message-text.ts';
import { type Admission, type AdmissionRules, admit, nodeName, peerOf } from './admission.ts';
import { FolderThread } from './folder-thread.ts';
import { Serving, type SessionCounts } from './serving.ts';

export interface SessionOptions extends AdmissionRules {
  readonly socket: TLSSocket;
  readonly auditFile: string;
  /** Resolves when the session may begin: the same transfer has no other one any more. Throws to turn the peer away. */
  readonly onAdmitted: (admission: Admission) => Promise<void>;
}

export class DataSession {
  readonly counts: SessionCounts = { files: 0, bytes: 0 };
  /** Who is at the other end, for logs. */
  readonly peer: string;
  readonly #holder: Holder | undefined;
  readonly #options: SessionOptions;
  readonly #channel: DataChannel<ReceiverMessage>;
  readonly #stop = new AbortController();
  readonly #greeting = Promise.withResolvers<Buffer>();
  #isGreeted = false;
  #serving: Serving | undefined;

  private constructor(options: SessionOptions) {
    this.#options = options;
    const { holder, shown } = peerOf(options.socket);
    this.peer = shown;
    this.#holder = holder;
    // Who is turned away at once is not listened to any more.
    this.#greeting.promise.catch(() => {});
    this.#channel = DataChannel.open({ socket: options.socket, sink: this, peer: this.peer });
  }

  static open(options: SessionOptions): DataSession {
    return new DataSession(options);
  }

  get socketBytes(): number {
    return this.#channel.socketBytes;
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
      this.#turnAway(asFault(thrown));
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
    else if (this.#serving !== undefined) this.#serving.take(parseMessage(SenderMessage, body));
    else if (this.#isGreeted) confirmAlive(body);
    else {
      this.#isGreeted = true;
      this.#greeting.resolve(body);
    }
  }

  async #admit(parts: AsyncDisposableStack): Promise<Serving> {
    const from = nodeName(this.#holder);
    const late = setTimeout(() => {
      this.#greeting.reject(new Fault('timeout', `no greeting within ${greetingLimitMs / 1000} s`));
    }, greetingLimitMs);
    parts.defer(() => clearTimeout(late));
    const hello = parseMessage(Hello, await this.#greeting.promise);
    const { onAdmitted, auditFile, ...rules } = this.#options;
    const admission = await admit({ from, hello, now: Date.now() }, rules);
    await onAdmitted(admission);
    clearTimeout(late);
    const { transfer, source, destination } = admission.claims;
    const audit = { file: auditFile, transfer, source, destination, checksum: 'none' } as const;
    const folders = parts.use(FolderThread.open({ folder: admission.folder, audit }));
    const { path, capabilities } = await folders.opened;
    this.#stop.signal.throwIfAborted();
    const { counts } = this;
    const serving = new Serving({
      channel: this.#channel,
      admission,
      path,
      folders,
      audit,
      counts,
      signal: this.#stop.signal,
    });
    parts.use(serving);
    this.#channel.say({ type: 'welcome', version: admission.version, ...capabilities });
    return serving;
  }

  #turnAway({ code, message }: Fault): void {
    this.#channel.say({ type: 'failure', fault: { code, message } });
    this.#channel.endPolitely(new Fault('refused', message));
  }
}

/** Opening the folder may take longer than a sender stays silent. */
function confirmAlive(body: Buffer): void {
  if (parseMessage(SenderMessage, body).type === 'alive') return;
  throw new Fault('bad-message', 'a peer spoke before it was let in');
}
