/** What can be answered to a box, once: the box ends with it, and the line of keys says the same. */
import { hasPlan, isPlanned } from '../../actions/plan-actions.ts';
import { keyLabel } from '../../keys/key-label.ts';
import type { Dialog } from '../../store/dialog.ts';
import stringWidth from '../../text/string-width.ts';
import type { Role, Theme } from '../../theme/theme.ts';

interface Answer {
  /** Undefined where it cannot be given yet. */
  readonly key: string | undefined;
  readonly says: string;
  readonly isBad?: true;
}

const no = (says: string): Answer => ({ key: 'esc', says });
const enter = (says: string): Answer => ({ key: 'enter', says });

function answersOf(dialog: Dialog): readonly Answer[] {
  switch (dialog.kind) {
    case 'quit':
      return [
        { key: 'y', says: 'quit' },
        { key: 'n', says: 'stay' },
      ];
    case 'cancel':
      return [
        { key: 'y', says: 'cancel it', isBad: true },
        { key: 'n', says: 'keep it running' },
      ];
    case 'switch-off':
      return [
        { key: 'y', says: 'switch it off', isBad: true },
        { key: 'n', says: 'keep it on' },
      ];
    case 'snooze':
      return [
        { key: '1', says: 'an hour' },
        { key: '8', says: 'eight hours' },
        { key: 'c', says: 'until it changes' },
        no('leave it open'),
      ];
    case 'columns':
      return [
        { key: 'space', says: 'show, hide' },
        { key: 'J', says: 'later' },
        { key: 'K', says: 'sooner' },
        { key: 'r', says: 'as at first' },
        enter('close'),
      ];
    case 'cancel-many': {
      const isTyped = dialog.field.text === String(dialog.transfers.length);
      return [typed(isTyped, { yes: 'cancel them', locked: 'cancel (locked)' }), no('keep them')];
    }
    case 'revoke':
      return [typed(dialog.field.text === dialog.name, { yes: 'revoke', locked: 'revoke (locked)' }), no('keep')];
    case 'remove':
      return [typed(dialog.field.text === dialog.name, { yes: 'remove', locked: 'remove (locked)' }), no('keep')];
    case 'not-declared':
      return [enter('edit it again'), no('drop what was written')];
    case 'invite':
      return [enter('make the token'), { key: 'tab', says: 'as what' }, no('nobody')];
    case 'token':
      return [no('I have it')];
    case 'copy':
      return [enter('the first'), no('nothing')];
    case 'copied':
    case 'info':
    case 'file':
      return [enter('close')];
    case 'send':
      return [
        enter('start'),
        { key: 'd', says: 'dry run' },
        ...(dialog.vias.length > 1 ? [{ key: 'v', says: 'another node moves them' }] : []),
        ...(dialog.requests.length === 1 ? [{ key: 'o', says: 'options' }] : []),
        no('not now'),
      ];
    case 'plan':
      if (!isPlanned(dialog)) return [no('stop looking')];
      return hasPlan(dialog) ? [enter('start'), no('not now')] : [no('close')];
    default:
      return dialog satisfies never;
  }
}

/** What is done once enough has been typed. */
function typed(isTyped: boolean, { yes, locked }: { readonly yes: string; readonly locked: string }): Answer {
  return isTyped ? { ...enter(yes), isBad: true } : { key: undefined, says: locked };
}

/** On the line of keys. */
export function answersText(dialog: Dialog, theme: Theme): string {
  return answersOf(dialog)
    .map((answer) => answerText(answer, theme))
    .join('  ');
}

/** At the end of the box, on as many lines as they need. */
export function answerLines(
  dialog: Dialog,
  { theme, width }: { readonly theme: Theme; readonly width: number },
): readonly string[] {
  const gap = '   ';
  const lines: string[] = [];
  for (const answer of answersOf(dialog)) {
    const text = answerText(answer, theme);
    const longer = lines.length === 0 ? undefined : `${lines.at(-1)}${gap}${text}`;
    if (longer !== undefined && stringWidth(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(text);
  }
  return lines;
}

function answerText({ key, says, isBad }: Answer, theme: Theme): string {
  if (key === undefined) return theme.paint('muted', says);
  const role: Role = isBad === true ? 'bad' : 'strong';
  return `${theme.paint(role, keyLabel(key, theme.symbols))} ${says}`;
}
