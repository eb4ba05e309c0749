/** Moving in lists and narrowing them, the same on every screen that has one. */
import { focusedList } from '../screens/focused-list.ts';
import { type ListMove, moveCursor } from '../store/list-state.ts';
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
