/** A part of a coloured line by its cells. */
import { graphemesOf } from '../text/graphemes.ts';
import stringWidth from '../text/string-width.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
const parts = /\u001b\[[\d;]*m|[^\u001b]+|\u001b/g;

/** The cells from `from` up to `to`, with every colour sequence; half a wide character is a space. */
export function sliceCells(line: string, from: number, to: number): string {
  let kept = '';
  let column = 0;
  for (const [part] of line.matchAll(parts)) {
    if (part.startsWith('\u001b')) {
      kept += part;
      continue;
    }
    for (const one of graphemesOf(part)) {
      const start = column;
      column += stringWidth(one);
      if (start >= from && column <= to) kept += one;
      else kept += ' '.repeat(Math.max(0, Math.min(column, to) - Math.max(start, from)));
    }
  }
  return kept;
}
