/** The new-transfer form: what was typed and chosen, and what it asks of the hub. Pure. */
import { formatLocation } from '../../../src/model/location.ts';
import { parseLimit } from '../../../src/model/rate-limit.ts';
import { TransferRequest } from '../../../src/model/transfer.ts';
import { type ChecksumName, checksumNames, TransferOptions } from '../../../src/model/transfer-options.ts';
import { asFault } from '../../../src/runtime/fault.ts';
import { parseSize } from '../../../src/runtime/units.ts';
import { emptyField, fieldOf, type TextField } from '../../store/text-field.ts';

export const textFields = ['name', 'fromPath', 'toPath', 'bwlimit', 'blockSize', 'queueCapacity'] as const;
export type TextFieldName = (typeof textFields)[number];
export const formFields = [
  'name',
  'fromNode',
  'fromPath',
  'toNode',
  'toPath',
  'checksum',
  'deleteExtras',
  'bwlimit',
  'blockSize',
  'queueCapacity',
  'start',
  'leave',
] as const;
export type FormField = (typeof formFields)[number];

export interface FormState {
  readonly texts: Readonly<Record<TextFieldName, TextField>>;
  /** Undefined until one is chosen. */
  readonly fromNode: string | undefined;
  readonly toNode: string | undefined;
  readonly checksum: ChecksumName;
  readonly deleteExtras: boolean;
  readonly focus: FormField;
}

export const emptyForm: FormState = {
  texts: {
    name: emptyField,
    fromPath: fieldOf('/'),
    toPath: fieldOf('/'),
    bwlimit: fieldOf('off'),
    blockSize: fieldOf('5M'),
    queueCapacity: fieldOf('20'),
  },
  fromNode: undefined,
  toNode: undefined,
  checksum: 'blake3',
  deleteExtras: false,
  focus: 'name',
};

export function isTextField(field: FormField): field is TextFieldName {
  return (textFields as readonly string[]).includes(field);
}

export function moveFocus(form: FormState, step: 1 | -1): FormState {
  const index = formFields.indexOf(form.focus) + step;
  return { ...form, focus: formFields[(index + formFields.length) % formFields.length] ?? form.focus };
}

/** A node that can be chosen, with the path that its end of the form begins with. */
export interface NodeChoice {
  readonly name: string;
  readonly root: string;
}

/** The next choice of the field under the cursor; `nodes` are those known at this moment. */
export function turnChoice(
  form: FormState,
  { step, nodes }: { readonly step: 1 | -1; readonly nodes: readonly NodeChoice[] },
): FormState {
  const turn = <T>(choices: readonly T[], chosen: T | undefined): T | undefined =>
    choices[(choices.indexOf(chosen as T) + step + choices.length) % Math.max(1, choices.length)] ?? chosen;
  switch (form.focus) {
    case 'fromNode':
    case 'toNode':
      return chooseNode(
        form,
        form.focus,
        turn(
          nodes,
          nodes.find(({ name }) => name === form[form.focus as 'fromNode']),
        ) ?? undefined,
      );
    case 'checksum':
      return { ...form, checksum: turn(checksumNames, form.checksum) ?? form.checksum };
    case 'deleteExtras':
      return { ...form, deleteExtras: !form.deleteExtras };
    default:
      return form;
  }
}

/** The path goes along, so that it never points into the roots of another node. */
export function chooseNode(form: FormState, end: 'fromNode' | 'toNode', node: NodeChoice | undefined): FormState {
  if (node === undefined || form[end] === node.name) return form;
  const path = end === 'fromNode' ? 'fromPath' : 'toPath';
  return { ...form, [end]: node.name, texts: { ...form.texts, [path]: fieldOf(node.root) } };
}

export type FormOutcome =
  | { readonly kind: 'ready'; readonly request: TransferRequest }
  | { readonly kind: 'wrong'; readonly field: FormField; readonly reason: string };

/** What the form asks for, or the first field that is wrong and why. */
export function formOutcome(form: FormState): FormOutcome {
  const { texts } = form;
  const wrong = (field: FormField, reason: string): FormOutcome => ({ kind: 'wrong', field, reason });
  if (form.fromNode === undefined) return wrong('fromNode', 'choose the node to copy from');
  if (form.toNode === undefined) return wrong('toNode', 'choose the node to copy to');
  for (const field of ['fromPath', 'toPath'] as const) {
    if (!texts[field].text.startsWith('/')) return wrong(field, 'a path starts with /');
  }
  const source = { node: form.fromNode, path: texts.fromPath.text };
  const destination = { node: form.toNode, path: texts.toPath.text };
  if (formatLocation(source) === formatLocation(destination))
    return wrong('toPath', 'source and destination are the same folder');
  const rate = parsed(() => parseLimit(texts.bwlimit.text));
  if ('reason' in rate) return wrong('bwlimit', rate.reason);
  const blockSize = parsed(() => parseSize(texts.blockSize.text));
  if ('reason' in blockSize) return wrong('blockSize', blockSize.reason);
  const options = TransferOptions.safeParse({
    checksum: form.checksum,
    deleteExtras: form.deleteExtras,
    blockSizeBytes: blockSize.value,
    queueCapacity: Number(texts.queueCapacity.text || Number.NaN),
    ...(rate.value === undefined ? {} : { bwlimit: rate.value }),
  });
  if (!options.success) {
    const path = options.error.issues[0]?.path[0];
    return path === 'blockSizeBytes'
      ? wrong('blockSize', 'between 64K and 64M')
      : wrong('queueCapacity', 'a whole number from 2 to 1000');
  }
  const name = texts.name.text.trim();
  const request = TransferRequest.safeParse({
    source,
    destination,
    options: options.data,
    ...(name === '' ? {} : { name }),
  });
  return request.success ? { kind: 'ready', request: request.data } : wrong('name', 'at most 200 characters');
}

function parsed<T>(parse: () => T): { readonly value: T } | { readonly reason: string } {
  try {
    return { value: parse() };
  } catch (thrown) {
    return { reason: asFault(thrown).message };
  }
}
