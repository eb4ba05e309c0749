/** The ends of a lane that are places in a store. */
import { Buffer } from 'node:buffer';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { digestMismatch } from '../../../src/engine/pipeline/read-back.ts';
import type { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Store, StoredFile } from '../store.ts';
import { storePath } from '../store-path.ts';
import type { FileReader, FileToWrite, FileWriter, OpenFile } from './moved-file.ts';

/** Of one file, asked for ahead of who takes them. */
const rangesAtOnce = 4;
const rangeBytes = 8 * 1024 * 1024;

export class StoreReader implements FileReader {
  readonly #store: Store;
  readonly #throttle: Throttle;

  constructor(store: Store, throttle: Throttle) {
    this.#store = store;
    this.#throttle = throttle;
  }

  heldBytes(size: number): number {
    return Math.min(size, rangesAtOnce * rangeBytes);
  }

  async open(path: Buffer, signal: AbortSignal): Promise<OpenFile> {
    const name = storePath(path);
    const seen = await this.#store.look(name, signal);
    if (seen === undefined) throw new Fault('not-found', `${shownName(path)} does not exist any more`);
    const { size, mtimeNs } = seen;
    return {
      size,
      mtimeNs,
      atimeNs: mtimeNs,
      pieces: (length) => this.#pieces(name, seen, length, signal),
      [Symbol.asyncDispose]: async () => {},
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }

  /** Ranges are read side by side and handed on in order. */
  async *#pieces(path: string, seen: StoredFile, length: number, signal: AbortSignal): AsyncGenerator<Buffer, void> {
    if (seen.size === 0) return;
    const rest = new AbortController();
    const until = AbortSignal.any([signal, rest.signal]);
    const step = Math.max(length, Math.ceil(rangeBytes / length) * length);
    const ahead: Promise<Buffer>[] = [];
    let asked = 0;
    try {
      for (;;) {
        for (; asked < seen.size && ahead.length < rangesAtOnce; asked += step) {
          const range = this.#range(path, seen, { from: asked, length: Math.min(step, seen.size - asked) }, until);
          range.catch(() => {});
          ahead.push(range);
        }
        const data = await ahead.shift();
        if (data === undefined) return;
        for (let at = 0; at < data.length; at += length) yield data.subarray(at, at + length);
      }
    } finally {
      rest.abort();
    }
  }

  async #range(
    path: string,
    seen: StoredFile,
    range: { readonly from: number; readonly length: number },
    signal: AbortSignal,
  ): Promise<Buffer> {
    const data = Buffer.allocUnsafeSlow(range.length);
    let done = 0;
    for await (const bytes of await this.#store.read(path, seen, range, signal)) {
      if (done + bytes.length > data.length) break;
      for (let left = bytes.length; left > 0; ) left -= await this.#throttle.takeAsync(left, signal);
      data.set(bytes, done);
      done += bytes.length;
    }
    if (done < data.length)
      throw new Fault(
        'changed-while-read',
        `${shownName(path)} ended after ${range.from + done} of ${seen.size} bytes`,
      );
    return data;
  }
}

export interface StoreWriterOptions {
  readonly store: Store;
  readonly throttle: Throttle;
  readonly checksum: ChecksumName;
  readonly verify: boolean;
}

export class StoreWriter implements FileWriter {
  readonly #options: StoreWriterOptions;

  constructor(options: StoreWriterOptions) {
    this.#options = options;
  }

  get filesAtOnce(): number {
    return this.#options.store.traits.filesAtOnce;
  }

  pieceBytes(size: number): number {
    return this.#options.store.pieceBytes(size);
  }

  heldBytes(size: number): number {
    const { store } = this.#options;
    return Math.min(size, store.pieceBytes(size) * (store.traits.piecesAtOnce + 1));
  }

  async write({ path: bytes, size, mtimeNs, pieces, digest, signal }: FileToWrite): Promise<void> {
    const { store, throttle, verify } = this.#options;
    const path = storePath(bytes);
    const take = (most: number): Promise<number> => throttle.takeAsync(most, signal);
    await store.write({ path, size, mtimeNs, pieces, take, signal });
    if (verify) await this.#confirm(bytes, path, digest(), signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.store[Symbol.asyncDispose]();
  }

  /** Reads it again where it was written. */
  async #confirm(bytes: Buffer, path: string, expected: Uint8Array, signal: AbortSignal): Promise<void> {
    const { store, throttle, checksum } = this.#options;
    const digest = await createDigest(checksum);
    await using file = await new StoreReader(store, throttle).open(bytes, signal);
    for await (const piece of file.pieces(store.pieceBytes(file.size))) digest.update(piece);
    if (!digest.finish().equals(expected)) throw digestMismatch(Buffer.from(path));
  }
}
