/** Keys of the line in which commands, and what there is to go to, are found. */
import type { Command, Console } from '../keys/command.ts';
import { paletteEntries } from './palette-entries.ts';
import { runEntry } from './palette-entry.ts';

const base = { group: 'Global', where: ['palette'], danger: 0, action: 'look' } as const;

function move({ store, commands }: Console, step: 1 | -1): void {
  store.changeUi((ui, state) => {
    if (ui.prompt?.kind !== 'palette') return ui;
    const { length } = paletteEntries(commands, state);
    const index = Math.max(0, Math.min(length - 1, ui.prompt.index + step));
    return { ...ui, prompt: { ...ui.prompt, index } };
  });
}

export const paletteCommands: readonly Command[] = [
  {
    ...base,
    id: 'palette.run',
    title: 'run the chosen command, or go there',
    keys: ['enter'],
    hint: 'run',
    run: (console) => {
      const { store, commands } = console;
      const { prompt } = store.state.ui;
      if (prompt?.kind !== 'palette') return;
      const chosen = paletteEntries(commands, store.state)[prompt.index];
      store.changeUi((ui) => ({ ...ui, prompt: undefined }));
      if (chosen !== undefined) runEntry(console, chosen);
    },
  },
  {
    ...base,
    id: 'palette.down',
    title: 'next one',
    keys: ['down', 'tab'],
    hint: 'choose',
    run: (console) => move(console, 1),
  },
  { ...base, id: 'palette.up', title: 'one before', keys: ['up', 'shift-tab'], run: (console) => move(console, -1) },
  {
    ...base,
    id: 'palette.leave',
    title: 'leave the palette',
    keys: ['esc'],
    hint: 'close',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
];
