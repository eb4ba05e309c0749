/** Columns of numbers and bytes in one body, written and read in the same order. Each begins with its length in bytes. */
import { Buffer } from 'node:buffer';
import { Fault } from '../../../src/runtime/fault.ts';

interface NumberArray {
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** The typed arrays of the engine have the byte order of every processor that Node runs on: little-endian. */
export function packColumns(columns: readonly NumberArray[]): Buffer {
  const body = Buffer.allocUnsafeSlow(columns.reduce((bytes, { byteLength }) => bytes + 4 + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of columns) {
    body.writeUInt32LE(byteLength, at);
    body.set(new Uint8Array(buffer, byteOffset, byteLength), at + 4);
    at += 4 + byteLength;
  }
  return body;
}

type ColumnType<A> = (new (buffer: ArrayBuffer) => A) & { readonly BYTES_PER_ELEMENT: number };

export class ColumnReader {
  readonly #body: Buffer;
  #at = 0;

  constructor(body: Buffer) {
    this.#body = body;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#body.length;
  }

  /** A copy of the next column, which must have `count` elements where that is given. Throws `bad-message`. */
  take<A>(Type: ColumnType<A>, count?: number): A {
    const from = this.#at + 4;
    const bytes = from <= this.#body.length ? this.#body.readUInt32LE(this.#at) : -1;
    const isWhole = bytes >= 0 && from + bytes <= this.#body.length && bytes % Type.BYTES_PER_ELEMENT === 0;
    if (!isWhole || (count !== undefined && bytes !== count * Type.BYTES_PER_ELEMENT)) {
      throw new Fault('bad-message', 'a column does not fit its frame');
    }
    this.#at = from + bytes;
    const { buffer, byteOffset } = this.#body;
    return new Type((buffer as ArrayBuffer).slice(byteOffset + from, byteOffset + from + bytes));
  }

  takeText(): string {
    return Buffer.from(this.take(Uint8Array)).toString();
  }
}
