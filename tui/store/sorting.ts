/** Lists in the order of one of their columns. */
import type { CellValue, Column } from '../components/table-layout.ts';
import type { ListName } from './list-kind.ts';

/** A column, as far as an order needs it. */
export type SortKey<Row> = Pick<Column<Row>, 'title' | 'value'>;

/** Each choice of an order is an object of its own. */
export interface Sort {
  readonly title: string;
  readonly isReversed: boolean;
}

export type Sorts = Readonly<Partial<Record<ListName, Sort>>>;

export interface SortOptions<Row> {
  readonly sort: Sort | undefined;
  readonly keys: readonly SortKey<Row>[];
}

export interface LiveSortOptions<Row> extends SortOptions<Row> {
  readonly idOf: (row: Row) => string;
  readonly now: number;
}

const collator = new Intl.Collator('en', { numeric: true });
const sorted = new WeakMap<object, { readonly sort: Sort; readonly rows: readonly unknown[] }>();
const orders = new WeakMap<Sort, { readonly second: number; readonly ranks: ReadonlyMap<string, number> }>();

/** Rows that stay as they are: sorted once. */
export function sortRows<Row>(rows: readonly Row[], { sort, keys }: SortOptions<Row>): readonly Row[] {
  const value = keys.find(({ title }) => title === sort?.title)?.value;
  if (sort === undefined || value === undefined) return rows;
  const known = sorted.get(rows);
  if (known?.sort === sort) return known.rows as readonly Row[];
  const sign = sort.isReversed ? -1 : 1;
  const made = rows
    .map((row) => ({ row, value: value(row) }))
    .sort((one, other) => sign * compare(one.value, other.value))
    .map(({ row }) => row);
  sorted.set(rows, { sort, rows: made });
  return made;
}

/** Rows whose figures change all the time: they change places once a second, or when others come. */
export function sortLiveRows<Row>(rows: readonly Row[], options: LiveSortOptions<Row>): readonly Row[] {
  const { sort, idOf, now } = options;
  if (sort === undefined) return rows;
  const second = Math.floor(now / 1000);
  const order = orders.get(sort);
  const ranks = order?.second === second ? order.ranks : undefined;
  if (ranks !== undefined && rows.every((row) => ranks.has(idOf(row))))
    return rows.toSorted((one, other) => (ranks.get(idOf(one)) ?? 0) - (ranks.get(idOf(other)) ?? 0));
  const made = sortRows(rows, options);
  orders.set(sort, { second, ranks: new Map(made.map((row, rank) => [idOf(row), rank])) });
  return made;
}

/** What has no value comes before all that have one. */
function compare(one: CellValue, other: CellValue): number {
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined);
  return typeof one === 'string' || typeof other === 'string'
    ? collator.compare(String(one), String(other))
    : Number(one) - Number(other);
}

/** The next column's, and after the last one the order that the list has by itself. */
export function nextSort(sort: Sort | undefined, titles: readonly string[]): Sort | undefined {
  const title = titles[sort === undefined ? 0 : titles.indexOf(sort.title) + 1];
  return title === undefined ? undefined : { title, isReversed: false };
}
