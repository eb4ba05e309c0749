/**
 * A live table: a window of rows over a list of any length. ink-table is given nothing but slots, one a line in sight, that
 * never change; each slot looks up its line. So a changed figure redraws one line, where ink-table alone, which names rows
 * after their values and measures with `String.length`, would build the row anew and lose its columns with wide names.
 */
import { Text } from 'ink';
import { createContext, memo, type ReactNode, useContext, useMemo } from 'react';
import { InkTable } from '../ink-table.ts';
import { LinearTable } from '../linear/linear-table.tsx';
import { type ListState, listView, type Rows } from '../store/list-state.ts';
import type { Sort } from '../store/sorting.ts';
import { fitCell } from '../text/fit-cell.ts';
import { useTheme } from '../theme/theme-context.ts';
import { type Column, layoutColumns } from './table-layout.ts';
import { gutterWidth, headLine, rowLine } from './table-row.ts';

export interface DataTableProps<Row> {
  readonly rows: Rows<Row>;
  readonly list: ListState;
  readonly columns: readonly Column<Row>[];
  readonly width: number;
  /** Lines, the column titles included. */
  readonly height: number;
  readonly isFocused: boolean;
  /** The hub's clock. */
  readonly now: number;
  /** Undefined in tables without marks. */
  readonly isMarked?: ((row: Row) => boolean) | undefined;
  readonly sort?: Sort | undefined;
  /** Said in place of rows while there are none. */
  readonly empty: string;
}

interface TableLines {
  readonly head: string;
  readonly lines: readonly string[];
}

const Lines = createContext<TableLines>({ head: '', lines: [] });

const Head = (): ReactNode => <Text wrap="truncate">{useContext(Lines).head}</Text>;
const Line = memo(({ text }: { readonly text: string }) => <Text wrap="truncate">{text === '' ? ' ' : text}</Text>);
const Slot = ({ children }: { readonly column: number; readonly children?: ReactNode }): ReactNode => {
  const index = Number(String(children).trim().slice(1));
  return <Line text={useContext(Lines).lines[index] ?? ''} />;
};
const NoSkeleton = (): ReactNode => null;

const Slots = memo(({ count }: { readonly count: number }) => {
  const data = Array.from({ length: count }, (_, index) => ({ row: `#${index}` }));
  return <InkTable data={data} header={Head} cell={Slot} skeleton={NoSkeleton} />;
});

export function DataTable<Row>(props: DataTableProps<Row>): ReactNode {
  return useTheme().isLinear ? <LinearTable<Row> {...props} /> : <SlotTable<Row> {...props} />;
}

function SlotTable<Row>(props: DataTableProps<Row>): ReactNode {
  const { rows, list, columns, width, height, isFocused, now, isMarked, sort, empty } = props;
  const theme = useTheme();
  const hasMarks = isMarked !== undefined;
  const laid = useMemo(() => layoutColumns(columns, width - gutterWidth(hasMarks) - 1), [columns, width, hasMarks]);
  const slots = Math.max(0, height - 1);
  const view = listView(list, rows, slots);
  const lines = Array.from({ length: Math.min(slots, rows.count - view.top) }, (_, slot) => {
    const index = view.top + slot;
    const row = rows.at(index);
    const isCursor = index === view.index;
    if (row === undefined) return theme.paint('muted', `${isCursor ? '> ' : '  '}${theme.symbols.ellipsis}`);
    return rowLine(row, laid, { theme, now, isCursor, isFocused, isMarked: isMarked?.(row) });
  });
  if (rows.count === 0 && slots > 0) {
    lines[0] = theme.paint(
      'muted',
      fitCell(`  ${empty}`, { width, align: 'left', cut: 'end', ellipsis: theme.symbols.ellipsis }),
    );
  }
  return (
    <Lines value={{ head: headLine(laid, { theme, hasMarks, sort }), lines }}>
      <Slots count={slots} />
    </Lines>
  );
}
