/** Which order the focused list has, and which ones it can have; undefined where the hub keeps it in an order of its own. */
import type { ConsoleState } from '../store/console-store.ts';
import type { SortedList, SortKey } from '../store/sorting.ts';
import { entryOrders } from './browse/folder-rows.ts';
import { nodeSorts } from './nodes/node-sorts.ts';
import { endedSorts, transferSorts } from './transfers/transfer-sorts.ts';

export interface ListSort {
  readonly name: SortedList;
  readonly titles: readonly string[];
}

export function sortOfList({ ui }: ConsoleState): ListSort | undefined {
  switch (ui.view) {
    case 'overview':
      return ui.overview.focus === 'nodes' ? of('nodes', nodeSorts) : of('overview', transferSorts);
    case 'nodes':
      return of('nodes', nodeSorts);
    case 'transfers':
      return of('transfers', transferSorts);
    case 'history':
      return ui.history.tab === 'audit' ? undefined : of('ended', endedSorts);
    case 'browse': {
      const { active, panes } = ui.browse;
      return panes[active].place === undefined
        ? of('nodes', nodeSorts)
        : { name: active === 0 ? 'left' : 'right', titles: entryOrders };
    }
    default:
      return undefined;
  }
}

function of<Row>(name: SortedList, keys: readonly SortKey<Row>[]): ListSort {
  return { name, titles: keys.map(({ title }) => title) };
}
