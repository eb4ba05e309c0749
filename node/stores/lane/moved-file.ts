/** One file on its way through a lane: opened at one end, written at the other, in pieces that are digested between. */
import type { Buffer } from 'node:buffer';

/** A file that is open for reading. */
export interface OpenFile extends AsyncDisposable {
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
  /** All of it in order, in pieces of this size. Throws `changed-while-read` after the last one. */
  pieces(pieceBytes: number): AsyncGenerator<Buffer, void>;
}

export interface FileReader extends AsyncDisposable {
  /** Memory that reading a file of this size takes. */
  heldBytes(size: number): number;
  /** `size` as the scan saw it: it says which way is the shorter one. */
  open(path: Buffer, size: number, signal: AbortSignal): Promise<OpenFile>;
}

export interface FileToWrite {
  readonly path: Buffer;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly atimeNs: bigint;
  readonly pieces: AsyncIterable<Buffer>;
  /** For who keeps pieces: this one is needed no more. */
  readonly release: (piece: Buffer) => void;
  /** Known when the last piece has come. */
  readonly digest: () => Uint8Array;
  readonly signal: AbortSignal;
}

export interface FileWriter extends AsyncDisposable {
  readonly filesAtOnce: number;
  pieceBytes(size: number): number;
  /** A piece must stay as it is after the next one was asked for. */
  readonly keepsPieces: boolean;
  /** Memory that writing a file of this size takes, with the piece that is read meanwhile. */
  heldBytes(size: number): number;
  /** Resolves when the file is durable under its name. */
  write(file: FileToWrite): Promise<void>;
}
