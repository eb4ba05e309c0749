/** Rows that are all here, as their list shows them: those that the filter leaves, in the order that was chosen. */
import type { ConsoleState } from './console-store.ts';
import { readFilter } from './filter.ts';
import { hubNow } from './hub-time.ts';
import type { ListKind } from './list-kind.ts';
import { arrayRows, type Rows } from './list-state.ts';
import { remembered } from './remembered.ts';
import { type Sort, sortLiveRows } from './sorting.ts';

type Choose = (kind: ListKind<never>, filter: string, sort: Sort | undefined, now: number) => Rows<never>;

/** With what it was last asked of them, as long as somebody has the rows. */
const chosen = new WeakMap<readonly unknown[], Choose>();

/** `all` must be the same object while nothing in it has changed. */
export function chosenRows<Row>(
  all: readonly Row[],
  { kind, filter, state }: { readonly kind: ListKind<Row>; readonly filter: string; readonly state: ConsoleState },
): Rows<Row> {
  let choose = chosen.get(all) as
    | ((kind: ListKind<Row>, filter: string, sort: Sort | undefined, now: number) => Rows<Row>)
    | undefined;
  if (choose === undefined) {
    choose = remembered((of: ListKind<Row>, text: string, sort: Sort | undefined, now: number) => {
      const { idOf, words, fields = {}, columns } = of;
      const kept =
        text === '' || words === undefined ? all : all.filter(readFilter(text, { words, fields, now }).matches);
      return arrayRows(sortLiveRows(kept, { sort, keys: columns, idOf, now }), idOf);
    });
    chosen.set(all, choose as unknown as Choose);
  }
  const sort = state.ui.sorts[kind.name];
  // Without either, time changes nothing.
  return choose(kind, filter, sort, filter === '' && sort === undefined ? 0 : hubNow(state));
}
