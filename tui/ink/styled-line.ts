/** A line of text and colour sequences as the cells that a terminal shows. */
import { cellsOf } from '../text/string-width.ts';
import { plain, type Style, styleAfter } from './sgr.ts';

export interface StyledLine {
  /** What each cell shows; the second one of a wide character is empty. */
  readonly cells: readonly string[];
  readonly styles: readonly Style[];
}

const maxRemembered = 256;
const remembered = new Map<string, StyledLine | undefined>();

/** Undefined where a terminal may see other cells than we do: in clusters of several characters, and in any other sequence. */
export function styledLine(line: string): StyledLine | undefined {
  if (remembered.has(line)) return remembered.get(line);
  const parsed = parse(line);
  // A line is wanted twice, when it comes and when it goes.
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(line, parsed);
  return parsed;
}

const sequence = /\[([\d;]*)m/y;

function parse(line: string): StyledLine | undefined {
  const cells: string[] = [];
  const styles: Style[] = [];
  let style = plain;
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] ?? '';
    if (character === '\u001b') {
      sequence.lastIndex = index + 1;
      const parameters = sequence.exec(line)?.[1];
      if (parameters === undefined) return undefined;
      style = styleAfter(style, parameters === '' ? '0' : parameters);
      index = sequence.lastIndex - 1;
      continue;
    }
    const width = cellsOf(character);
    if (width === 0) return undefined;
    cells.push(character);
    styles.push(style);
    if (width === 2) {
      cells.push('');
      styles.push(style);
    }
  }
  return { cells, styles };
}
