/**
 * What several readers of the same files share: the parts of a fan-out, each of which opens, looks at and checks its files as
 * if it were alone, and only gets their bytes from here when another has just read them. Nobody waits for a slower one: who
 * is behind by more than the room holds reads for himself.
 *
 * A piece is known by what its reader saw when it opened the file: device, inode, size, times. Whoever takes a piece looks
 * at the file once more afterwards, as every reader does: what has changed since it was read is seen by that, in the
 * times. They must tell it, so nothing is shared of a file that was changed in the last seconds: on a file system that
 * keeps whole seconds, or ticks of the kernel, a second change might leave the time of the first.
 */
import { Buffer } from 'node:buffer';
import type { FileStatus } from '../disk/file-status.ts';
import { pieceBytes, type RoomMemory, RoomSlots } from './room-slots.ts';
import { SharedFile } from './shared-file.ts';

export interface ReadingRoomOptions {
  readonly memory: RoomMemory;
  /** Waiting ends with it. */
  readonly isStopped: () => boolean;
}

/** Of one thread. */
export class ReadingRoom {
  readonly slots: RoomSlots;
  readonly #options: ReadingRoomOptions;
  /** A piece of which only a part was asked for, whose next part is asked for soon. */
  readonly #part = Buffer.allocUnsafeSlow(pieceBytes);
  #partOf: { readonly file: SharedFile; readonly index: number; readonly length: number } | undefined;

  constructor(options: ReadingRoomOptions) {
    this.#options = options;
    this.slots = new RoomSlots(options.memory);
  }

  /** An open file, as it was when it was opened. */
  file(status: FileStatus): SharedFile {
    return new SharedFile(this, status);
  }

  get isStopped(): boolean {
    return this.#options.isStopped();
  }

  /** For a piece that somebody else reads. */
  get patienceMs(): number {
    return this.#options.memory.overdueMs;
  }

  isSettled({ ctimeNs }: FileStatus): boolean {
    return Date.now() - Number(ctimeNs / 1_000_000n) >= this.#options.memory.settledMs;
  }

  /** The piece, or as much of it as there is. */
  whole(file: SharedFile, index: number, read: (piece: Buffer) => number): Buffer {
    const known = this.#partOf;
    if (known?.file === file && known.index === index) return this.#part.subarray(0, known.length);
    this.#partOf = undefined;
    const length = read(this.#part);
    this.#partOf = { file, index, length };
    return this.#part.subarray(0, length);
  }
}

/** Undefined where there is none. */
export function openRoom(memory: RoomMemory | undefined, isStopped: () => boolean): ReadingRoom | undefined {
  return memory && new ReadingRoom({ memory, isStopped });
}
