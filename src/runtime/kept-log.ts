/**
 * The newest lines of a program's log, kept in its state folder so that they can be read from afar: a few files of bounded
 * size, the oldest of which is removed when the newest is full. A line's position counts every byte that was ever written
 * to the log; a file is named by the position at which it begins, so that positions hold over rotations and restarts.
 */
import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

export interface KeptLogOptions {
  /** Of one file. */
  readonly segmentBytes: number;
  readonly segments: number;
}

export interface Segment {
  readonly file: string;
  /** Position of its first byte. */
  readonly from: number;
}

/** What is longer is not worth keeping whole: nobody reads it on a screen. */
export const maxLineBytes = 64 * 1024;

const defaults: KeptLogOptions = { segmentBytes: 2 * 1024 * 1024, segments: 4 };
const namePattern = /^(\d{15})\.jsonl$/;

/** A destination of pino. Until it is opened, and when the disk is full, lines are dropped: standard error has them. */
export class KeptLog implements Disposable {
  readonly #options: KeptLogOptions;
  #folder = '';
  #segments: Segment[] = [];
  #descriptor: number | undefined;
  #end = 0;
  #news = Promise.withResolvers<void>();

  constructor(options: KeptLogOptions = defaults) {
    this.#options = options;
  }

  /** By the one process that works with the state folder. Goes on after what is there. */
  open(folder: string): this {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#folder = folder;
    this.#segments = readdirSync(folder)
      .flatMap((name) => {
        const from = namePattern.exec(name)?.[1];
        return from === undefined ? [] : [{ file: join(folder, name), from: Number(from) }];
      })
      .sort((a, b) => a.from - b.from);
    this.#openSegment(this.#segments.pop() ?? this.#segmentAt(0));
    return this;
  }

  /** Position after the last line. */
  get end(): number {
    return this.#end;
  }

  /** Oldest first; the last one is being written. */
  get segments(): readonly Segment[] {
    return this.#segments;
  }

  /** Resolves with the next line. */
  get news(): Promise<void> {
    return this.#news.promise;
  }

  write(line: string): void {
    if (this.#descriptor === undefined) return;
    try {
      this.#append(Buffer.byteLength(line) > maxLineBytes ? tooLong(line) : line);
    } catch {
      // A log that cannot be kept must not end what it tells about.
    }
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #append(line: string): void {
    const { segmentBytes, segments } = this.#options;
    const current = this.#segments.at(-1);
    if (this.#descriptor === undefined || current === undefined) return;
    if (this.#end - current.from >= segmentBytes) {
      const full = this.#descriptor;
      this.#openSegment(this.#segmentAt(this.#end));
      closeSync(full);
      for (const old of this.#segments.splice(0, this.#segments.length - segments)) unlinkSync(old.file);
    }
    // Also after a write that a full disk cut off in the middle.
    this.#end += writeSync(this.#descriptor, line);
  }

  #segmentAt(position: number): Segment {
    return { file: join(this.#folder, `${String(position).padStart(15, '0')}.jsonl`), from: position };
  }

  #openSegment(segment: Segment): void {
    const descriptor = openSync(segment.file, 'a+', 0o600);
    const { size } = fstatSync(descriptor);
    this.#descriptor = descriptor;
    this.#segments.push(segment);
    this.#end = segment.from + size;
    // A crash in the middle of a line: the next one begins on its own.
    const last = Buffer.alloc(1);
    if (size > 0 && readSync(descriptor, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a) this.#append('\n');
  }
}

function tooLong(line: string): string {
  const [, level = '30', time = '0'] = /^\{"level":(\d+),"time":(\d+)/.exec(line) ?? [];
  const msg = `a line of ${Buffer.byteLength(line)} bytes was not kept`;
  return `${JSON.stringify({ level: Number(level), time: Number(time), msg })}\n`;
}
