/** The new-transfer form: what was typed and chosen, and which place of it has the keys. Pure. */
import { emptyField, fieldOf, type TextField } from '../../store/text-field.ts';
import { type FormButton, type FormField, formButtons, formFields } from './form-fields.ts';

/** A line of a list: `rules.0`. Of a field that is none, its id. */
export type FormSlot = string;

export interface FormState {
  /** By slot; what was never touched is as it begins. */
  readonly texts: Readonly<Record<FormSlot, TextField>>;
  /** By field. */
  readonly choices: Readonly<Record<string, string>>;
  readonly focus: FormSlot;
}

export const emptyForm: FormState = { texts: {}, choices: {}, focus: 'name' };

/** A node or connection that can be chosen, with the path that its end of the form begins with. */
export interface NodeChoice {
  readonly name: string;
  readonly root: string;
}

export function fieldIn(slot: FormSlot): FormField | undefined {
  const [id] = slot.split('.');
  return formFields.find((field) => field.id === id);
}

export function textIn({ texts }: FormState, slot: FormSlot): TextField {
  const field = fieldIn(slot);
  return texts[slot] ?? (field?.kind === 'text' ? fieldOf(field.start) : emptyField);
}

export function choiceIn({ choices }: FormState, id: string): string {
  const field = fieldIn(id);
  return choices[id] ?? (field?.kind === 'choice' ? field.start : '');
}

export function isTextSlot(slot: FormSlot): boolean {
  const kind = fieldIn(slot)?.kind;
  return kind === 'text' || kind === 'list';
}

/** The lines of a list that say something, in their order. */
export function linesOf(form: FormState, id: string): readonly string[] {
  return listSlots(form, id)
    .map((slot) => textIn(form, slot).text)
    .filter((text) => text.trim() !== '');
}

/** With an empty line behind the last one that says something. */
export function listSlots({ texts }: FormState, id: string): readonly FormSlot[] {
  const used = Object.entries(texts)
    .filter(([slot, { text }]) => slot.startsWith(`${id}.`) && text !== '')
    .map(([slot]) => Number(slot.slice(id.length + 1)));
  return Array.from({ length: Math.max(-1, ...used) + 2 }, (_, index) => `${id}.${index}`);
}

/** Every place that can have the keys, from the top down. */
export function formSlots(form: FormState): readonly FormSlot[] {
  const slots = formFields.flatMap((field) => (field.kind === 'list' ? listSlots(form, field.id) : [field.id]));
  return [...slots, ...formButtons];
}

export function isButton(slot: FormSlot): slot is FormButton {
  return (formButtons as readonly string[]).includes(slot);
}

export function moveFocus(form: FormState, step: 1 | -1): FormState {
  const slots = formSlots(form);
  const index = slots.indexOf(form.focus) + step;
  return { ...form, focus: slots[(index + slots.length) % slots.length] ?? form.focus };
}

export function withText(form: FormState, slot: FormSlot, field: TextField): FormState {
  return { ...form, texts: { ...form.texts, [slot]: field } };
}

export function withChoice(form: FormState, id: string, choice: string): FormState {
  return { ...form, choices: { ...form.choices, [id]: choice } };
}

/** The path goes along, so that it never points into the roots of another node. */
export function chooseNode(form: FormState, end: 'fromNode' | 'toNode', node: NodeChoice | undefined): FormState {
  if (node === undefined || choiceIn(form, end) === node.name) return form;
  return withText(withChoice(form, end, node.name), end === 'fromNode' ? 'fromPath' : 'toPath', fieldOf(node.root));
}

export interface Turn {
  /** Of the field under the cursor, at this moment. */
  readonly choices: readonly string[];
  /** One further or back, or to the next that begins with this letter. */
  readonly by: 1 | -1 | string;
}

/** The next choice of the field under the cursor; undefined where there is no other. */
export function turned(form: FormState, { choices, by }: Turn): string | undefined {
  const at = choices.indexOf(choiceIn(form, form.focus));
  if (typeof by === 'number') return choices[(at + by + choices.length) % Math.max(1, choices.length)];
  const behind = [...choices.slice(at + 1), ...choices.slice(0, Math.max(0, at))];
  return behind.find((choice) => choice.toLowerCase().startsWith(by.toLowerCase()));
}
