/**
 * What turns a line of the screen into the next one: only the cells that differ, each run of them with its place and its style. Stands in
 * the bundle where Ink's own module of this name stood, which writes a line anew from its first difference to its end: two
 * thirds of what a live table sends over SSH.
 */
import { plain, type Style, switchStyle } from './sgr.ts';
import { type StyledLine, styledLine } from './styled-line.ts';

const eraseToEnd = '\u001b[K';
/** Cells that are the same are written again where going past them would be as long. */
const longestGap = 4;

const toColumn = (column: number): string => `\u001b[${column + 1}G`;

/** The cursor is somewhere in the line, before and after, and nothing is switched on. */
export default function lineUpdate(previous: string, next: string, columns: number | undefined): string {
  const was = styledLine(previous);
  const is = styledLine(next);
  // A line as wide as the screen leaves the cursor behind its last cell; one that is wider is the terminal's to wrap.
  const most = columns ?? 0;
  if (was === undefined || is === undefined || is.cells.length > most || was.cells.length > most)
    return toColumn(0) + eraseToEnd + next;
  let out = '';
  let style = plain;
  let at = -1;
  for (const [from, end] of runs(was, is)) {
    if (from !== at) out += toColumn(from);
    for (let column = from; column < end; column += 1) {
      const wanted: Style = is.styles[column] ?? plain;
      out += switchStyle(style, wanted) + is.cells[column];
      style = wanted;
    }
    at = end;
  }
  out += switchStyle(style, plain);
  if (is.cells.length >= was.cells.length) return out;
  return out + (at === is.cells.length ? '' : toColumn(is.cells.length)) + eraseToEnd;
}

/** From and end of what differs, in order. Both halves of a wide character differ from anything else. */
function* runs(was: StyledLine, is: StyledLine): Generator<readonly [number, number]> {
  let from = -1;
  let end = -1;
  for (let column = 0; column < is.cells.length; column += 1) {
    if (isSameCell(was, is, column)) continue;
    if (from !== -1 && column - end > longestGap) {
      yield [from, end];
      from = -1;
    }
    if (from === -1) from = column;
    end = column + 1;
  }
  if (from === -1) return;
  yield [from, end];
}

function isSameCell(was: StyledLine, is: StyledLine, column: number): boolean {
  return was.cells[column] === is.cells[column] && was.styles[column] === is.styles[column];
}
