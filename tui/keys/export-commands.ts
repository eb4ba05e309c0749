/** Writing what a list shows into a file, and the line at the bottom that takes its name. */
import { exportList } from '../actions/export-actions.ts';
import { focusedList } from '../screens/focused-list.ts';
import { fieldOf } from '../store/text-field.ts';
import type { Command } from './command.ts';

const base = { group: 'Look', danger: 0, action: 'look' } as const;

export const exportCommands: readonly Command[] = [
  {
    ...base,
    id: 'list.export',
    title: 'write the rows of this list to a file: CSV or JSON Lines',
    keys: ['E'],
    where: ['list'],
    blocked: (state) => ((focusedList(state)?.rows.count ?? 0) === 0 ? 'the list is empty' : undefined),
    run: ({ store, clock }) =>
      store.changeUi((ui, state) => {
        const name = focusedList(state)?.kind.name ?? 'list';
        const time = new Date(clock.now()).toISOString().slice(0, 16).replace(':', '');
        const field = fieldOf(`${name}-${time}.csv`);
        return { ...ui, prompt: { kind: 'export', field, wrong: undefined, isReplacing: false } };
      }),
  },
  {
    ...base,
    id: 'export.write',
    title: 'write the file; one of that name is replaced when asked twice',
    group: 'Global',
    keys: ['enter'],
    where: ['export'],
    hint: 'write',
    run: (console) => {
      const { prompt } = console.store.state.ui;
      if (prompt?.kind === 'export') void exportList(console, prompt);
    },
  },
  {
    ...base,
    id: 'export.leave',
    title: 'write nothing',
    group: 'Global',
    keys: ['esc'],
    where: ['export'],
    hint: 'leave',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
];
