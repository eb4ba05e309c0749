/** What the choices of the form can be at this moment: those that depend on what there is. */
import type { ConsoleState } from '../../store/console-store.ts';
import { connectionsOf, templatesOf } from '../automation/automation-rows.ts';
import { formFields } from './form-fields.ts';
import { formOfTemplate } from './form-fill.ts';
import { viaChoices } from './form-outcome.ts';
import { choiceIn, chooseNode, type FormState, textIn, turned, withChoice } from './form-state.ts';
import { nodeChoices } from './node-choices.ts';

/** The form after the choice under the cursor was turned: one further or back, or to the next that begins with a letter. */
export function turnChoice(state: ConsoleState, by: 1 | -1 | string): FormState {
  const { form } = state.ui;
  const choice = turned(form, { choices: choicesOf(state), by });
  if (choice === undefined) return form;
  switch (form.focus) {
    case 'fromNode':
    case 'toNode':
      return chooseNode(
        form,
        form.focus,
        endChoices(state).find(({ name }) => name === choice),
      );
    case 'template': {
      const template = templatesOf(state.data).find((record) => record.template.name === choice)?.template;
      return template === undefined ? withChoice(form, 'template', '') : formOfTemplate(template);
    }
    default:
      return withChoice(form, form.focus, choice);
  }
}

function choicesOf(state: ConsoleState): readonly string[] {
  const { form } = state.ui;
  const field = formFields.find(({ id }) => id === form.focus);
  if (field?.kind !== 'choice') return [];
  if (field.choices !== undefined) return field.choices;
  switch (field.id) {
    case 'template':
      return ['', ...templatesOf(state.data).map(({ template }) => template.name)];
    case 'via': {
      const end = (name: 'from' | 'to') => ({
        node: choiceIn(form, `${name}Node`),
        path: textIn(form, `${name}Path`).text,
      });
      const ends = { source: end('from'), destination: end('to'), connections: connectionsOf(state.data) };
      const able = viaChoices(ends);
      return ['', ...(typeof able === 'string' ? [] : (able ?? []))];
    }
    default:
      return endChoices(state).map(({ name }) => name);
  }
}

function endChoices({ data }: ConsoleState) {
  return nodeChoices(data.nodes, connectionsOf(data));
}
