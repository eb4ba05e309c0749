/**
 * Reads files into slots (slot-filler.ts): small ones whole, large and sparse ones as one block after the other. Digests
 * on the way. Blocks its thread. What cannot be read is reported here; everything else is reported by whoever empties the
 * slots.
 */
import { Buffer } from 'node:buffer';
import { asFault, Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { Digest } from '../checksum/digest.ts';
import { updateWithZeros } from '../checksum/zeros.ts';
import type { RootDirectory } from '../disk/directory-handle.ts';
import type { Extent } from '../disk/extent.ts';
import { type Failed, type LaneItem, pathThere } from '../endpoint/item.ts';
import { type BlockHead, longestPath, mostHoleBytes } from './block.ts';
import type { ReadingRoom } from './reading-room.ts';
import { SlotFiller, type SlotFillerOptions, stopped } from './slot-filler.ts';
import { readLink, SourceFile } from './source-reader.ts';
import type { StopFlag } from './stop-flag.ts';

export interface BlockSenderOptions extends SlotFillerOptions {
  readonly root: RootDirectory;
  readonly digest: Digest;
  /** Whether the other side knows what a hole is; else they are read as the zeros that they stand for. */
  readonly keepsHoles: boolean;
  /** Undefined where nobody else reads the same files. */
  readonly room: ReadingRoom | undefined;
  readonly stop: StopFlag;
  readonly onFailed: (failed: Failed) => void;
}

/** A whole small file, or a link as what it says. */
export interface ReadFile {
  readonly isLink: boolean;
  readonly data: Buffer;
  readonly digest: Uint8Array;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
}

/** Files above this size go block by block. */
export const largeFileBytes = 1024 * 1024;
const stepBytes = 256 * 1024;
const noBytes = Buffer.alloc(0);

export class BlockSender {
  readonly #options: BlockSenderOptions;
  readonly #slots: SlotFiller;

  constructor(options: BlockSenderOptions) {
    this.#options = options;
    this.#slots = new SlotFiller(options);
  }

  /** Returns when all items are handed over or reported as failed, or early when stopped. */
  send(items: readonly LaneItem[]): void {
    untilStopped(() => {
      for (const item of items) this.#sendOne(item);
      this.#slots.flush();
    });
  }

  /** What a small file must not be larger than to be packed with others, as it is now. */
  get mostSmallBytes(): number {
    return Math.min(largeFileBytes, this.#slots.blockSize);
  }

  /** Packs a small file that was read already; `flush` hands it over. */
  sendRead(item: LaneItem, { isLink, data, digest, mtimeNs, atimeNs }: ReadFile): void {
    const path = pathThere(item);
    untilStopped(() => {
      confirmRoom(path);
      this.#slots.roomFor(path.length, data.length).set(data);
      const size = data.length;
      const whole = { ...noFile, item: item.id, path, isFirst: true, isLast: true, size, dataLength: size };
      this.#slots.add({ ...whole, isLink, mtimeNs, atimeNs, digest: Buffer.from(digest) });
    });
  }

  /** Hands over what is packed. */
  flush(): void {
    this.#slots.flush();
  }

  #sendOne(item: LaneItem): void {
    if (this.#options.stop.isRaised) throw stopped;
    try {
      confirmRoom(pathThere(item));
      if (item.kind === 'link') this.#packLink(item);
      else this.#sendFile(item);
    } catch (thrown) {
      if (thrown === stopped) throw thrown;
      const { code, message } = asFault(thrown);
      this.#options.onFailed({ id: item.id, code, message, side: 'source' });
    }
  }

  #sendFile(item: LaneItem): void {
    using file = SourceFile.open(this.#options.root, item.path, this.#options.room);
    const { size } = file.status;
    const { isHole, end } = this.#extentAt(file, 0);
    const isSmall = size <= this.mostSmallBytes;
    if (!isSmall) this.#slots.flush();
    if (isSmall && !isHole && end === size) this.#packSmall(item, file);
    else this.#sendBlocks(item, file);
    if (!isSmall) this.#slots.flush();
  }

  #packSmall(item: LaneItem, file: SourceFile): void {
    const data = this.#slots.roomFor(pathThere(item).length, file.status.size);
    file.confirmUnchanged(file.read(data, 0));
    this.#slots.add({ ...wholeFile(item, file), digest: this.#options.digest.of(data) });
  }

  #packLink(item: LaneItem): void {
    const { target, status } = readLink(this.#options.root, item.path);
    this.#slots.roomFor(pathThere(item).length, target.length).set(target);
    this.#slots.add({ ...wholeFile(item, { status: { ...status, size: target.length } }), isLink: true });
  }

  #sendBlocks(item: LaneItem, file: SourceFile): void {
    const { sink, digest, stop } = this.#options;
    const { size } = file.status;
    const start = this.#slots.mark();
    digest.reset();
    sink.begin();
    let extent = this.#extentAt(file, 0);
    try {
      for (let offset = 0; offset < size; ) {
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
      if (thrown !== stopped && !this.#slots.takeBack(start)) this.#abort(item);
      throw thrown;
    }
  }

  /** As much of the extent as goes into one block, from `offset` on. Answers how much that was. */
  #sendBlock(item: LaneItem, file: SourceFile, { offset, isHole, end }: Extent & { readonly offset: number }): number {
    const wanted = Math.min(isHole ? mostHoleBytes : this.#slots.blockSize, end - offset);
    const data = this.#slots.roomFor(pathThere(item).length, isHole ? 0 : wanted);
    const count = isHole ? this.#digestHole(wanted) : this.#readAndDigest(file, data, offset);
    const isLast = offset + count === file.status.size;
    if (isLast || count < wanted) file.confirmUnchanged(offset + count);
    this.#slots.add({
      ...wholeFile(item, file),
      isHole,
      isFirst: offset === 0,
      isLast,
      offset,
      dataLength: count,
      digest: isLast ? this.#options.digest.finish() : noBytes,
    });
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
    this.#slots.roomFor(pathThere(item).length, 0);
    this.#slots.add({ ...noFile, item: item.id, path: pathThere(item), isAbort: true });
    this.#slots.flush();
  }
}

const noFile: BlockHead = {
  item: 0,
  path: noBytes,
  isFirst: false,
  isLast: false,
  isAbort: false,
  isLink: false,
  isHole: false,
  size: 0,
  offset: 0,
  mtimeNs: 0n,
  atimeNs: 0n,
  digest: noBytes,
  dataLength: 0,
};

function untilStopped(work: () => void): void {
  try {
    work();
  } catch (thrown) {
    if (thrown !== stopped) throw thrown;
  }
}

function confirmRoom(path: Buffer): void {
  if (path.length <= longestPath) return;
  throw new Fault('name-too-long', `${shownName(path)} is ${path.length} bytes long, and a path has ${longestPath}`);
}

function wholeFile(item: LaneItem, { status }: Pick<SourceFile, 'status'>): BlockHead {
  const { size, mtimeNs, atimeNs } = status;
  return {
    ...noFile,
    item: item.id,
    path: pathThere(item),
    isFirst: true,
    isLast: true,
    size,
    mtimeNs,
    atimeNs,
    dataLength: size,
  };
}
