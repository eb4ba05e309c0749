/** Keys that write: into the prompt, the help's search or the field of the form under the cursor. */

import { connectionsOf } from '../screens/automation/automation-rows.ts';
import { focusedList } from '../screens/focused-list.ts';
import { isTextField, turnChoice } from '../screens/new-transfer/form-state.ts';
import { nodeChoices } from '../screens/new-transfer/node-choices.ts';
import { fieldOfRun, writeRunField } from '../screens/run-template/run-form.ts';
import { listStart } from '../store/list-state.ts';
import { editField, insertText, type TextField } from '../store/text-field.ts';
import type { UiState } from '../store/ui-state.ts';
import type { KeyPress } from '../terminal/key-name.ts';
import type { Console } from './command.ts';

/** Whether the key was taken. */
export function typeInto(console: Console, key: KeyPress): boolean {
  const { ui } = console.store.state;
  const field = fieldInUse(ui);
  if (field === undefined) return turnWith(console, key);
  const edited = editField(field, key);
  if (edited === undefined) return false;
  writeField(console, edited);
  return true;
}

/** Pasted text goes where typed text goes; where nothing is typed it is not a row of commands. */
export function paste(console: Console, text: string): void {
  const field = fieldInUse(console.store.state.ui);
  if (field !== undefined) writeField(console, insertText(field, text));
}

function fieldInUse({ dialog, prompt, view, help, form, run }: UiState): TextField | undefined {
  if (dialog !== undefined) return 'field' in dialog ? dialog.field : undefined;
  if (prompt !== undefined) return prompt.field;
  if (view === 'help') return help.field;
  if (view === 'run-template') return fieldOfRun(run);
  return view === 'new-transfer' && isTextField(form.focus) ? form.texts[form.focus] : undefined;
}

function writeField({ store }: Console, field: TextField): void {
  store.changeUi((ui, state) => {
    const { dialog, prompt, view, form } = ui;
    if (dialog?.kind === 'revoke') return { ...ui, dialog: { ...dialog, field } };
    if (dialog?.kind === 'invite') return { ...ui, dialog: { ...dialog, field, wrong: undefined } };
    if (prompt?.kind === 'value' || prompt?.kind === 'place')
      return { ...ui, prompt: { ...prompt, field, wrong: undefined } };
    if (prompt?.kind === 'palette' || prompt?.kind === 'log-of')
      return { ...ui, prompt: { ...prompt, field, index: 0 } };
    if (prompt?.kind === 'filter') {
      const filtered = focusedList(state)?.write(ui, { filter: field.text, list: listStart }) ?? ui;
      return { ...filtered, prompt: { ...prompt, field } };
    }
    if (view === 'help') return { ...ui, help: { field, index: 0 } };
    if (view === 'run-template') return { ...ui, run: writeRunField(ui.run, field) };
    return isTextField(form.focus) ? { ...ui, form: { ...form, texts: { ...form.texts, [form.focus]: field } } } : ui;
  });
}

/** Left, right and Space turn a choice of the form. */
function turnWith({ store }: Console, { name }: KeyPress): boolean {
  const step = name === 'right' || name === 'space' ? 1 : name === 'left' ? -1 : undefined;
  if (step === undefined || store.state.ui.view !== 'new-transfer') return false;
  store.changeUi((ui, { data }) => ({
    ...ui,
    form: turnChoice(ui.form, { step, nodes: nodeChoices(data.nodes, connectionsOf(data)) }),
  }));
  return true;
}
