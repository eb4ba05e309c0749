/**
 * One connection between two nodes as frames both ways. Says that it is alive while there is nothing else to say, and
 * ends when the other side is silent for too long, or trickles. Whatever ends it, ends it once, with one reason.
 *
 * All that it carries counts for the limits. Blocks wait for their turn before they leave; the turns of everything else,
 * and of what comes in, are waited for afterwards: until then nothing more is read, and the peer feels that the line is full.
 */
import { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import type { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import { type FrameHead, type FrameKind, frameHeadBytes, writeFrameHead } from '../../../src/protocol/block-frame.ts';
import { aliveEveryMs, silenceLimitMs } from '../../../src/protocol/data-link.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { FramePace } from './frame-pace.ts';
import { FrameParser, type FrameSink } from './frame-parser.ts';
import { receiveBytes } from './incoming-bytes.ts';
import { type DataMessage, messageText } from './message-text.ts';

/** One write of TLS: large enough to cost few calls, small enough to leave the other messages their turn. */
const writeBytes = 1024 * 1024;
/** How long a last message may take to leave before the socket is destroyed. */
const farewellMs = 1000;
/** Far more than an honest peer leaves unread on a slow line. */
const mostUnreadBytes = 64 * 1024 * 1024;
/** For what still comes when nobody listens any more. */
const unread = Buffer.allocUnsafeSlow(16 * 1024);
const alive = Buffer.from(messageText({ type: 'alive' }));

export interface ChannelOptions {
  readonly socket: Socket;
  readonly sink: FrameSink;
  /** Who is at the other end, for messages. */
  readonly peer: string;
  readonly throttle: Throttle;
}

/** `Says`: the control messages of our side. */
export class DataChannel<Says extends DataMessage> implements Disposable {
  readonly #socket: Socket;
  readonly #peer: string;
  readonly #throttle: Throttle;
  readonly #ended = new AbortController();
  readonly #closed = Promise.withResolvers<Fault>();
  readonly #gone = Promise.withResolvers<void>();
  readonly #pace = new FramePace();
  #timer: NodeJS.Timeout | undefined;
  #heardAt = performance.now();
  #saidAt = performance.now();
  #beatAt = performance.now();
  /** Frames that wait until the blocks that are on their way have left; undefined when there are none. */
  #waiting: Buffer[] | undefined;
  #drained = Promise.withResolvers<void>();
  /** Bytes that went before their turn. */
  #owed = 0;
  /** While the turns of what is owed are waited for. */
  #rest: Promise<void> | undefined;
  #end: Fault | undefined;

  private constructor({ socket, peer, throttle }: ChannelOptions) {
    this.#socket = socket;
    this.#peer = peer;
    this.#throttle = throttle;
  }

  static open<Says extends DataMessage>(options: ChannelOptions): DataChannel<Says> {
    const channel = new DataChannel<Says>(options);
    channel.#listen(options);
    return channel;
  }

  /** Resolves, once, with why it ended. */
  get closed(): Promise<Fault> {
    return this.#closed.promise;
  }

  /** Resolves when the socket is gone, too. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  get isOpen(): boolean {
    return this.#end === undefined;
  }

  /** What the socket carried so far, in both directions. */
  get socketBytes(): number {
    return this.#socket.bytesRead + this.#socket.bytesWritten;
  }

  /** Sends a control message; nothing once the channel has ended. */
  say(message: Says): void {
    this.frame('control', Buffer.from(messageText(message)));
  }

  /** Sends a frame whose body stays as it is until it has left. */
  frame(kind: Exclude<FrameKind, 'blocks'>, body: Buffer): void {
    if (!this.isOpen) return;
    const whole = Buffer.allocUnsafe(frameHeadBytes + body.length);
    writeFrameHead(whole, { kind, bodyBytes: body.length });
    whole.set(body, frameHeadBytes);
    if (this.#waiting !== undefined) this.#waiting.push(whole);
    else this.#write(whole);
    if (this.#socket.writableLength > mostUnreadBytes) this.end(this.#lost('it does not read what is said'));
  }

  /** Resolves when what was said has left in its turn, or the channel has ended: for those who would say much. */
  async drained(): Promise<void> {
    while (this.isOpen && this.#socket.writableNeedDrain) await this.#drained.promise;
    await this.#rest;
  }

  /**
   * Resolves when the slot has left and may be used again; rejects with the reason when the channel ends first. One at a
   * time. `number`: of the frame, for a peer that counts them.
   */
  async blocks(slot: Buffer, number = 0): Promise<void> {
    const head = Buffer.allocUnsafe(frameHeadBytes);
    writeFrameHead(head, { kind: 'blocks', bodyBytes: slot.length, number });
    this.#waiting = [];
    this.#put(head);
    for (let at = -head.length; at < slot.length; ) {
      const most = Math.min(writeBytes, slot.length - at);
      const count = await this.#throttle.takeAsync(most, this.#ended.signal);
      await this.#written(slot.subarray(Math.max(at, 0), at + count));
      at += count;
    }
    const waited = this.#waiting;
    this.#waiting = undefined;
    for (const frame of waited) this.#write(frame);
  }

  /** Ends at once. */
  end(reason: Fault): void {
    this.#finish(reason);
    this.#socket.destroy();
  }

  /** Ends after what was said has left, or after a second. */
  endPolitely(reason: Fault): void {
    this.#finish(reason);
    const timer = setTimeout(() => this.#socket.destroy(), farewellMs);
    this.#socket.once('close', () => clearTimeout(timer));
    this.#socket.resume();
    this.#socket.end();
  }

  [Symbol.dispose](): void {
    this.end(new Fault('link-lost', `the connection to ${this.#peer} was closed`));
  }

  #listen({ socket, sink }: ChannelOptions): void {
    const parser = new FrameParser(sink);
    socket.setNoDelay(true);
    receiveBytes(socket, {
      room: () => (this.isOpen ? parser.room() : unread),
      filled: (count) => this.#hear(count, parser, () => parser.filled(count)),
      push: (piece) => this.#hear(piece.length, parser, () => parser.push(piece)),
    });
    socket.on('drain', () => {
      this.#drained.resolve();
      this.#drained = Promise.withResolvers();
    });
    socket.on('error', (cause) => this.end(this.#lost(cause.message, cause)));
    socket.on('end', () => this.end(this.#lost('closed by the other side')));
    socket.on('close', () => {
      this.end(this.#lost('closed'));
      this.#gone.resolve();
    });
    this.#timer = setInterval(() => this.#beat(), aliveEveryMs / 4);
  }

  #hear(bytes: number, parser: FrameParser, take: () => void): void {
    this.#heardAt = performance.now();
    if (!this.isOpen) return;
    try {
      take();
      const { wholeFrames, isMidFrame } = parser;
      this.#pace.hear({ bytes, now: this.#heardAt, wholeFrames, isMidFrame });
    } catch (thrown) {
      this.end(asFault(thrown));
    }
    this.#owe(bytes);
  }

  #beat(): void {
    const now = performance.now();
    // After this thread itself was held up, what came meanwhile is still to be read.
    if (now - this.#beatAt > aliveEveryMs) {
      this.#heardAt = now;
      this.#pace.excuse(now - this.#beatAt);
    }
    this.#beatAt = now;
    if (this.#rest === undefined && now - this.#heardAt > silenceLimitMs)
      this.end(this.#lost(`silent for ${silenceLimitMs / 1000} s`));
    else if (this.#rest === undefined && this.#pace.isTooSlow(now))
      this.end(this.#lost('it sends a frame byte by byte'));
    else if (now - this.#saidAt > aliveEveryMs) this.frame('control', alive);
  }

  #write(bytes: Buffer): void {
    this.#put(bytes);
    this.#owe(bytes.length);
  }

  #put(bytes: Buffer): void {
    this.#saidAt = performance.now();
    this.#socket.write(bytes);
  }

  #owe(bytes: number): void {
    if (!this.isOpen || !this.#throttle.isLimited) return;
    this.#owed += bytes;
    this.#rest ??= this.#payBack();
  }

  async #payBack(): Promise<void> {
    const startedAt = performance.now();
    this.#socket.pause();
    try {
      while (this.#owed > 0) {
        const paid = await this.#throttle.takeAsync(this.#owed, this.#ended.signal);
        this.#owed -= paid;
      }
    } catch {
      // The channel has ended.
    }
    this.#owed = 0;
    this.#rest = undefined;
    // Who is not listened to is not silent.
    const restedMs = performance.now() - startedAt;
    this.#heardAt += restedMs;
    this.#pace.excuse(restedMs);
    this.#socket.resume();
  }

  #written(piece: Buffer): Promise<void> {
    if (this.#end !== undefined) return Promise.reject(this.#end);
    this.#saidAt = performance.now();
    return new Promise((resolve, reject) => {
      this.#socket.write(piece, (error) => (error ? reject(this.#end ?? this.#lost(error.message, error)) : resolve()));
    });
  }

  #lost(why: string, cause?: unknown): Fault {
    return new Fault('link-lost', `the connection to ${this.#peer} was lost: ${why}`, { cause });
  }

  #finish(reason: Fault): void {
    if (this.#end !== undefined) return;
    this.#end = reason;
    this.#ended.abort(reason);
    clearInterval(this.#timer);
    this.#drained.resolve();
    this.#closed.resolve(reason);
  }
}

/** Room of its own for the body of a frame that is not longer than `limit`. */
export function boundedRoom({ kind, bodyBytes }: FrameHead, limit: number): Buffer {
  if (bodyBytes > limit) throw new Fault('bad-message', `a ${kind} frame of ${bodyBytes} bytes is too long`);
  return Buffer.allocUnsafe(bodyBytes);
}
