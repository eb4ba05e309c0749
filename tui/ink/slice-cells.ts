/** A part of a coloured line by its cells. */
import stringWidth from '../text/string-width.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour sequences begin with one
const parts = /\u001b\[[\d;]*m|[^\u001b]+|\u001b/g;

/** The cells from `from` up to `to`, with every colour sequence; half a wide character is a space. */
export function sliceCells(line: string, from: number, to: number): string {
  let kept = '';
  let column = 0;
  // Made here: most consoles never cut a line, and it takes as long to make as half a frame.
  const clusters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  for (const [part] of line.matchAll(parts)) {
    if (part.startsWith('\u001b')) {
      kept += part;
      continue;
    }
    for (const { segment } of clusters.segment(part)) {
      const start = column;
      column += stringWidth(segment);
      if (start >= from && column <= to) kept += segment;
      else kept += ' '.repeat(Math.max(0, Math.min(column, to) - Math.max(start, from)));
    }
  }
  return kept;
}
