/**
 * The picture of a frame, put together from what its texts wrote at which place. Stands in the bundle where Ink's own module of
 * this name stood, which takes every text apart into an object for each letter, twice or more often, at every frame: most of
 * what a frame cost, and most of its garbage. Here a text stays whole unless another lies over it or an edge cuts it.
 */
import stringWidth from '../text/string-width.ts';
import { sliceCells } from './slice-cells.ts';

type Transformer = (line: string, index: number) => string;

/** Cells, half open; an edge that is not there does not cut. */
export interface Clip {
  readonly x1?: number | undefined;
  readonly x2?: number | undefined;
  readonly y1?: number | undefined;
  readonly y2?: number | undefined;
}

interface Edges {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface Piece {
  readonly x: number;
  readonly width: number;
  readonly text: string;
}

const everywhere: Edges = {
  left: Number.NEGATIVE_INFINITY,
  right: Number.POSITIVE_INFINITY,
  top: Number.NEGATIVE_INFINITY,
  bottom: Number.POSITIVE_INFINITY,
};

export default class Output {
  readonly height: number;
  /** Of each row, beside each other, in the order in which they came. */
  readonly #rows: Piece[][];
  readonly #clips: Edges[] = [everywhere];

  constructor({ height }: { readonly width: number; readonly height: number }) {
    this.height = height;
    this.#rows = Array.from({ length: height }, () => []);
  }

  /** What lies inside lies inside of all that were begun and not ended. */
  clip({ x1, x2, y1, y2 }: Clip): void {
    const outer = this.#clips.at(-1) ?? everywhere;
    this.#clips.push({
      left: Math.max(outer.left, x1 ?? outer.left),
      right: Math.min(outer.right, x2 ?? outer.right),
      top: Math.max(outer.top, y1 ?? outer.top),
      bottom: Math.min(outer.bottom, y2 ?? outer.bottom),
    });
  }

  unclip(): void {
    this.#clips.pop();
  }

  /** Later ones lie over earlier ones. Each line of the text closes the colours that it opens. */
  write(x: number, y: number, text: string, { transformers }: { readonly transformers: readonly Transformer[] }): void {
    if (text === '') return;
    const { left, right, top, bottom } = this.#clips.at(-1) ?? everywhere;
    for (const [index, line] of text.split('\n').entries()) {
      const row = this.#rows[y + index];
      if (row === undefined || y + index < top || y + index >= bottom) continue;
      const piece = cut({ x, width: stringWidth(line), text: line }, Math.max(0, left), right);
      if (piece === undefined) continue;
      const shown = transformers.reduce((made, transform) => transform(made, index), piece.text);
      put(row, { ...piece, text: shown });
    }
  }

  get(): { readonly output: string; readonly height: number } {
    return { output: this.#rows.map(rowText).join('\n'), height: this.height };
  }
}

/** What of it lies between two columns. */
function cut(piece: Piece, left: number, right: number): Piece | undefined {
  const { x, width, text } = piece;
  if (x >= left && x + width <= right) return width === 0 ? undefined : piece;
  const [from, to] = [Math.max(x, left), Math.min(x + width, right)];
  return from >= to ? undefined : { x: from, width: to - from, text: sliceCells(text, from - x, to - x) };
}

function put(row: Piece[], piece: Piece): void {
  const end = piece.x + piece.width;
  for (let index = row.length - 1; index >= 0; index -= 1) {
    const under = row[index] as Piece;
    if (under.x >= end || under.x + under.width <= piece.x) continue;
    const beside = [cut(under, Number.NEGATIVE_INFINITY, piece.x), cut(under, end, Number.POSITIVE_INFINITY)];
    row.splice(index, 1, ...beside.filter((part) => part !== undefined));
  }
  row.push(piece);
}

function rowText(row: Piece[]): string {
  let text = '';
  let at = 0;
  for (const piece of row.toSorted((one, other) => one.x - other.x)) {
    text += ' '.repeat(piece.x - at) + piece.text;
    at = piece.x + piece.width;
  }
  return text.trimEnd();
}
