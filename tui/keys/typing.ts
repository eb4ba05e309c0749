/** Keys that write: into the prompt, the help's search or the field of the form under the cursor. */

import { focusedList } from '../screens/focused-list.ts';
import { turnChoice } from '../screens/new-transfer/form-choices.ts';
import { isButton, isTextSlot, textIn, withText } from '../screens/new-transfer/form-state.ts';
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
  return view === 'new-transfer' && isTextSlot(form.focus) ? textIn(form, form.focus) : undefined;
}

function writeField({ store }: Console, field: TextField): void {
  store.changeUi((ui, state) => {
    const { dialog, prompt, view, form } = ui;
    if (dialog?.kind === 'cancel-many') return { ...ui, dialog: { ...dialog, field } };
    if (dialog?.kind === 'remove') return { ...ui, dialog: { ...dialog, field } };
    if (dialog?.kind === 'revoke') return { ...ui, dialog: { ...dialog, field } };
    if (dialog?.kind === 'invite') return { ...ui, dialog: { ...dialog, field, wrong: undefined } };
    if (prompt?.kind === 'template-name' || prompt?.kind === 'export')
      return { ...ui, prompt: { ...prompt, field, wrong: undefined, isReplacing: false } };
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
    return isTextSlot(form.focus) ? { ...ui, form: withText(form, form.focus, field) } : ui;
  });
}

/** Left, right and Space turn a choice of the form, and a letter goes to the next that begins with it. */
function turnWith({ store }: Console, { name, text }: KeyPress): boolean {
  const { view, form } = store.state.ui;
  if (view !== 'new-transfer' || isButton(form.focus)) return false;
  const step = name === 'right' || name === 'space' ? 1 : name === 'left' ? -1 : undefined;
  if (step === undefined && !/^[\p{L}\p{N}]$/u.test(text)) return false;
  store.changeUi((ui, state) => ({ ...ui, form: turnChoice(state, step ?? text) }));
  return true;
}
