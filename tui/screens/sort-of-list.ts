/** By which columns the focused list can be sorted: those in sight that have a value; undefined where it is kept in one order. */
import { layoutColumns } from '../components/table-layout.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { shownColumns } from '../store/list-columns.ts';
import type { ListName } from '../store/list-kind.ts';
import { focusedList } from './focused-list.ts';

export interface ListSort {
  readonly name: ListName;
  readonly titles: readonly string[];
}

export function sortOfList(state: ConsoleState): ListSort | undefined {
  const focused = focusedList(state);
  if (focused === undefined || focused.kind.isInOneOrder === true) return undefined;
  const { kind, width } = focused;
  const titles = layoutColumns(shownColumns(kind, state.ui.views), width).flatMap(({ column: { title, value } }) =>
    value === undefined ? [] : [title],
  );
  return { name: kind.name, titles };
}
