/** A list as a table, in the order that was chosen for it. */
import type { ReactNode } from 'react';
import { DataTable, type DataTableProps } from '../components/data-table.tsx';
import type { ConsoleState } from '../store/console-store.ts';
import { hubNow } from '../store/hub-time.ts';
import type { ListKind } from '../store/list-kind.ts';

export interface ListTableProps<Row> extends Omit<DataTableProps<Row>, 'columns' | 'sort' | 'now'> {
  readonly state: ConsoleState;
  readonly kind: ListKind<Row>;
}

export function ListTable<Row>({ state, kind, ...table }: ListTableProps<Row>): ReactNode {
  return <DataTable<Row> {...table} columns={kind.columns} sort={state.ui.sorts[kind.name]} now={hubNow(state)} />;
}
