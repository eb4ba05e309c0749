/** What is right on every screen, whatever it shows: told without eyes, from the cells of a terminal. */
import type { Size, TerminalScreen } from '../../harness/terminal-screen.ts';
import type { Screen } from './screens.ts';

export interface Look {
  readonly screen: TerminalScreen;
  readonly size: Size;
  readonly isAscii: boolean;
  readonly of: Screen;
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly right: number;
}

const topLeft = /^[┌┏]$/;
const topRight = /^[┐┓]$/;
const side = /^[│┃┤├]$/;
const bottomLeft = /^[└┗]$/;
const bottomRight = /^[┘┛]$/;

/** One line for each thing that is wrong. */
export function wrongIn({ screen, size, isAscii, of }: Look): readonly string[] {
  const grid = Array.from({ length: size.rows }, (_, row) => screen.cells(row));
  const { rows } = screen;
  return [
    ...screen.wrappedRows.map((row) => `line ${row + 1} is the rest of one that is too long`),
    ...rows.flatMap((line, row) =>
      isAscii && /[^\x20-\x7e]/.test(line) ? [`line ${row + 1} has more than ASCII: ${line}`] : [],
    ),
    ...rows.flatMap((line, row) => (/\p{Cc}/u.test(line) ? [`line ${row + 1} has a control character`] : [])),
    ...(rows[0]?.startsWith(' longhaul ') ? [] : ['the first line is not the header']),
    ...(rows.at(-1)?.trim() ? [] : ['the last line has no keys']),
    ...(of.hasNoCursor || of.box !== undefined || rows.some((line) => /[│┃|#] {0,2}>/.test(line))
      ? []
      : ['no row has the mark of the cursor']),
    ...(isAscii ? [] : wrongBoxes(grid, of)),
  ];
}

function wrongBoxes(grid: readonly (readonly string[])[], { box }: Screen): readonly string[] {
  const boxes = grid.flatMap((cells, top) =>
    cells.flatMap((cell, left): readonly Box[] => {
      if (!topLeft.test(cell)) return [];
      const right = cells.findIndex((other, column) => column > left && topRight.test(other));
      return [{ top, left, right }];
    }),
  );
  const isTop = ({ top, left }: Box): boolean =>
    box === undefined ||
    (grid[top]
      ?.slice(left + 2)
      .join('')
      .startsWith(` ${box}`) ??
      false);
  const judged = boxes.filter(isTop);
  if (judged.length === 0) return ['no box has its whole upper edge'];
  return judged.flatMap((found) => wrongBox(grid, found));
}

function wrongBox(grid: readonly (readonly string[])[], { top, left, right }: Box): readonly string[] {
  if (right < 0) return [`the box at line ${top + 1} has no right corner`];
  for (let row = top + 1; row < grid.length; row += 1) {
    const ends = [grid[row]?.[left] ?? '', grid[row]?.[right] ?? ''] as const;
    if (bottomLeft.test(ends[0])) return bottomRight.test(ends[1]) ? [] : [`line ${row + 1}: no lower right corner`];
    if (!side.test(ends[0]) || !side.test(ends[1]))
      return [`line ${row + 1}: the sides of its box are '${ends.join("' and '")}'`];
  }
  return [`the box at line ${top + 1} has no lower edge`];
}
