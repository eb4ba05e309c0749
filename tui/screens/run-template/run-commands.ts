/** Keys of the form that starts a template. */
import { startTemplate } from '../../actions/automation-actions.ts';
import type { Command, Console } from '../../keys/command.ts';
import { runCommand } from '../../keys/run-command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { goBack } from '../../store/ui-state.ts';
import { moveRunFocus, runOutcome, setOf } from './run-form.ts';

const base = { where: ['run-template'], group: 'Move', danger: 0, action: 'look' } as const;

function move({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => (ui.run === undefined ? ui : { ...ui, run: moveRunFocus(ui.run, step) }));
}

function blocked(state: ConsoleState): string | undefined {
  const { run } = state.ui;
  if (run === undefined) return 'no template is chosen';
  const outcome = runOutcome(run, hubNow(state));
  return outcome.kind === 'wrong' ? outcome.reason : undefined;
}

function start(console: Console): void {
  const { run } = console.store.state.ui;
  if (run === undefined) return;
  void startTemplate(console, { template: run.template.name, set: setOf(run) }).then((isStarted) => {
    // Nothing that was typed is lost when the hub refuses.
    if (isStarted) console.store.changeUi((ui) => (ui.view === 'run-template' ? goBack(ui) : ui));
  });
}

export const runCommands: readonly Command[] = [
  {
    ...base,
    id: 'run.next',
    title: 'next variable',
    keys: ['tab', 'down'],
    hint: 'next',
    run: (console) => move(console, 1),
  },
  {
    ...base,
    id: 'run.previous',
    title: 'variable before',
    keys: ['shift-tab', 'up'],
    run: (console) => move(console, -1),
  },
  {
    ...base,
    id: 'run.enter',
    title: 'next variable, or press the button',
    keys: ['enter'],
    run: (console) => {
      const { run } = console.store.state.ui;
      const startCommand = console.commands.find(({ id }) => id === 'run.start');
      if (run?.focus === run?.names.length && startCommand !== undefined) runCommand(console, startCommand);
      else move(console, 1);
    },
  },
  {
    ...base,
    id: 'run.start',
    title: 'start it',
    group: 'Do',
    keys: ['ctrl-s'],
    hint: 'start',
    action: 'transfer',
    blocked,
    run: start,
  },
  {
    ...base,
    id: 'run.leave',
    title: 'back, nothing is started',
    group: 'Go',
    keys: ['esc'],
    hint: 'back',
    run: ({ store }) => store.changeUi(goBack),
  },
];
