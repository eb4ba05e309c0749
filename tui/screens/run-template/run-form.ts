/** The form that starts a template: a line for each of its variables, and what they would make of it. Pure. */
import { namesIn, type Template, wrongValue } from '../../../src/model/template.ts';
import { type Filled, fillTemplate } from '../../../src/model/template-fill.ts';
import { faultText } from '../../format/fault-text.ts';
import { fieldOf, type TextField } from '../../store/text-field.ts';

export interface RunForm {
  readonly template: Template;
  readonly names: readonly string[];
  readonly values: Readonly<Record<string, TextField>>;
  /** Of `names`; behind the last is the button. */
  readonly focus: number;
}

export interface RunWish {
  readonly template: Template;
  /** As its trigger has it. */
  readonly set: Readonly<Record<string, string>>;
}

/** `date` and `time` have no line: they are there by themselves, unless the trigger sets them. */
export function runFormOf({ template, set }: RunWish): RunForm {
  const { variables } = template;
  const names = namesIn(template).filter((name) => Object.hasOwn(variables, name) || Object.hasOwn(set, name));
  const startOf = (name: string): string => (Object.hasOwn(set, name) ? set[name] : variables[name]?.default) ?? '';
  const values = Object.fromEntries(names.map((name) => [name, fieldOf(startOf(name))]));
  return { template, names, values, focus: 0 };
}

export function moveRunFocus(form: RunForm, step: 1 | -1): RunForm {
  const places = form.names.length + 1;
  return { ...form, focus: (form.focus + step + places) % places };
}

export function fieldOfRun(form: RunForm | undefined): TextField | undefined {
  return form?.values[form.names[form.focus] ?? ''];
}

export function writeRunField(form: RunForm | undefined, field: TextField): RunForm | undefined {
  const name = form?.names[form.focus];
  return form === undefined || name === undefined ? form : { ...form, values: { ...form.values, [name]: field } };
}

/** What is left empty has its default. */
export function setOf({ names, values }: RunForm): Record<string, string> {
  const given = names.map((name) => [name, values[name]?.text ?? ''] as const);
  return Object.fromEntries(given.filter(([, text]) => text !== ''));
}

/** Why the line cannot be so; undefined when it can. */
export function wrongLine({ template, values }: RunForm, name: string): string | undefined {
  const text = values[name]?.text ?? '';
  const variable = template.variables[name];
  if (text === '') return variable?.default === undefined ? 'needs a value' : undefined;
  return wrongValue(text, variable ?? { path: false });
}

export type RunOutcome =
  | { readonly kind: 'ready'; readonly filled: Filled }
  | { readonly kind: 'wrong'; readonly reason: string };

/** `at` is the hub's clock; the hub fills the template again when it is started. */
export function runOutcome(form: RunForm, at: number): RunOutcome {
  try {
    return { kind: 'ready', filled: fillTemplate(form.template, { set: setOf(form), at, timeZone: 'UTC' }) };
  } catch (thrown) {
    return { kind: 'wrong', reason: faultText(thrown) };
  }
}
