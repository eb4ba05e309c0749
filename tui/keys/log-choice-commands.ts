/** Keys of the line that chooses whose log is shown. */
import { hubLogName } from '../../src/model/log-page.ts';
import { readAnew } from '../screens/logs/logs-state.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { matchesFilter } from '../store/filter.ts';
import type { Command, Console } from './command.ts';

const base = { group: 'Global', where: ['log-of'], danger: 0, action: 'look' } as const;

/** The hub and its nodes, as far as they match what is typed. */
export function logChoices({ data, ui }: ConsoleState): readonly string[] {
  const typed = ui.prompt?.kind === 'log-of' ? ui.prompt.field.text : '';
  const names = data.nodes.map(({ name }) => name).sort();
  return [hubLogName, ...names].filter((name) => matchesFilter(name, typed));
}

function move({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui, state) => {
    if (ui.prompt?.kind !== 'log-of') return ui;
    const index = Math.max(0, Math.min(logChoices(state).length - 1, ui.prompt.index + step));
    return { ...ui, prompt: { ...ui.prompt, index } };
  });
}

export const logChoiceCommands: readonly Command[] = [
  {
    ...base,
    id: 'log-of.choose',
    title: 'show its log',
    keys: ['enter'],
    hint: 'show',
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        if (ui.prompt?.kind !== 'log-of') return ui;
        const node = logChoices(state)[ui.prompt.index];
        if (node === undefined) return ui;
        return { ...ui, prompt: undefined, logs: readAnew(ui.logs, { node, only: undefined }) };
      }),
  },
  {
    ...base,
    id: 'log-of.down',
    title: 'next log',
    keys: ['down', 'tab'],
    hint: 'choose',
    run: (console) => move(console, 1),
  },
  { ...base, id: 'log-of.up', title: 'log before', keys: ['up', 'shift-tab'], run: (console) => move(console, -1) },
  {
    ...base,
    id: 'log-of.leave',
    title: 'the log as it was',
    keys: ['esc'],
    hint: 'as before',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, prompt: undefined })),
  },
];
