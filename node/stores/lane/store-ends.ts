/** The ends of a lane that are places in a store. */
import { Buffer } from 'node:buffer';
import { createDigest } from '../../../src/engine/checksum/digest.ts';
import { digestMismatch } from '../../../src/engine/pipeline/read-back.ts';
import type { Throttle } from '../../../src/engine/pipeline/throttle.ts';
import type { ChecksumName } from '../../../src/model/transfer-options.ts';
import { asFault, Fault } from '../../../src/runtime/fault.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { ByteRange, Store, StoredFile } from '../store.ts';
import { storePath } from '../store-path.ts';
import type { FileReader, FileToWrite, FileWriter, OpenFile } from './moved-file.ts';
import type { PiecePool } from './piece-pool.ts';

/** Of one file, asked for ahead of who takes them. */
const rangesAtOnce = 4;
const rangeBytes = 8 * 1024 * 1024;

export interface StoreReaderOptions {
  readonly store: Store;
  readonly throttle: Throttle;
  readonly pool: PiecePool;
  /** Whether who takes a piece is done with it when he asks for the next: then its memory is used again. */
  readonly isReused: boolean;
}

export class StoreReader implements FileReader {
  readonly #options: StoreReaderOptions;

  constructor(options: StoreReaderOptions) {
    this.#options = options;
  }

  heldBytes(size: number): number {
    return Math.min(size, rangesAtOnce * rangeBytes);
  }

  async open(path: Buffer, scanned: number, signal: AbortSignal): Promise<OpenFile> {
    const { store } = this.#options;
    const name = storePath(path);
    const end = new AbortController();
    const until = AbortSignal.any([signal, end.signal]);
    const fetched = scanned <= rangeBytes ? await store.fetch?.(name, until) : undefined;
    const seen = fetched?.file ?? (await store.look(name, until));
    if (seen === undefined) throw new Fault('not-found', `${shownName(path)} does not exist any more`);
    const { size, mtimeNs } = seen;
    const range = { from: 0, length: size };
    return {
      size,
      mtimeNs,
      atimeNs: mtimeNs,
      pieces: (length) =>
        fetched === undefined || size > rangeBytes
          ? this.#ranges(name, seen, length, until)
          : this.#sliced([this.#collect(fetched.bytes, { path: name, seen, range }, until)], length),
      [Symbol.asyncDispose]: async () => end.abort(),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.store[Symbol.asyncDispose]();
  }

  /** Ranges are read side by side and handed on in order. */
  async *#ranges(path: string, seen: StoredFile, length: number, signal: AbortSignal): AsyncGenerator<Buffer, void> {
    const { store } = this.#options;
    const step = Math.max(length, Math.ceil(rangeBytes / length) * length);
    const ahead: Promise<Buffer>[] = [];
    const ask = async (range: ByteRange): Promise<Buffer> =>
      await this.#collect(await store.read(path, seen, range, signal), { path, seen, range }, signal);
    for (let asked = 0; asked < seen.size || ahead.length > 0; ) {
      for (; asked < seen.size && ahead.length < rangesAtOnce; asked += step) {
        const range = ask({ from: asked, length: Math.min(step, seen.size - asked) });
        // It is awaited in its turn, if at all.
        range.catch(() => {});
        ahead.push(range);
      }
      yield* this.#sliced(ahead.splice(0, 1), length);
    }
  }

  async *#sliced(ranges: readonly Promise<Buffer>[], length: number): AsyncGenerator<Buffer, void> {
    const { pool, isReused } = this.#options;
    for (const range of ranges) {
      const data = await range;
      if (data.length > 0 && data.length <= length) yield data;
      else for (let at = 0; at < data.length; at += length) yield data.subarray(at, at + length);
      if (isReused) pool.giveBack(data);
    }
  }

  async #collect(
    bytes: AsyncIterable<Buffer>,
    { path, seen, range }: { readonly path: string; readonly seen: StoredFile; readonly range: ByteRange },
    signal: AbortSignal,
  ): Promise<Buffer> {
    const { throttle, pool } = this.#options;
    const data = pool.take(range.length);
    let done = 0;
    for await (const some of bytes) {
      if (done + some.length > data.length) break;
      for (let left = some.length; left > 0; ) left -= await throttle.takeAsync(left, signal);
      data.set(some, done);
      done += some.length;
    }
    if (done === data.length) return data;
    throw new Fault('changed-while-read', `${shownName(path)} ended after ${range.from + done} of ${seen.size} bytes`);
  }
}

export interface StoreWriterOptions {
  readonly store: Store;
  readonly throttle: Throttle;
  readonly pool: PiecePool;
  readonly checksum: ChecksumName;
  readonly verify: boolean;
}

export class StoreWriter implements FileWriter {
  readonly #options: StoreWriterOptions;

  constructor(options: StoreWriterOptions) {
    this.#options = options;
  }

  readonly keepsPieces = true;

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

  async write({ path: bytes, size, mtimeNs, pieces, release, digest, signal }: FileToWrite): Promise<void> {
    const { store, throttle, verify } = this.#options;
    const path = storePath(bytes);
    const take = (most: number): Promise<number> => throttle.takeAsync(most, signal);
    await store.write({ path, size, mtimeNs, pieces, release, take, signal });
    if (!verify) return;
    try {
      await this.#confirm(bytes, path, digest(), signal);
    } catch (thrown) {
      // By size and time the next comparison would take it for what was sent.
      if (asFault(thrown).code === 'digest-mismatch') await store.remove(path, 'file', signal);
      throw thrown;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.store[Symbol.asyncDispose]();
  }

  /** Reads it again where it was written. */
  async #confirm(bytes: Buffer, path: string, expected: Uint8Array, signal: AbortSignal): Promise<void> {
    const { store, throttle, pool, checksum } = this.#options;
    const digest = await createDigest(checksum);
    await using file = await new StoreReader({ store, throttle, pool, isReused: true }).open(
      bytes,
      Number.POSITIVE_INFINITY,
      signal,
    );
    for await (const piece of file.pieces(store.pieceBytes(file.size))) digest.update(piece);
    if (!digest.finish().equals(expected)) throw digestMismatch(Buffer.from(path));
  }
}
