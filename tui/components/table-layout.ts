/** Columns laid into a width: fixed ones get theirs, the flexible share the rest, the least wanted drop out while it is too narrow. */

import type { Word } from '../format/transfer-words.ts';
import type { Theme } from '../theme/theme.ts';

export interface CellContext {
  readonly theme: Theme;
  /** Cells of this column on this screen. */
  readonly width: number;
  /** The hub's clock. */
  readonly now: number;
}

/** Of times the date. */
export type CellValue = number | string | Date | undefined;

export interface Column<Row> {
  readonly title: string;
  /** Cells; a flexible column has a least width and takes a share of what is left. */
  readonly width: number;
  readonly flex?: number;
  readonly align: 'left' | 'right';
  readonly cut?: 'end' | 'middle' | 'name';
  /** 1 stays longest. */
  readonly priority: number;
  readonly cell: (row: Row, context: CellContext) => string | Word;
  /** By what the list is sorted with this column, and what an export says: text as it may be shown. */
  readonly value?: (row: Row) => CellValue;
}

export interface LaidColumn<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

export function layoutColumns<Row>(columns: readonly Column<Row>[], width: number): readonly LaidColumn<Row>[] {
  let kept = [...columns];
  const least = (): number => kept.reduce((sum, column) => sum + column.width + 1, -1);
  while (kept.length > 1 && least() > width) {
    const lowest = Math.max(...kept.map(({ priority }) => priority));
    kept = kept.filter((column) => column !== kept.findLast(({ priority }) => priority === lowest));
  }
  const shares = kept.reduce((sum, { flex = 0 }) => sum + flex, 0);
  let left = width - least();
  let sharesLeft = shares;
  return kept.map((column) => {
    const { flex = 0 } = column;
    const extra = sharesLeft === 0 ? 0 : Math.floor((left * flex) / sharesLeft);
    left -= extra;
    sharesLeft -= flex;
    return { column, width: column.width + extra };
  });
}
