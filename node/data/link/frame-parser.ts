/**
 * Frames out of the pieces that a TLS socket delivers (one record of 16 KiB at most). Each byte is copied once, to where
 * the body belongs: a slot of the ring for blocks, a buffer of its own for everything else.
 */
import { Buffer } from 'node:buffer';
import { type FrameHead, type FrameKind, frameHeadBytes, readFrameHead } from '../../../src/protocol/block-frame.ts';

export interface FrameSink {
  /** Room for the body, at least `bodyBytes` long; throws when the frame is not welcome. */
  roomFor(head: FrameHead): Buffer;
  /** The body is whole. */
  onFrame(kind: FrameKind, body: Buffer): void;
}

export class FrameParser {
  readonly #sink: FrameSink;
  readonly #headBytes = Buffer.alloc(frameHeadBytes);
  #head: FrameHead | undefined;
  #target: Buffer = this.#headBytes;
  #filled = 0;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Throws what the sink throws, and `bad-message`; nothing may be pushed after that. */
  push(piece: Buffer): void {
    for (let at = 0; at < piece.length; ) {
      const wanted = this.#head?.bodyBytes ?? frameHeadBytes;
      const count = Math.min(wanted - this.#filled, piece.length - at);
      piece.copy(this.#target, this.#filled, at, at + count);
      at += count;
      this.#filled += count;
      if (this.#filled === wanted) this.#advance();
    }
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
    this.#head = undefined;
    this.#target = this.#headBytes;
    this.#sink.onFrame(head.kind, body);
  }
}
