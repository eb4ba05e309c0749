/** Keys of the lines that are typed into at the bottom: the filter and the palette. */

import { focusedList } from '../screens/focused-list.ts';
import { listStart } from '../store/list-state.ts';
import type { Command, Console } from './command.ts';
import { paletteMatches } from './palette.ts';
import { runCommand } from './run-command.ts';

const base = { group: 'Global', danger: 0, action: 'look' } as const;

function movePalette({ store, commands }: Console, step: 1 | -1): void {
  store.changeUi((ui, state) => {
    if (ui.prompt?.kind !== 'palette') return ui;
    const { length } = paletteMatches(commands, { state, query: ui.prompt.field.text });
    const index = Math.max(0, Math.min(length - 1, ui.prompt.index + step));
    return { ...ui, prompt: { ...ui.prompt, index } };
  });
}

export const promptCommands: readonly Command[] = [
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
  {
    ...base,
    id: 'palette.run',
    title: 'run the chosen command',
    keys: ['enter'],
    where: ['palette'],
    hint: 'run',
    run: (console) => {
      const { store, commands } = console;
      const { prompt } = store.state.ui;
      if (prompt?.kind !== 'palette') return;
      const chosen = paletteMatches(commands, { state: store.state, query: prompt.field.text })[prompt.index];
      store.changeUi((ui) => ({ ...ui, prompt: undefined }));
      if (chosen !== undefined) runCommand(console, chosen);
    },
  },
  {
    ...base,
    id: 'palette.down',
    title: 'next command',
    keys: ['down', 'tab'],
    where: ['palette'],
    hint: 'choose',
    run: (console) => movePalette(console, 1),
  },
  {
    ...base,
    id: 'palette.up',
    title: 'command before',
    keys: ['up', 'shift-tab'],
    where: ['palette'],
    run: (console) => movePalette(console, -1),
  },
  {
    ...base,
    id: 'palette.leave',
    title: 'leave the palette',
    keys: ['esc'],
    where: ['palette'],
    hint: 'close',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
];
