/** The lines of the form: one a field, its fault behind it. */
import { fieldText } from '../../components/field-text.ts';
import { fitCell } from '../../text/fit-cell.ts';
import stringWidth from '../../text/string-width.ts';
import type { Theme } from '../../theme/theme.ts';
import { type FormField, type FormOutcome, type FormState, formFields, isTextField } from './form-state.ts';

export interface FormLook {
  readonly theme: Theme;
  readonly width: number;
  readonly outcome: FormOutcome;
}

const labels: Readonly<Record<FormField, string>> = {
  name: 'Name',
  fromNode: 'From   node',
  fromPath: '       path',
  toNode: 'To     node',
  toPath: '       path',
  checksum: 'Checksum',
  deleteExtras: 'Delete extras',
  bwlimit: 'Bandwidth cap',
  blockSize: 'Block size',
  queueCapacity: 'Queue capacity',
  start: '',
  leave: '',
};

const hints: Readonly<Partial<Record<FormField, string>>> = {
  fromNode: 'Space turns',
  toNode: 'Space turns',
  checksum: 'Space turns',
  deleteExtras: 'removes at the target what the source does not have',
  bwlimit: 'off, 20M, 100Mbit, 08:00,20M 18:00,off',
  blockSize: '64K to 64M',
  queueCapacity: 'blocks, 2 to 1000',
};

const labelWidth = 16;
/** Behind these a new group begins. */
const lastOfGroup: readonly FormField[] = ['name', 'toPath', 'queueCapacity'];

export function formRows(form: FormState, look: FormLook): readonly string[] {
  const rows: string[] = [];
  for (const field of formFields) {
    if (field === 'leave') continue;
    rows.push(field === 'start' ? buttonRow(form, look) : fieldRow(form, field, look));
    if (lastOfGroup.includes(field)) rows.push('');
  }
  return rows;
}

function fieldRow(form: FormState, field: FormField, { theme, width, outcome }: FormLook): string {
  const isFocused = form.focus === field;
  const fault = outcome.kind === 'wrong' && outcome.field === field ? `! ${outcome.reason}` : undefined;
  const isLong = field === 'name' || field === 'fromPath' || field === 'toPath';
  const isFigure = field === 'bwlimit' || field === 'blockSize' || field === 'queueCapacity';
  const room = width - labelWidth - 4;
  // A long field gives way to its fault.
  const wanted = isLong ? (fault === undefined ? room : Math.round(room * 0.6)) : isFigure ? 14 : 24;
  const value = valueText(form, field, { theme, width: Math.min(room, wanted) });
  const label = fitCell(labels[field], {
    width: labelWidth,
    align: 'left',
    cut: 'end',
    ellipsis: theme.symbols.ellipsis,
  });
  const left = `${isFocused ? '>' : ' '} ${isFocused ? theme.paint('accent', label) : label}${value}`;
  const rest = Math.max(0, width - stringWidth(left) - 1);
  const note = fitCell(fault ?? hints[field] ?? '', {
    width: rest,
    align: 'left',
    cut: 'end',
    ellipsis: theme.symbols.ellipsis,
  });
  return `${left} ${theme.paint(fault === undefined ? 'muted' : 'bad', note)}`;
}

function valueText(
  form: FormState,
  field: FormField,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): string {
  const isFocused = form.focus === field;
  if (isTextField(field))
    return `[${fieldText(form.texts[field], { width: Math.max(4, width - 2), theme, isFocused })}]`;
  const chosen = choiceText(form, field);
  const fitted = fitCell(chosen, {
    width: Math.max(4, width - 4),
    align: 'left',
    cut: 'middle',
    ellipsis: theme.symbols.ellipsis,
  });
  return `[${isFocused ? theme.paint('cursor', fitted) : fitted} ${theme.symbols.down}]`;
}

function choiceText({ fromNode, toNode, checksum, deleteExtras }: FormState, field: FormField): string {
  if (field === 'fromNode') return fromNode ?? 'none';
  if (field === 'toNode') return toNode ?? 'none';
  return field === 'checksum' ? checksum : deleteExtras ? 'yes' : 'no';
}

function buttonRow({ focus }: FormState, { theme }: FormLook): string {
  const button = (field: FormField, text: string): string => {
    const label = `[ ${text} ]`;
    return focus === field ? theme.paint('cursor', label) : label;
  };
  const isHere = focus === 'start' || focus === 'leave';
  return `${isHere ? '>' : ' '} ${button('start', 'Start now')}   ${button('leave', 'Back')}`;
}
