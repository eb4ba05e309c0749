/** Keys of the new-transfer form that do not write. */
import { startTransfers } from '../../actions/transfer-actions.ts';
import type { Command, Console } from '../../keys/command.ts';
import { runCommand } from '../../keys/run-command.ts';
import { goBack } from '../../store/ui-state.ts';
import { emptyForm, formOutcome, moveFocus } from './form-state.ts';

const base = { where: ['new-transfer'], group: 'Move', danger: 0, action: 'look' } as const;

function start(console: Console): void {
  const outcome = formOutcome(console.store.state.ui.form);
  if (outcome.kind === 'wrong') {
    console.store.changeUi((ui) => ({ ...ui, form: { ...ui.form, focus: outcome.field } }));
    return;
  }
  void startTransfers(console, [outcome.request]).then((isStarted) => {
    // Nothing of the draft is lost when the hub refuses.
    if (isStarted)
      console.store.changeUi((ui) => ({ ...(ui.view === 'new-transfer' ? goBack(ui) : ui), form: emptyForm }));
  });
}

export const formCommands: readonly Command[] = [
  {
    ...base,
    id: 'form.next',
    title: 'next field',
    keys: ['tab', 'down'],
    hint: 'next',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, form: moveFocus(ui.form, 1) })),
  },
  {
    ...base,
    id: 'form.previous',
    title: 'field before',
    keys: ['shift-tab', 'up'],
    hint: 'back',
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, form: moveFocus(ui.form, -1) })),
  },
  {
    ...base,
    id: 'form.enter',
    title: 'next field, or press the button',
    keys: ['enter'],
    run: (console) => {
      const { focus } = console.store.state.ui.form;
      const startCommand = console.commands.find(({ id }) => id === 'form.start');
      if (focus === 'start' && startCommand !== undefined) runCommand(console, startCommand);
      else console.store.changeUi((ui) => (focus === 'leave' ? goBack(ui) : { ...ui, form: moveFocus(ui.form, 1) }));
    },
  },
  {
    ...base,
    id: 'form.start',
    title: 'start the transfer',
    group: 'Do',
    keys: ['ctrl-s'],
    hint: 'start',
    danger: 0,
    action: 'transfer',
    run: start,
  },
  {
    ...base,
    id: 'form.leave',
    title: 'back, the draft is kept',
    group: 'Go',
    keys: ['esc'],
    hint: 'back (draft kept)',
    run: ({ store }) => store.changeUi(goBack),
  },
];
