/** Keys of the box in which the columns of a list are chosen. What is chosen holds at once, and at the next start. */
import { keepColumns } from '../actions/column-actions.ts';
import { focusedList } from '../screens/focused-list.ts';
import type { Dialog } from '../store/dialog.ts';
import { choosable, moved, toggled } from '../store/list-columns.ts';
import type { Command, Console } from './command.ts';

type Choosing = Extract<Dialog, { kind: 'columns' }>;

const base = { group: 'Look', where: ['columns'], danger: 0, action: 'look' } as const;

function choose(console: Console, change: (dialog: Choosing) => Choosing): void {
  const { dialog } = console.store.state.ui;
  if (dialog?.kind !== 'columns') return;
  const changed = change(dialog);
  console.store.changeUi((ui) => ({ ...ui, dialog: changed }));
  if (changed.columns === dialog.columns) return;
  const titles = changed.columns.filter(({ isShown }) => isShown).map(({ title }) => title);
  keepColumns(console, dialog.list, titles);
}

function step({ columns, index }: Choosing, by: 1 | -1): number {
  return Math.max(0, Math.min(columns.length - 1, index + by));
}

function move(console: Console, by: 1 | -1): void {
  choose(console, (dialog) => ({
    ...dialog,
    columns: moved(dialog.columns, dialog.index, by),
    index: step(dialog, by),
  }));
}

function reset(console: Console): void {
  const { store } = console;
  const { dialog } = store.state.ui;
  if (dialog?.kind !== 'columns') return;
  keepColumns(console, dialog.list, undefined);
  store.changeUi((ui, state) => {
    const kind = focusedList(state)?.kind;
    return kind === undefined ? ui : { ...ui, dialog: { ...dialog, columns: choosable(kind, ui.views), index: 0 } };
  });
}

export const columnsCommands: readonly Command[] = [
  {
    ...base,
    id: 'list.columns',
    title: 'columns of this list: which, and in which order',
    keys: [','],
    where: ['list'],
    blocked: (state) => (focusedList(state) === undefined ? 'there is no list here' : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const kind = focusedList(state)?.kind;
        if (kind === undefined) return ui;
        return { ...ui, dialog: { kind: 'columns', list: kind.name, columns: choosable(kind, ui.views), index: 0 } };
      }),
  },
  {
    ...base,
    id: 'columns.down',
    title: 'next column',
    keys: ['j', 'down', 'tab'],
    run: (console) => choose(console, (dialog) => ({ ...dialog, index: step(dialog, 1) })),
  },
  {
    ...base,
    id: 'columns.up',
    title: 'column before',
    keys: ['k', 'up', 'shift-tab'],
    run: (console) => choose(console, (dialog) => ({ ...dialog, index: step(dialog, -1) })),
  },
  {
    ...base,
    id: 'columns.toggle',
    title: 'show the column, or hide it',
    keys: ['space'],
    run: (console) => choose(console, (dialog) => ({ ...dialog, columns: toggled(dialog.columns, dialog.index) })),
  },
  {
    ...base,
    id: 'columns.later',
    title: 'move the column to the right',
    keys: ['J'],
    run: (console) => move(console, 1),
  },
  {
    ...base,
    id: 'columns.sooner',
    title: 'move the column to the left',
    keys: ['K'],
    run: (console) => move(console, -1),
  },
  { ...base, id: 'columns.reset', title: 'all columns, in their own order', keys: ['r'], run: reset },
  {
    ...base,
    id: 'columns.close',
    title: 'close the box',
    keys: ['enter', 'esc', ',', 'q'],
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, dialog: undefined })),
  },
];
