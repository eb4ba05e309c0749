/** Keeps what the form has as a template. */
import { asFault } from '../../src/runtime/fault.ts';
import { faultText } from '../format/fault-text.ts';
import type { Console } from '../keys/command.ts';
import { templateOf } from '../screens/new-transfer/form-fill.ts';
import type { TemplateNamePrompt } from '../store/prompt.ts';
import { toast } from './toast.ts';

/** What is wrong stays in the line; one that is there is replaced when the same name is given once more. */
export async function saveTemplate(console: Console, prompt: TemplateNamePrompt): Promise<void> {
  const { store, hub } = console;
  const { field, request, isReplacing } = prompt;
  try {
    const template = templateOf(store.state.ui.form, { name: field.text.trim(), request });
    await hub.request('keep-template', { template, isReplacing });
    store.changeUi((ui) => ({ ...ui, prompt: ui.prompt?.kind === 'template-name' ? undefined : ui.prompt }));
    hub.refresh();
    toast(console, { text: `template ${template.name} is saved`, role: 'good' });
  } catch (thrown) {
    const isThere = asFault(thrown).code === 'name-taken';
    const wrong = isThere ? 'there is one of this name: Enter again replaces it' : faultText(thrown);
    store.changeUi((ui) => (ui.prompt === prompt ? { ...ui, prompt: { ...prompt, wrong, isReplacing: isThere } } : ui));
  }
}
