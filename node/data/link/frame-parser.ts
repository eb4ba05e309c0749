/**
 * Frames out of what a socket delivers. Each byte goes where the body belongs: a slot of the ring for blocks, a buffer of
 * its own for everything else; the many of a long body without being copied on the way.
 */
import { Buffer } from 'node:buffer';
import { type FrameHead, type FrameKind, frameHeadBytes, readFrameHead } from '../../../src/protocol/block-frame.ts';
import type { ByteSink } from './incoming-bytes.ts';

export interface FrameSink {
  /** Room for the body, at least `bodyBytes` long; throws when the frame is not welcome. */
  roomFor(head: FrameHead): Buffer;
  /** The body is whole. */
  onFrame(kind: FrameKind, body: Buffer): void;
}

/** A record of TLS: when less of a body is missing, what follows it comes along. */
const longPiece = 16 * 1024;

export class FrameParser implements ByteSink {
  readonly #sink: FrameSink;
  readonly #headBytes = Buffer.alloc(frameHeadBytes);
  /** For what is short. */
  readonly #pieces = Buffer.allocUnsafeSlow(4 * longPiece);
  #isDirect = false;
  #head: FrameHead | undefined;
  #target: Buffer = this.#headBytes;
  #filled = 0;
  #wholeFrames = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** So many since the beginning. */
  get wholeFrames(): number {
    return this.#wholeFrames;
  }

  /** Some of the next one is there. */
  get isMidFrame(): boolean {
    return this.#head !== undefined || this.#filled > 0;
  }

  room(): Buffer {
    this.#isDirect = this.#wanted - this.#filled >= longPiece;
    return this.#isDirect ? this.#target.subarray(this.#filled, this.#wanted) : this.#pieces;
  }

  /** Throws as `push` does. */
  filled(count: number): void {
    if (!this.#isDirect) {
      this.push(this.#pieces.subarray(0, count));
      return;
    }
    this.#filled += count;
    if (this.#filled === this.#wanted) this.#advance();
  }

  /** Throws what the sink throws, and `bad-message`; nothing may be pushed after that. */
  push(piece: Buffer): void {
    for (let at = 0; at < piece.length; ) {
      const count = Math.min(this.#wanted - this.#filled, piece.length - at);
      piece.copy(this.#target, this.#filled, at, at + count);
      at += count;
      this.#filled += count;
      if (this.#filled === this.#wanted) this.#advance();
    }
  }

  /** Of the head, or of the body that it announced. */
  get #wanted(): number {
    return this.#head?.bodyBytes ?? frameHeadBytes;
  }

  #advance(): void {
    const head = this.#head;
    this.#filled = 0;
    if (head === undefined) {
      this.#head = readFrameHead(this.#headBytes);
      this.#target = this.#sink.roomFor(this.#head);
      if (this.#head.bodyBytes === 0) this.#advance();
      return;
    }
    const body = this.#target.subarray(0, head.bodyBytes);
    this.#wholeFrames += 1;
    this.#head = undefined;
    this.#target = this.#headBytes;
    this.#sink.onFrame(head.kind, body);
  }
}
