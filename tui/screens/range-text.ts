/** `1-8 of 8,228`: which rows of a list are in sight. */
import { formatCount } from '../format/count.ts';
import { type ListState, listView, type Rows } from '../store/list-state.ts';

export function rangeText(
  list: ListState,
  { rows, height }: { readonly rows: Rows<unknown>; readonly height: number },
): string {
  if (rows.count === 0) return '';
  const { top } = listView(list, rows, height);
  return `${formatCount(top + 1)}-${formatCount(Math.min(rows.count, top + height))} of ${formatCount(rows.count)}`;
}
