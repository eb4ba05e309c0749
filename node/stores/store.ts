/**
 * An outside store (S3, SFTP, …), as whoever moves files knows it: a tree of names below one place of it. Paths are
 * relative to that place, with `/` between names, empty for the place itself. Names are text: a store that keeps bytes
 * refuses others. Everything throws faults in the operator's words, and rejects with the signal's reason when that is
 * aborted.
 */
import type { Buffer } from 'node:buffer';
import type { EntryKind } from '../../src/engine/disk/file-status.ts';
import type { Fault } from '../../src/runtime/fault.ts';

export interface StoreEntry {
  readonly name: string;
  readonly kind: EntryKind;
  /** 0 for a folder. */
  readonly size: number;
  /** 0 where the store keeps none. */
  readonly mtimeNs: bigint;
  /** Why nobody can ask for it by this name. */
  readonly fault?: Fault;
}

export interface StoredFile {
  readonly size: number;
  readonly mtimeNs: bigint;
  /** Another text when other bytes took the place of these; undefined where the store has none. */
  readonly version: string | undefined;
}

export interface FetchedFile {
  readonly file: StoredFile;
  readonly bytes: AsyncIterable<Buffer>;
}

export interface ByteRange {
  readonly from: number;
  readonly length: number;
}

export interface NewFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeNs: bigint;
  /**
   * The whole file in order, in pieces of `pieceBytes(size)`, the last one shorter; each has been read when it is asked for.
   * Throws when the file turns out not to be one state of itself: then nothing may be published.
   */
  readonly pieces: AsyncIterable<Buffer>;
  /** To be told of a piece that is needed no more: its memory is that of another then. */
  readonly release?: (piece: Buffer) => void;
  /** Waits until the bytes may leave; answers how many of `most`. */
  readonly take: (most: number) => Promise<number>;
  readonly signal: AbortSignal;
}

export interface StoreTraits {
  /** Of the times that it keeps with files. */
  readonly mtimeGrainNs: bigint;
  /** Folders are things of their own, that are made and removed. */
  readonly hasFolders: boolean;
  /** Files under way at once that are worth it. */
  readonly filesAtOnce: number;
  /** Of one file that it writes. */
  readonly piecesAtOnce: number;
}

export interface Store extends AsyncDisposable {
  readonly traits: StoreTraits;
  /** How a file of this size is cut on its way. */
  pieceBytes(size: number): number;
  /**
   * What is directly in a folder, in any order, page by page; nothing where there is no such folder. Times may be those of the
   * store's own where the others would cost a question each and `isRough` allows it.
   */
  list(
    folder: string,
    signal: AbortSignal,
    options?: { readonly isRough: boolean },
  ): AsyncIterable<readonly StoreEntry[]>;
  /** Undefined when it is certain that there is no such file. */
  look(path: string, signal: AbortSignal): Promise<StoredFile | undefined>;
  /** A whole file, and which it is, for one question where that is possible; undefined as `look`. */
  fetch?(path: string, signal: AbortSignal): Promise<FetchedFile | undefined>;
  /** Bytes of the file as it was seen. Throws `changed-while-read` when it is another by now. */
  read(path: string, seen: StoredFile, range: ByteRange, signal: AbortSignal): Promise<AsyncIterable<Buffer>>;
  /** Resolves when the whole file, and nothing else, is durable under its name; until then the old one stays. */
  write(file: NewFile): Promise<void>;
  /** What is gone already counts as removed; a folder is removed only when it is empty. */
  remove(path: string, kind: StoreEntry['kind'], signal: AbortSignal): Promise<void>;
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
  /** Whether there is such a folder, empty or not; true where folders are no things of their own. */
  hasFolder(path: string, signal: AbortSignal): Promise<boolean>;
}
