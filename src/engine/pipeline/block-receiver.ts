/**
 * The writing side: takes slots, writes files beside their targets, publishes those that are whole, and says
 * what became of each. Files that share a slot are published together. Blocks its thread.
 */
import { Buffer } from 'node:buffer';
import { asFault, Fault } from '../../runtime/fault.ts';
import { shownName } from '../../runtime/names.ts';
import type { Digest } from '../checksum/digest.ts';
import { updateWithZeros } from '../checksum/zeros.ts';
import { factsOf } from '../disk/name-clash.ts';
import type { Failed, Outcomes, Synced } from '../endpoint/item.ts';
import { allocationFinding } from './allocation.ts';
import { type Block, blocksOf, mostFilesInSlot } from './block.ts';
import type { Publication, Publisher, Unpublished } from './publisher.ts';
import { digestMismatch } from './read-back.ts';
import type { TransferMeter } from './transfer-meter.ts';
import { preciseNow, type WrittenFile } from './written-file.ts';

export interface BlockReceiverOptions {
  readonly publisher: Publisher;
  /** Compares what arrived with the digest of the last block, where bytes came over a network. */
  readonly verification: Digest | undefined;
  readonly meter: TransferMeter;
  /** Takes over files that came in several blocks, to publish them while others are written; undefined: they are published here. */
  readonly onWritten: ((file: WrittenFile) => void) | undefined;
  /** The rest of this item is not wanted: it cannot be written. */
  readonly onRefused: (item: number) => void;
}

interface Arriving {
  readonly item: number;
  readonly file: Unpublished;
  readonly startedAt: number;
  /** Where the next block must begin. */
  offset: number;
  holeBytes: number;
}

interface Finished extends Publication {
  readonly outcome: Synced;
}

export class BlockReceiver implements Disposable {
  readonly #options: BlockReceiverOptions;
  #current: Arriving | undefined;
  /** At most one a slot is handed over, whatever a peer puts into it: each is an open file. */
  #mayHandOver = true;

  constructor(options: BlockReceiverOptions) {
    this.#options = options;
  }

  /** Throws `bad-message` for a slot that is not well-formed; failures of files are outcomes. */
  accept(slot: Buffer): Outcomes {
    const finished: Finished[] = [];
    const failed: Failed[] = [];
    this.#mayHandOver = true;
    try {
      for (const block of blocksOf(slot)) {
        if (finished.length === mostFilesInSlot) throw new Fault('bad-message', 'a slot holds too many files');
        this.#takeOrRefuse(block, finished, failed);
      }
    } catch (thrown) {
      for (const { file } of finished) this.#options.publisher.discard(file);
      throw thrown;
    }
    return this.#publish(finished, failed);
  }

  /** Of a file that has not come to its end nothing stays behind. */
  forget(): void {
    if (this.#current === undefined) return;
    this.#options.publisher.discard(this.#current.file);
    this.#options.meter.endFile();
    this.#current = undefined;
  }

  [Symbol.dispose](): void {
    this.forget();
  }

  #takeOrRefuse(block: Block, finished: Finished[], failed: Failed[]): void {
    try {
      const whole = this.#take(block);
      if (whole !== undefined) finished.push(whole);
    } catch (thrown) {
      this.forget();
      if (!block.isLast) this.#options.onRefused(block.item);
      failed.push(failure(block.item, asFault(thrown)));
    }
  }

  #take(block: Block): Finished | undefined {
    if (block.isAbort) {
      if (this.#current?.item === block.item) this.forget();
      return undefined;
    }
    if (block.isFirst) this.#begin(block);
    const current = this.#current;
    // The rest of a file that was refused.
    if (current?.item !== block.item) return undefined;
    if (current.offset !== block.offset) throw new Fault('bad-message', `${shownName(block.path)} came with a gap`);
    this.#write(current, block);
    return block.isLast ? this.#finish(current, block) : undefined;
  }

  #begin(block: Block): void {
    const { publisher, meter, verification } = this.#options;
    this.forget();
    verification?.reset();
    const path = Buffer.from(block.path);
    const file = block.isLink ? publisher.createLink(path, block.data) : publisher.create(path, block.size);
    this.#current = { item: block.item, file, startedAt: preciseNow(), offset: 0, holeBytes: 0 };
    if (block.isLast) return;
    publisher.confirmPlace(file);
    meter.beginFile(block.item, block.size);
  }

  #write(current: Arriving, block: Block): void {
    const { publisher, meter, verification } = this.#options;
    if (block.isHole) this.#leaveHole(current, block);
    else if (!block.isLink) {
      publisher.write(current.file, block.data, block.offset);
      verification?.update(block.data);
    }
    current.offset += block.dataLength;
    meter.add(block.data.length);
    if (!block.isLast) meter.advanceFile(current.offset);
  }

  #leaveHole(current: Arriving, { offset, dataLength, isLast }: Block): void {
    const { publisher, verification } = this.#options;
    publisher.leaveHole(current.file, { offset, length: dataLength, isEnd: isLast });
    current.holeBytes += dataLength;
    if (verification !== undefined) updateWithZeros(verification, dataLength);
  }

  /** Answers with a file to publish, unless somebody else does. */
  #finish({ item, file, offset, holeBytes, startedAt }: Arriving, block: Block): Finished | undefined {
    const { publisher, verification, meter, onWritten } = this.#options;
    const isAsSent = block.isLink || verification === undefined || verification.finish().equals(block.digest);
    if (!isAsSent || offset !== block.size) throw digestMismatch(file.path);
    // What is written in place still has all that the old version took beyond its new end.
    const isMeasured = holeBytes > 0 && file.temporary !== undefined;
    const allocatedBytes = isMeasured ? publisher.allocatedBytes(file) : 0;
    const finding = allocationFinding({ path: file.path, size: offset, holeBytes, allocatedBytes });
    const isElsewhere = onWritten !== undefined && this.#mayHandOver && !block.isFirst;
    if (isElsewhere) publisher.handOver(file);
    this.#current = undefined;
    meter.endFile();
    const { size, mtimeNs, atimeNs } = block;
    const about = { size, mtimeNs, digest: Buffer.from(block.digest) };
    const noted = finding === undefined ? {} : { finding };
    if (isElsewhere) {
      this.#mayHandOver = false;
      const { path, fd, temporary } = file;
      onWritten({ ...about, ...noted, atimeNs, item, path, fd, isInPlace: temporary === undefined, startedAt });
      return undefined;
    }
    const outcome = { ...about, ...noted, id: item, durationMs: preciseNow() - startedAt };
    return { ...about, atimeNs, file, outcome };
  }

  #publish(finished: readonly Finished[], failed: Failed[]): Outcomes {
    const faults = this.#options.publisher.publish(finished);
    const synced: Synced[] = [];
    finished.forEach(({ outcome }, at) => {
      const fault = faults[at];
      if (fault === undefined) synced.push(outcome);
      else failed.push(failure(outcome.id, fault));
    });
    return { synced, failed };
  }
}

function failure(id: number, fault: Fault): Failed {
  return { id, ...factsOf(fault), side: 'destination' };
}
