/**
 * Standard output as Ink wants it, with the three writes of a frame (begin, picture, end) joined into one: one packet over
 * SSH. Counts frames and bytes, and knows whether the terminal has taken the last one. Never drops what Ink has written:
 * its next frame is a difference to it.
 */
import type { Letters } from './agreed-letters.ts';

export interface TerminalOutput extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  readonly writableLength: number;
}

const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';

export class FrameStdout {
  /** To be handed to Ink. */
  readonly stream: TerminalOutput;
  readonly #target: TerminalOutput;
  readonly #letters: Letters;
  #pending: string[] | undefined;
  #frames = 0;
  #bytes = 0;

  /** `letters`: as the terminal is to be told them. */
  constructor(target: TerminalOutput, letters: Letters = String) {
    this.#letters = letters;
    this.#target = target;
    const write = this.#write.bind(this);
    this.stream = new Proxy(target, {
      get: (stream, name) => {
        if (name === 'write') return write;
        const value: unknown = Reflect.get(stream, name, stream);
        return typeof value === 'function' ? value.bind(stream) : value;
      },
    });
  }

  get frames(): number {
    return this.#frames;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isDrained(): boolean {
    return this.#target.writableLength === 0;
  }

  #write(chunk: string, ...rest: readonly unknown[]): boolean {
    if (chunk === beginFrame) {
      this.#pending = [chunk];
      return true;
    }
    if (this.#pending !== undefined && rest.length === 0) {
      this.#pending.push(chunk);
      if (chunk !== endFrame) return true;
      const frame = this.#pending.join('');
      this.#pending = undefined;
      this.#frames += 1;
      return this.#send(frame);
    }
    return this.#send(chunk, ...rest);
  }

  #send(text: string, ...rest: readonly unknown[]): boolean {
    const chunk = this.#letters(text);
    this.#bytes += Buffer.byteLength(chunk);
    return (this.#target.write as (...args: readonly unknown[]) => boolean).call(this.#target, chunk, ...rest);
  }
}
