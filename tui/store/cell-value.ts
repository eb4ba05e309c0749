/** What a list says of a row, without a screen: as it is copied. */
import type { Column } from '../components/table-layout.ts';
import type { ListKind } from './list-kind.ts';

export interface SaidCell {
  readonly title: string;
  readonly text: string;
}

/** Empty where there is nothing to say. */
function textOf<Row>({ value }: Column<Row>, row: Row): string {
  const said = value?.(row) ?? '';
  return said instanceof Date ? said.toISOString() : String(said);
}

/** Of every column that says something of this row, whether there is room for it or not. */
export function saidOf<Row>({ columns, copies = [] }: ListKind<Row>, row: Row): readonly SaidCell[] {
  const first = columns.filter(({ title }) => copies.includes(title));
  return [...first, ...columns.filter((column) => !first.includes(column))]
    .map((column) => ({ title: column.title, text: textOf(column, row) }))
    .filter(({ text }) => text !== '');
}
