/** Moving in lists and narrowing them, the same on every screen that has one. */

import { toast } from '../actions/toast.ts';
import { focusedList } from '../screens/focused-list.ts';
import { sortOfList } from '../screens/sort-of-list.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { type ListMove, moveCursor } from '../store/list-state.ts';
import { nextSort, type Sort } from '../store/sorting.ts';
import { fieldOf } from '../store/text-field.ts';
import type { Command, Console } from './command.ts';

function move({ store }: Console, direction: ListMove): void {
  store.changeUi((ui, state) => {
    const focused = focusedList(state);
    if (focused === undefined) return ui;
    const { rows, height, list } = focused;
    return focused.write(ui, { list: moveCursor(list, { rows, height, move: direction }) });
  });
}

function notSorted(state: ConsoleState): string | undefined {
  return sortOfList(state) === undefined ? 'this list has one order' : undefined;
}

function sortBy(
  console: Console,
  choose: (sort: Sort | undefined, titles: readonly string[]) => Sort | undefined,
): void {
  const { store } = console;
  const order = sortOfList(store.state);
  if (order === undefined) return;
  const sort = choose(store.state.ui.sorts[order.name], order.titles);
  store.changeUi((ui) => ({ ...ui, sorts: { ...ui.sorts, [order.name]: sort } }));
  const way = sort?.isReversed === true ? ', greatest first' : '';
  toast(console, { text: sort === undefined ? 'in its own order' : `sorted by ${sort.title}${way}`, role: 'good' });
}

const moves: readonly (readonly [ListMove, string, readonly string[]])[] = [
  ['down', 'down', ['j', 'down']],
  ['up', 'up', ['k', 'up']],
  ['first', 'first row', ['g', 'home']],
  ['last', 'last row', ['G', 'end']],
  ['page-down', 'page down', ['pagedown']],
  ['page-up', 'page up', ['pageup']],
  ['half-down', 'half a page down', ['ctrl-d']],
  ['half-up', 'half a page up', ['ctrl-u']],
];

export const listCommands: readonly Command[] = [
  ...moves.map(
    ([direction, title, keys]): Command => ({
      id: `move.${direction}`,
      title,
      group: 'Move',
      keys,
      where: ['list'],
      danger: 0,
      action: 'look',
      run: (console) => move(console, direction),
    }),
  ),
  {
    id: 'list.sort',
    title: 'sort by the next column, after the last one by none',
    group: 'Look',
    keys: ['s'],
    where: ['list'],
    danger: 0,
    action: 'look',
    blocked: notSorted,
    run: (console) => sortBy(console, nextSort),
  },
  {
    id: 'list.reverse',
    title: 'the other way round',
    group: 'Look',
    keys: ['S'],
    where: ['list'],
    danger: 0,
    action: 'look',
    blocked: (state) => {
      const order = sortOfList(state);
      return order !== undefined && state.ui.sorts[order.name] === undefined ? 's sorts it first' : notSorted(state);
    },
    run: (console) => sortBy(console, (sort) => sort && { ...sort, isReversed: !sort.isReversed }),
  },
  {
    id: 'list.filter',
    title: 'filter this list',
    group: 'Look',
    keys: ['/'],
    where: ['list'],
    hint: 'filter',
    danger: 0,
    action: 'look',
    blocked: (state) => (focusedList(state)?.filter === undefined ? 'this list cannot be filtered' : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const before = focusedList(state)?.filter ?? '';
        return { ...ui, prompt: { kind: 'filter', field: fieldOf(before), before } };
      }),
  },
];
