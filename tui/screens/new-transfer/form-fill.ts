/** A form as a request or a template has it, and a template as the form has it. Pure. */

import { formatLocation, type Location, parseLocation } from '../../../src/model/location.ts';
import { optionWords } from '../../../src/model/option-words.ts';
import { destinationsOf, Template, variableIn } from '../../../src/model/template.ts';
import type { TemplateOptions } from '../../../src/model/template-options.ts';
import type { TransferRequest } from '../../../src/model/transfer.ts';
import { Fault } from '../../../src/runtime/fault.ts';
import { kebabName } from '../../../src/runtime/settings-definition.ts';
import { fieldOf } from '../../store/text-field.ts';
import { optionKeys, optionSettings } from './form-fields.ts';
import { writtenTexts } from './form-outcome.ts';
import { emptyForm, type FormState, fieldIn, linesOf, withChoice, withText } from './form-state.ts';

export function formOfRequest({ name, source, destination, via, priority, options }: TransferRequest): FormState {
  const said = optionWords(options).filter(({ isDefault }) => !isDefault);
  const texts = textsOf(said.map(({ flag, value }) => [flag.slice(2), value ?? 'true']));
  return filled({ name, from: source, to: destination, via, priority, texts });
}

/** With the defaults of its variables; those that have none stand as `{name}`, to be written over. */
export function formOfTemplate({
  title,
  from,
  to: _,
  via,
  priority,
  options,
  variables,
  ...rest
}: Template): FormState {
  const [to = ''] = destinationsOf({ ...rest, to: _ });
  const set = (text: string): string =>
    text.replaceAll(variableIn, (whole, name: string) => variables[name]?.default ?? whole);
  const texts = textsOf(
    Object.entries(options).flatMap(([word, value]) => [value].flat().map((each) => [word, String(each)] as const)),
  );
  const name = title === undefined ? undefined : set(title);
  const form = filled({ name, from: parseLocation(set(from)), to: parseLocation(set(to)), via, priority, texts });
  return { ...withChoice(form, 'template', rest.name), focus: 'template' };
}

/** By field, of flags without their dashes: rules of files are lines of one list. */
function textsOf(words: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  for (const [word, text] of words) {
    const sign = word === 'include' ? '+ ' : word === 'exclude' ? '- ' : undefined;
    const id = sign === undefined ? optionKeys.find((key) => kebabName(key) === word) : 'rules';
    if (id !== undefined) texts.set(id, [...(texts.get(id) ?? []), `${sign ?? ''}${text}`]);
  }
  return texts;
}

interface Filling {
  readonly name: string | undefined;
  readonly from: Location;
  readonly to: Location;
  readonly via: string | undefined;
  readonly priority: string | undefined;
  /** Of options, by field. */
  readonly texts: ReadonlyMap<string, readonly string[]>;
}

function filled({ name, from, to, via, priority, texts }: Filling): FormState {
  const typed: Readonly<Record<string, string | undefined>> = { name, fromPath: from.path, toPath: to.path };
  const chosen: Readonly<Record<string, string | undefined>> = { fromNode: from.node, toNode: to.node, via, priority };
  let form = emptyForm;
  for (const [id, text] of Object.entries(typed)) if (text !== undefined) form = withText(form, id, fieldOf(text));
  for (const [id, text] of Object.entries(chosen)) if (text !== undefined) form = withChoice(form, id, text);
  for (const [id, lines] of texts) {
    const field = fieldIn(id);
    for (const [index, text] of lines.entries()) {
      if (field?.kind === 'list') form = withText(form, `${id}.${index}`, fieldOf(text));
      else if (field?.kind === 'text') form = withText(form, id, fieldOf(text));
      else form = withChoice(form, id, text === 'true' ? 'yes' : text === 'false' ? 'no' : text);
    }
  }
  return form;
}

/** Throws `usage` for what a template cannot say. */
export function templateOf(
  form: FormState,
  { name, request }: { readonly name: string; readonly request: TransferRequest },
): Template {
  const { source, destination, via, priority } = request;
  const parsed = Template.safeParse({
    name,
    ...(request.name !== undefined && { title: request.name }),
    from: formatLocation(source),
    to: formatLocation(destination),
    ...(via !== undefined && { via }),
    ...(priority !== undefined && { priority }),
    options: writtenOptions(form),
  });
  if (parsed.success) return parsed.data;
  throw new Fault('usage', parsed.error.issues[0]?.message ?? 'the template is not possible');
}

/** A template has its includes together, and its excludes. */
function writtenOptions(form: FormState): TemplateOptions {
  const rules = linesOf(form, 'rules').map((line) => line.trim());
  const kinds = rules.map((rule) => (rule.startsWith('+') ? 'include' : 'exclude'));
  if (kinds.filter((kind, index) => kind !== kinds[index - 1]).length > 2)
    throw new Fault('usage', 'in a template all rules with + stand together, and all with -');
  const words = optionKeys.flatMap((key) => {
    const texts = writtenTexts(form, key);
    if (texts === undefined) return [];
    const value =
      optionSettings[key].type === 'boolean'
        ? texts[0] === 'true'
        : fieldIn(key)?.kind === 'list'
          ? [...texts]
          : (texts[0] ?? '');
    return [[kebabName(key), value] as const];
  });
  const patterns = [...new Set(kinds)].map(
    (kind) =>
      [kind, rules.filter((_, index) => kinds[index] === kind).map((rule) => rule.slice(1).trimStart())] as const,
  );
  return Object.fromEntries([...patterns, ...words]);
}
