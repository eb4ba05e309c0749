/** The lines of the form: one a field, its fault behind it. */
import { fieldText } from '../../components/field-text.ts';
import { fitCell } from '../../text/fit-cell.ts';
import stringWidth from '../../text/string-width.ts';
import type { Theme } from '../../theme/theme.ts';
import { type FormButton, type FormField, formButtons, formFields } from './form-fields.ts';
import type { FormOutcome } from './form-outcome.ts';
import { choiceIn, type FormSlot, type FormState, isButton, listSlots, textIn } from './form-state.ts';

export interface FormLook {
  readonly theme: Theme;
  readonly width: number;
  readonly outcome: FormOutcome;
}

const buttons: Readonly<Record<FormButton, string>> = {
  start: 'Start now',
  plan: 'Dry run',
  save: 'Save as template',
  leave: 'Back',
};

const labelWidth = 17;
/** Paths, rules and names are as long as there is room. */
const long = ['name', 'fromPath', 'toPath', 'rules', 'rename', 'partialDir', 'bwlimit'];
/** Behind these a new group begins. */
const lastOfGroup = ['name', 'via', 'rules', 'rename', 'maxAge', 'at'];

export function formRows(form: FormState, look: FormLook): readonly string[] {
  const rows = formFields.flatMap((field) => [
    ...fieldRows(form, field, look),
    ...(lastOfGroup.includes(field.id) ? [''] : []),
  ]);
  return [...rows, buttonRow(form, look)];
}

function fieldRows(form: FormState, field: FormField, look: FormLook): readonly string[] {
  const slots = field.kind === 'list' ? listSlots(form, field.id) : [field.id];
  return slots.map((slot, index) => slotRow(form, { field, slot, isFirst: index === 0 }, look));
}

interface Slot {
  readonly field: FormField;
  readonly slot: FormSlot;
  readonly isFirst: boolean;
}

function slotRow(form: FormState, { field, slot, isFirst }: Slot, { theme, width, outcome }: FormLook): string {
  const isFocused = form.focus === slot;
  const fault = outcome.kind === 'wrong' && outcome.slot === slot ? `! ${outcome.reason}` : undefined;
  const { ellipsis } = theme.symbols;
  const cut = (text: string, cells: number): string =>
    fitCell(text, { width: cells, align: 'left', cut: 'end', ellipsis });
  const room = width - labelWidth - 4;
  const isLong = long.includes(field.id);
  // A long field gives way to its fault, and to its hint while there is nothing in it.
  const isGivingWay = fault !== undefined || textIn(form, slot).text === '';
  const wanted = isLong ? (isGivingWay ? Math.round(room * 0.5) : room) : field.kind === 'text' ? 14 : 24;
  const cells = Math.min(room, wanted);
  const value =
    field.kind === 'choice' ? choiceText(form, field.id, { theme, cells }) : textText(form, slot, { theme, cells });
  const label = cut(isFirst ? field.label : '', labelWidth);
  const left = `${isFocused ? '>' : ' '} ${isFocused ? theme.paint('accent', label) : label}${value}`;
  const note = cut(fault ?? (isFirst ? field.hint : ''), Math.max(0, width - stringWidth(left) - 1));
  return `${left} ${theme.paint(fault === undefined ? 'muted' : 'bad', note)}`;
}

interface Cells {
  readonly theme: Theme;
  readonly cells: number;
}

function textText(form: FormState, slot: FormSlot, { theme, cells }: Cells): string {
  const isFocused = form.focus === slot;
  return `[${fieldText(textIn(form, slot), { width: Math.max(4, cells - 2), theme, isFocused })}]`;
}

function choiceText(form: FormState, id: string, { theme, cells }: Cells): string {
  const { ellipsis, down } = theme.symbols;
  const chosen = choiceIn(form, id);
  const text = chosen === '' ? 'none' : chosen;
  const fitted = fitCell(text, { width: Math.max(4, cells - 4), align: 'left', cut: 'middle', ellipsis });
  return `[${form.focus === id ? theme.paint('cursor', fitted) : fitted} ${down}]`;
}

function buttonRow({ focus }: FormState, { theme }: FormLook): string {
  const shown = formButtons.map((button) => {
    const label = `[ ${buttons[button]} ]`;
    return focus === button ? theme.paint('cursor', label) : label;
  });
  return `${isButton(focus) ? '>' : ' '} ${shown.join('  ')}`;
}
