/** One row of a table as one painted string of exactly its width: the cheapest thing Ink can draw. */
import type { Sort } from '../store/sorting.ts';
import { fitCell } from '../text/fit-cell.ts';
import { paintName } from '../theme/paint-name.ts';
import type { Theme } from '../theme/theme.ts';
import type { LaidColumn } from './table-layout.ts';

export interface RowLook {
  readonly theme: Theme;
  readonly now: number;
  readonly isCursor: boolean;
  /** Undefined in tables without marks. */
  readonly isMarked: boolean | undefined;
  /** Whether the table has the focus: elsewhere the cursor row keeps its `>` but is not inverse. */
  readonly isFocused: boolean;
}

/** Cells that every row loses at its left edge: cursor, and mark where there are marks. */
export function gutterWidth(hasMarks: boolean): number {
  return hasMarks ? 4 : 2;
}

export function rowLine<Row>(row: Row, columns: readonly LaidColumn<Row>[], look: RowLook): string {
  const { theme, now, isCursor, isMarked, isFocused } = look;
  const cells = columns.map(({ column, width }) => {
    const made = column.cell(row, { theme, width, now });
    const { text, role } = typeof made === 'string' ? { text: made, role: 'text' as const } : made;
    const fit = { width, align: column.align, cut: column.cut ?? 'end', ellipsis: theme.symbols.ellipsis } as const;
    return paintName(theme, role, fitCell(text, fit));
  });
  const mark = isMarked === undefined ? '' : isMarked ? theme.paint('marked', '* ') : '  ';
  const line = `${isCursor ? '> ' : '  '}${mark}${cells.join(' ')}`;
  return isCursor && isFocused ? theme.paint('cursor', line) : line;
}

interface HeadLook {
  readonly theme: Theme;
  readonly hasMarks: boolean;
  readonly sort: Sort | undefined;
}

/** The column that gives the order has an arrow, at the cost of its last letter where it is narrow. */
function headTitle(title: string, look: { readonly width: number } & Omit<HeadLook, 'hasMarks'>): string {
  const { width, theme, sort } = look;
  if (sort?.title !== title) return title;
  return title.slice(0, Math.max(0, width - 1)) + (sort.isReversed ? theme.symbols.down : theme.symbols.up);
}

export function headLine<Row>(columns: readonly LaidColumn<Row>[], { theme, hasMarks, sort }: HeadLook): string {
  const { ellipsis } = theme.symbols;
  const titles = columns.map(({ column, width }) =>
    fitCell(headTitle(column.title, { width, theme, sort }), { width, align: column.align, cut: 'end', ellipsis }),
  );
  return theme.paint('muted', ' '.repeat(gutterWidth(hasMarks)) + titles.join(' '));
}
