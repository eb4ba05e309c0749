/**
 * The width of a text in terminal cells: what the package `string-width` says, remembered, and without asking it for texts
 * made only of characters that are known to take one cell. The bundle puts this in the place of the package, so that Ink
 * measures with it too: it halves the cost of a frame.
 */
import measuredWidth from 'string-width';

const maxRemembered = 4096;
const remembered = new Map<string, number>();

export default function stringWidth(text: string): number {
  const known = remembered.get(text) ?? singleCellWidth(text);
  if (known !== undefined) return known;
  const width = measuredWidth(text);
  // Rows that scroll out of sight never come back in the same words: starting afresh is as good as evicting the oldest.
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(text, width);
  return width;
}

const escapeCode = 0x1b;
/** Outside of ASCII and Latin-1: what our own pictures are made of. */
const ownSymbols = new Set([...'…→⇄↵↑↓←●◐○•›'].map((symbol) => symbol.charCodeAt(0)));

const bySingle = new Map<string, 0 | 1 | 2>();
/** Parts of clusters by themselves, though they have a width: Hangul is put together from them. */
const isPart = /[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\ud800-\udfff]|\p{Mark}|\p{Default_Ignorable_Code_Point}/u;

/** The cells of one UTF-16 unit; 0 when that is for its neighbours to say. */
export function cellsOf(unit: string): 0 | 1 | 2 {
  if (isSingleCell(unit.charCodeAt(0))) return 1;
  let cells = bySingle.get(unit);
  if (cells === undefined) {
    cells = isPart.test(unit) ? 0 : (Math.min(2, measuredWidth(unit)) as 0 | 1 | 2);
    bySingle.set(unit, cells);
  }
  return cells;
}

/** The width when every character takes one cell and every escape sequence is a colour, else undefined. */
export function singleCellWidth(text: string): number | undefined {
  let width = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === escapeCode) {
      const end = colourEnd(text, index);
      if (end === undefined) return undefined;
      index = end;
    } else if (isSingleCell(code)) {
      width += 1;
    } else {
      return undefined;
    }
  }
  return width;
}

function isSingleCell(code: number): boolean {
  if (code < 0x7f) return code >= 0x20;
  if (code <= 0xff) return code > 0xa0 && code !== 0xad;
  return (code >= 0x2500 && code <= 0x259f) || (code >= 0x2800 && code <= 0x28ff) || ownSymbols.has(code);
}

/** The index of the `m` that ends the colour sequence at `start`, undefined when it is another kind of sequence. */
function colourEnd(text: string, start: number): number | undefined {
  if (text[start + 1] !== '[') return undefined;
  for (let index = start + 2; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === 0x6d) return index;
    if (code !== 0x3b && (code < 0x30 || code > 0x39)) return undefined;
  }
  return undefined;
}
