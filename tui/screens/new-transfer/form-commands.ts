/** Keys of the new-transfer form that do not write. */
import { makePlan } from '../../actions/plan-actions.ts';
import { startTransfers } from '../../actions/transfer-actions.ts';
import type { Command, Console } from '../../keys/command.ts';
import { runCommand } from '../../keys/run-command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { emptyField } from '../../store/text-field.ts';
import { goBack } from '../../store/ui-state.ts';
import { connectionsOf } from '../automation/automation-rows.ts';
import { type FormOutcome, formOutcome } from './form-outcome.ts';
import { emptyForm, isButton, moveFocus } from './form-state.ts';

const base = { where: ['new-transfer'], group: 'Move', danger: 0, action: 'look' } as const;

export function outcomeOf({ ui, data, now }: ConsoleState): FormOutcome {
  return formOutcome(ui.form, { connections: connectionsOf(data), now });
}

/** What is asked for; with something wrong in it, the cursor goes there. */
function request({ store }: Console) {
  const outcome = outcomeOf(store.state);
  if (outcome.kind === 'ready') return outcome.request;
  store.changeUi((ui) => ({ ...ui, form: { ...ui.form, focus: outcome.slot } }));
  return undefined;
}

function start(console: Console): void {
  const wanted = request(console);
  if (wanted === undefined) return;
  void startTransfers(console, [wanted]).then((isStarted) => {
    // Nothing of the draft is lost when the hub refuses.
    if (isStarted)
      console.store.changeUi((ui) => ({ ...(ui.view === 'new-transfer' ? goBack(ui) : ui), form: emptyForm }));
  });
}

function plan(console: Console): void {
  const wanted = request(console);
  if (wanted !== undefined) void makePlan(console, [wanted]);
}

function save(console: Console): void {
  const wanted = request(console);
  if (wanted === undefined) return;
  console.store.changeUi((ui) => ({
    ...ui,
    prompt: { kind: 'template-name', field: emptyField, request: wanted, wrong: undefined, isReplacing: false },
  }));
}

const buttons = { start: 'form.start', plan: 'form.plan', save: 'form.save', leave: 'form.leave' } as const;

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
      const pressed = isButton(focus) ? console.commands.find(({ id }) => id === buttons[focus]) : undefined;
      if (pressed !== undefined) runCommand(console, pressed);
      else console.store.changeUi((ui) => ({ ...ui, form: moveFocus(ui.form, 1) }));
    },
  },
  {
    ...base,
    id: 'form.start',
    title: 'start the transfer',
    group: 'Do',
    keys: ['ctrl-s'],
    hint: 'start',
    action: 'transfer',
    run: start,
  },
  {
    ...base,
    id: 'form.plan',
    title: 'dry run: what the transfer would do',
    group: 'Look',
    keys: ['ctrl-d'],
    hint: 'dry run',
    action: 'transfer',
    run: plan,
  },
  {
    ...base,
    id: 'form.save',
    title: 'save as a template',
    group: 'Do',
    keys: ['ctrl-t'],
    action: 'administer',
    run: save,
  },
  {
    ...base,
    id: 'form.clear',
    title: 'a form that nobody has touched',
    group: 'Do',
    keys: ['ctrl-x'],
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, form: emptyForm })),
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
