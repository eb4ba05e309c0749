/** A path in a column: text when it is valid UTF-8, else a blob with its bytes. */
import { Buffer, isUtf8 } from 'node:buffer';

export type PathColumn = string | Buffer;

export function toColumn(path: Buffer): PathColumn {
  return isUtf8(path) ? path.toString('utf8') : path;
}

export function fromColumn(column: PathColumn): Buffer {
  return typeof column === 'string' ? Buffer.from(column) : column;
}

/** A root before the paths below it. */
export class RootColumn {
  readonly #bytes: Buffer;
  readonly #above: Buffer;
  readonly #text: string | undefined;

  constructor(root: Buffer) {
    this.#bytes = root;
    this.#above = root.length === 1 ? root : Buffer.concat([root, slash]);
    this.#text = isUtf8(this.#above) ? this.#above.toString('utf8') : undefined;
  }

  /** Full path of a relative one; the empty path is the root itself. */
  with(path: PathColumn): PathColumn {
    if (path.length === 0) return toColumn(this.#bytes);
    if (typeof path === 'string' && this.#text !== undefined) return this.#text + path;
    return Buffer.concat([this.#above, fromColumn(path)]);
  }
}

const slash = Buffer.from('/');

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
