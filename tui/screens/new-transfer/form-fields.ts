/**
 * The fields of the new-transfer form. Those of options are made of the flags' own declaration, so that a new flag is a
 * field here as well, with the same default, the same help and the same words for what is wrong.
 */
import { z } from 'zod';
import { priorities } from '../../../src/model/priority.ts';
import { transferSettings } from '../../../src/model/transfer-settings.ts';
import { kebabName, type Setting } from '../../../src/runtime/settings-definition.ts';

interface Described {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
}

export type FormField =
  | (Described & {
      readonly kind: 'text' /** As it stands in a form that nobody has touched. */;
      readonly start: string;
    })
  /** A line for each, and an empty one behind. */
  | (Described & { readonly kind: 'list' })
  /** Undefined: they depend on what there is. */
  | (Described & { readonly kind: 'choice'; readonly choices: readonly string[] | undefined; readonly start: string });

/** Rules of files are one list, since their order decides. */
const { include: _include, exclude: _exclude, filterFrom: _filterFrom, ...listed } = transferSettings;
export type OptionKey = keyof typeof listed;

export const optionSettings: Readonly<Record<OptionKey, Setting>> = listed;
export const optionKeys = Object.keys(listed) as readonly OptionKey[];

const ends: readonly FormField[] = [
  { kind: 'choice', id: 'template', label: 'Template', hint: 'fills the form', choices: undefined, start: '' },
  { kind: 'text', id: 'name', label: 'Name', hint: '', start: '' },
  { kind: 'choice', id: 'fromNode', label: 'From   node', hint: turns(), choices: undefined, start: '' },
  { kind: 'text', id: 'fromPath', label: '       path', hint: '', start: '/' },
  { kind: 'choice', id: 'toNode', label: 'To     node', hint: turns(), choices: undefined, start: '' },
  { kind: 'text', id: 'toPath', label: '       path', hint: '', start: '/' },
  {
    kind: 'choice',
    id: 'via',
    label: 'Via    node',
    hint: 'moves files from connection to connection',
    choices: undefined,
    start: '',
  },
];
const rules: FormField = {
  kind: 'list',
  id: 'rules',
  label: 'Rules',
  hint: '+ *.mov takes, - *.tmp leaves out; the first that matches decides',
};
const start: readonly FormField[] = [
  { kind: 'choice', id: 'priority', label: 'Priority', hint: 'which goes first', choices: priorities, start: 'normal' },
  { kind: 'text', id: 'at', label: 'Start at', hint: '22:00, tomorrow 06:00, +2h; empty is now', start: '' },
];

export const formFields: readonly FormField[] = [...ends, rules, ...optionKeys.map(optionField), ...start];
export const formButtons = ['start', 'plan', 'save', 'leave'] as const;
export type FormButton = (typeof formButtons)[number];

function optionField(id: OptionKey): FormField {
  const setting = optionSettings[id];
  const label = labelOf(id);
  const hint = setting.help;
  if (setting.type === 'boolean') return { kind: 'choice', id, label, hint, choices: ['no', 'yes'], start: 'no' };
  if (setting.isMultiple) return { kind: 'list', id, label, hint };
  const text = String(setting.default ?? '');
  const { schema } = setting;
  if (schema instanceof z.ZodEnum)
    return { kind: 'choice', id, label, hint, choices: schema.options.map(String), start: text };
  return { kind: 'text', id, label, hint, start: text };
}

/** `deleteExtras` -> `Delete extras`; the cap is called as everywhere in the console. */
function labelOf(id: OptionKey): string {
  if (id === 'bwlimit') return 'Bandwidth cap';
  const words = kebabName(id).replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function turns(): string {
  return 'Space turns, a letter jumps';
}
