/** Lists of what has a name: who is let in, what is declared. `/` finds whatever is said of a row, however deep. */
import { shownName } from '../../src/runtime/names.ts';
import type { Column } from '../components/table-layout.ts';
import type { Loaded } from '../session/hub-lists.ts';
import type { ListKind } from '../store/list-kind.ts';

export interface Named {
  readonly name: string;
}

export function namedList<Row extends Named>(
  kind: Pick<ListKind<Row>, 'name' | 'columns'> & Partial<ListKind<Row>>,
): ListKind<Row> {
  return { idOf: ({ name }) => name, words: (row) => textsOf(row).join(' '), ...kind };
}

/** A column that says its value, in whatever characters. */
export function textColumn<Row>(
  column: Omit<Column<Row>, 'cell' | 'align' | 'value'> & { readonly value: (row: Row) => string },
): Column<Row> {
  const value = (row: Row): string => shownName(column.value(row));
  return { align: 'left', cell: value, ...column, value };
}

export const nameColumn: Column<Named> = textColumn({
  title: 'NAME',
  width: 14,
  flex: 1,
  cut: 'middle',
  priority: 1,
  value: ({ name }) => name,
});

export function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const nothing: readonly never[] = [];

export function ready<Item>(loaded: Loaded<readonly Item[]> | undefined): readonly Item[] {
  return loaded?.kind === 'ready' ? loaded.value : nothing;
}
