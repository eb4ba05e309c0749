/** A path in a column: text when it is valid UTF-8, else a blob with its bytes. */
import { Buffer, isUtf8 } from 'node:buffer';

export type PathColumn = string | Buffer;

export function toColumn(path: Buffer): PathColumn {
  return isUtf8(path) ? path.toString('utf8') : path;
}

export function fromColumn(column: PathColumn): Buffer {
  return typeof column === 'string' ? Buffer.from(column) : column;
}
