/** A list as a table, in the order that was chosen for it. */
import type { ReactNode } from 'react';
import { DataTable, type DataTableProps } from '../components/data-table.tsx';
import type { ConsoleState } from '../store/console-store.ts';
import { hubNow } from '../store/hub-time.ts';
import { shownColumns } from '../store/list-columns.ts';
import type { ListKind } from '../store/list-kind.ts';

export interface ListTableProps<Row> extends Omit<DataTableProps<Row>, 'columns' | 'sort' | 'now'> {
  readonly state: ConsoleState;
  readonly kind: ListKind<Row>;
}

export function ListTable<Row>({ state, kind, ...table }: ListTableProps<Row>): ReactNode {
  const columns = shownColumns(kind, state.ui.views);
  return <DataTable<Row> {...table} columns={columns} sort={state.ui.sorts[kind.name]} now={hubNow(state)} />;
}
