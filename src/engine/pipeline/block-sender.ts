/**
 * Reads files into slots: large files as one block after the other, small ones many to a slot. Digests on the way.
 * Blocks its thread. What cannot be read is reported here; everything else is reported by whoever empties the slots.
 */
import { Buffer } from 'node:buffer';
import { asFault, Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { Digest } from '../checksum/digest.ts';
import { updateWithZeros } from '../checksum/zeros.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import type { Extent } from '../disk/extent.ts';
import type { Failed, LaneItem } from '../endpoint/item.ts';
import {
  type BlockHead,
  blockEnd,
  dataOffset,
  longestPath,
  mostFilesInSlot,
  mostHoleBytes,
  writeHead,
} from './block.ts';
import { readLink, SourceFile } from './source-reader.ts';
import type { StopFlag } from './stop-flag.ts';
import type { Throttle } from './throttle.ts';

/** Where slots are filled: a ring, or the one slot of a thread that writes what it reads. */
export interface BlockSink {
  /**
   * A slot for `blockSizeBytes` and `slotOverhead`, once fewer than `mostFilled` are filled; undefined when the other side
   * has stopped.
   */
  waitForRoom(mostFilled: number): Buffer | undefined;
  put(length: number): void;
  begin(): void;
  isRefused(item: number): boolean;
}

export interface BlockSenderOptions {
  readonly root: RootDirectory;
  readonly sink: BlockSink;
  readonly digest: Digest;
  /** Kept to by whoever empties the slots; here it bounds what is read ahead. */
  readonly throttle: Throttle;
  readonly blockSizeBytes: number;
  /** A block under a limit has so many milliseconds of it. */
  readonly limitedBlockMs: number;
  /** Whether the other side knows what a hole is; else they are read as the zeros that they stand for. */
  readonly keepsHoles: boolean;
  readonly stop: StopFlag;
  readonly onFailed: (failed: Failed) => void;
}

/** Files above this size go block by block. */
export const largeFileBytes = 1024 * 1024;
const stepBytes = 256 * 1024;
/** Under a limit, so that reading flows with it: one that is emptied and one for the time after. */
const limitedSlots = 2;
const noDigest = Buffer.alloc(0);

/** Thrown inside to leave a file when the run is stopped; never leaves this module. */
const stopped = Symbol('stopped');

export class BlockSender {
  readonly #options: BlockSenderOptions;
  #slot: Buffer | undefined;
  #filled = 0;
  #files = 0;

  constructor(options: BlockSenderOptions) {
    this.#options = options;
  }

  /** Returns when all items are handed over or reported as failed, or early when stopped. */
  send(items: readonly LaneItem[]): void {
    try {
      for (const item of items) this.#sendOne(item);
      this.#flush();
    } catch (thrown) {
      if (thrown !== stopped) throw thrown;
    }
  }

  #sendOne(item: LaneItem): void {
    if (this.#options.stop.isRaised) throw stopped;
    try {
      confirmRoom(item.path);
      if (item.kind === 'link') this.#packLink(item);
      else this.#sendFile(item);
    } catch (thrown) {
      if (thrown === stopped) throw thrown;
      const { code, message } = asFault(thrown);
      this.#options.onFailed({ id: item.id, code, message, side: 'source' });
    }
  }

  #sendFile(item: LaneItem): void {
    using file = SourceFile.open(this.#options.root, item.path);
    const { size } = file.status;
    const { isHole, end } = this.#extentAt(file, 0);
    const isSmall = size <= Math.min(largeFileBytes, this.#blockSize());
    if (isSmall && !isHole && end === size) this.#packSmall(item, file);
    else this.#sendLarge(item, file);
  }

  #packSmall(item: LaneItem, file: SourceFile): void {
    const { size } = file.status;
    const slot = this.#slotFor(item.path.length, size);
    const from = dataOffset(this.#filled, item.path.length);
    const data = slot.subarray(from, from + size);
    file.confirmUnchanged(file.read(data, 0));
    this.#addToSlot(slot, { ...wholeFile(item, file), digest: this.#options.digest.of(data) });
  }

  #packLink(item: LaneItem): void {
    const { target, status } = readLink(this.#options.root, item.path);
    const slot = this.#slotFor(item.path.length, target.length);
    slot.set(target, dataOffset(this.#filled, item.path.length));
    this.#addToSlot(slot, {
      ...wholeFile(item, { status: { ...status, size: target.length } }),
      isLink: true,
    });
  }

  #sendLarge(item: LaneItem, file: SourceFile): void {
    this.#flush();
    const { sink, digest, stop } = this.#options;
    const { size } = file.status;
    digest.reset();
    sink.begin();
    let offset = 0;
    let extent = this.#extentAt(file, 0);
    try {
      while (offset < size) {
        if (offset === extent.end) extent = this.#extentAt(file, offset);
        offset += this.#sendBlock(item, file, { offset, ...extent });
        if (offset === size) return;
        if (sink.isRefused(item.id)) {
          // The writer has reported it.
          this.#abort(item);
          return;
        }
        if (stop.isRaised) throw stopped;
      }
    } catch (thrown) {
      if (offset > 0 && thrown !== stopped) this.#abort(item);
      throw thrown;
    }
  }

  /** As much of the extent as goes into one block, from `offset` on. Answers how much that was. */
  #sendBlock(item: LaneItem, file: SourceFile, { offset, isHole, end }: Extent & { readonly offset: number }): number {
    const { sink, digest } = this.#options;
    const wanted = Math.min(isHole ? mostHoleBytes : this.#blockSize(), end - offset);
    const moved = isHole ? 0 : wanted;
    const slot = this.#nextSlot();
    const from = dataOffset(0, item.path.length);
    const count = isHole
      ? this.#digestHole(wanted)
      : this.#readAndDigest(file, slot.subarray(from, from + moved), offset);
    const isLast = offset + count === file.status.size;
    if (isLast || count < wanted) file.confirmUnchanged(offset + count);
    const head = {
      ...wholeFile(item, file),
      isHole,
      isFirst: offset === 0,
      isLast,
      offset,
      dataLength: count,
      digest: isLast ? digest.finish() : noDigest,
    };
    sink.put(writeHead(slot, 0, head));
    return count;
  }

  #extentAt(file: SourceFile, offset: number): Extent {
    return this.#options.keepsHoles ? file.extentAt(offset) : { isHole: false, end: file.status.size };
  }

  #digestHole(length: number): number {
    const { digest, stop } = this.#options;
    if (!updateWithZeros(digest, length, () => stop.isRaised)) throw stopped;
    return length;
  }

  /** In steps that stay in the cache between the two. */
  #readAndDigest(file: SourceFile, data: Buffer, offset: number): number {
    let done = 0;
    while (done < data.length) {
      const step = data.subarray(done, done + stepBytes);
      const count = file.read(step, offset + done);
      this.#options.digest.update(count === step.length ? step : step.subarray(0, count));
      done += count;
      if (count < step.length) break;
    }
    return done;
  }

  /** Takes back a file of which blocks were already handed over. */
  #abort(item: LaneItem): void {
    const slot = this.#nextSlot();
    this.#options.sink.put(writeHead(slot, 0, { ...noFile, item: item.id, path: item.path, isAbort: true }));
  }

  #blockSize(): number {
    const { throttle, blockSizeBytes, limitedBlockMs } = this.#options;
    return throttle.blockSize(blockSizeBytes, limitedBlockMs);
  }

  #nextSlot(): Buffer {
    const { sink, throttle } = this.#options;
    const slot = sink.waitForRoom(throttle.isLimited ? limitedSlots : Number.POSITIVE_INFINITY);
    if (slot === undefined) throw stopped;
    return slot;
  }

  #slotFor(pathLength: number, size: number): Buffer {
    const isFull =
      this.#files > 0 &&
      blockEnd(this.#filled, pathLength, size) > Math.min(this.#slot?.length ?? 0, this.#blockSize());
    if (isFull || this.#files === mostFilesInSlot) this.#flush();
    this.#slot ??= this.#nextSlot();
    return this.#slot;
  }

  #addToSlot(slot: Buffer, head: BlockHead): void {
    this.#filled = writeHead(slot, this.#filled, head);
    this.#files += 1;
  }

  #flush(): void {
    if (this.#files === 0) return;
    const length = this.#filled;
    this.#slot = undefined;
    this.#filled = 0;
    this.#files = 0;
    this.#options.sink.put(length);
  }
}

const noFile: BlockHead = {
  item: 0,
  path: noDigest,
  isFirst: false,
  isLast: false,
  isAbort: false,
  isLink: false,
  isHole: false,
  size: 0,
  offset: 0,
  mtimeNs: 0n,
  atimeNs: 0n,
  digest: noDigest,
  dataLength: 0,
};

function confirmRoom(path: Buffer): void {
  if (path.length <= longestPath) return;
  throw new Fault('name-too-long', `${shownName(path)} is ${path.length} bytes long, and a path has ${longestPath}`);
}

function wholeFile(item: LaneItem, { status }: Pick<SourceFile, 'status'>): BlockHead {
  const { size, mtimeNs, atimeNs } = status;
  return {
    ...noFile,
    item: item.id,
    path: item.path,
    isFirst: true,
    isLast: true,
    size,
    mtimeNs,
    atimeNs,
    dataLength: size,
  };
}
