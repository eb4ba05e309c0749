/** A path in a column: text when it is valid UTF-8, else a blob with its bytes. */
import { Buffer, isUtf8 } from 'node:buffer';

export type PathColumn = string | Buffer;

export function toColumn(path: Buffer): PathColumn {
  return isUtf8(path) ? path.toString('utf8') : path;
}

export function fromColumn(column: PathColumn): Buffer {
  return typeof column === 'string' ? Buffer.from(column) : column;
}

export interface ColumnRange {
  readonly from: PathColumn;
  /** Not included. */
  readonly to: PathColumn;
}

/**
 * Where the paths below a folder are: from `folder/` up to `folder0`, since `0` follows `/`; once among the texts, and
 * once among the blobs, which SQLite sorts after every text. Of the empty path, everything.
 */
export function rangesBelow(folder: Buffer): readonly ColumnRange[] {
  if (folder.length === 0) return [{ from: '', to: pastEverything }];
  const from = Buffer.concat([folder, Buffer.from('/')]);
  const to = Buffer.concat([folder, Buffer.from('0')]);
  const blobs = { from, to };
  return isUtf8(folder) ? [{ from: from.toString('utf8'), to: to.toString('utf8') }, blobs] : [blobs];
}

/** No name has this many bytes. */
const pastEverything = Buffer.alloc(256, 0xff);
