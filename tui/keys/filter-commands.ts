/** Keys of the line in which a filter is typed. */

import { focusedList } from '../screens/focused-list.ts';
import { listStart } from '../store/list-state.ts';
import type { Command } from './command.ts';

const base = { group: 'Global', danger: 0, action: 'look' } as const;

export const filterCommands: readonly Command[] = [
  {
    ...base,
    id: 'filter.keep',
    title: 'keep the filter',
    keys: ['enter', 'down', 'up'],
    where: ['filter'],
    hint: 'keep',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
  {
    ...base,
    id: 'filter.drop',
    title: 'leave the filter as it was',
    keys: ['esc'],
    where: ['filter'],
    hint: 'as before',
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const before = ui.prompt?.kind === 'filter' ? ui.prompt.before : '';
        const restored = focusedList(state)?.write(ui, { filter: before, list: listStart }) ?? ui;
        return { ...restored, prompt: undefined };
      }),
  },
];
