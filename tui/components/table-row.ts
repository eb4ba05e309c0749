/** One row of a table as one painted string of exactly its width: the cheapest thing Ink can draw. */
import { fitCell } from '../text/fit-cell.ts';
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
    return theme.paint(role, fitCell(text, fit));
  });
  const mark = isMarked === undefined ? '' : isMarked ? theme.paint('marked', '* ') : '  ';
  const line = `${isCursor ? '> ' : '  '}${mark}${cells.join(' ')}`;
  return isCursor && isFocused ? theme.paint('cursor', line) : line;
}

export function headLine<Row>(
  columns: readonly LaidColumn<Row>[],
  { theme, hasMarks }: { readonly theme: Theme; readonly hasMarks: boolean },
): string {
  const { ellipsis } = theme.symbols;
  const titles = columns.map(({ column, width }) =>
    fitCell(column.title, { width, align: column.align, cut: 'end', ellipsis }),
  );
  return theme.paint('muted', ' '.repeat(gutterWidth(hasMarks)) + titles.join(' '));
}
