/** Keys of the help: it is searched by typing, and what it lists can be run. */
import type { Command, Console } from '../../keys/command.ts';
import { commandWords, reachableCommands } from '../../keys/reachable-commands.ts';
import { runCommand } from '../../keys/run-command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import { goBack } from '../../store/ui-state.ts';

const base = { where: ['help'], group: 'Global', danger: 0, action: 'look' } as const;

function choose({ store, commands }: Console, step: 1 | -1): void {
  store.changeUi((ui, state) => {
    const { length } = helpMatches(commands, state);
    return { ...ui, help: { ...ui.help, index: Math.max(0, Math.min(length - 1, ui.help.index + step)) } };
  });
}

/** In the order of the key table, so that searching narrows and never shuffles. */
export function helpMatches(commands: readonly Command[], state: ConsoleState): readonly Command[] {
  const { text } = state.ui.help.field;
  return reachableCommands(commands, state).filter((command) => matchesFilter(commandWords(command), text));
}

export const helpCommands: readonly Command[] = [
  {
    ...base,
    id: 'help.down',
    title: 'next command',
    keys: ['down', 'tab'],
    hint: 'choose',
    run: (console) => choose(console, 1),
  },
  { ...base, id: 'help.up', title: 'command before', keys: ['up', 'shift-tab'], run: (console) => choose(console, -1) },
  {
    ...base,
    id: 'help.run',
    title: 'run the chosen command',
    keys: ['enter'],
    hint: 'run',
    run: (console) => {
      const { store, commands } = console;
      const chosen = helpMatches(commands, store.state)[store.state.ui.help.index];
      store.changeUi(goBack);
      if (chosen !== undefined) runCommand(console, chosen);
    },
  },
  {
    ...base,
    id: 'help.leave',
    title: 'leave the help',
    keys: ['esc'],
    hint: 'close',
    run: ({ store }) => store.changeUi(goBack),
  },
];
