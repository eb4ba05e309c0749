/** Which columns of a list are shown, in which order, where somebody has chosen that. */
import type { Column } from '../components/table-layout.ts';
import type { ListKind, ListName } from './list-kind.ts';
import { remembered } from './remembered.ts';

/** Titles of those that are shown. */
export type Views = Readonly<Partial<Record<ListName, readonly string[]>>>;

export interface ChoosableColumn {
  readonly title: string;
  readonly isShown: boolean;
}

export function shownColumns<Row>(
  { name, columns }: Pick<ListKind<Row>, 'name' | 'columns'>,
  views: Views,
): readonly Column<Row>[] {
  const titles = views[name];
  return titles === undefined ? columns : (chosen(columns, titles) as readonly Column<Row>[]);
}

/** What a later version of the console no longer has is passed over, and a list is never without a column. */
const chosen = remembered((columns: readonly Column<never>[], titles: readonly string[]): readonly Column<never>[] => {
  const found = titles.flatMap((title) => columns.filter((column) => column.title === title));
  return found.length === 0 ? columns : found;
});

/** Those that are shown first, in their order. */
export function choosable(kind: ListKind<never>, views: Views): readonly ChoosableColumn[] {
  const shown = shownColumns(kind, views).map(({ title }) => title);
  const hidden = kind.columns.map(({ title }) => title).filter((title) => !shown.includes(title));
  return [...shown.map((title) => ({ title, isShown: true })), ...hidden.map((title) => ({ title, isShown: false }))];
}

/** The last one that is shown stays. */
export function toggled(columns: readonly ChoosableColumn[], index: number): readonly ChoosableColumn[] {
  const turned = columns.map((column, at) => (at === index ? { ...column, isShown: !column.isShown } : column));
  return turned.some(({ isShown }) => isShown) ? turned : columns;
}

/** As it is where there is no place beyond. */
export function moved(columns: readonly ChoosableColumn[], index: number, step: 1 | -1): readonly ChoosableColumn[] {
  const [one, other] = [columns[index], columns[index + step]];
  if (one === undefined || other === undefined) return columns;
  return columns.with(index, other).with(index + step, one);
}
