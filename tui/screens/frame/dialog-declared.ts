/** The boxes about what is declared: what removing does, and what is wrong with what was written. */
import { shownName } from '../../../src/runtime/names.ts';
import { fieldText } from '../../components/field-text.ts';
import type { Dialog } from '../../store/dialog.ts';
import { wrapText } from '../../text/wrap-text.ts';
import type { DialogLook, DialogText } from './dialog-text.ts';

type Of<K extends Dialog['kind']> = Extract<Dialog, { kind: K }>;

const consequences: Readonly<Record<Of<'remove'>['of'], string>> = {
  triggers: 'It starts nothing any more, and what it remembers of its runs is forgotten. What it has started goes on.',
  templates: 'Nothing can be started from it any more. What was started from it goes on; triggers must not name it.',
  connections: 'Transfers with it that have not begun fail. The store itself, and what lies there, stay as they are.',
};
const words = { triggers: 'trigger', templates: 'template', connections: 'connection' } as const;
const shownProblems = 8;

export function removeText({ of, name, field }: Of<'remove'>, { theme, width }: DialogLook): DialogText {
  const label = `type ${shownName(name)} to remove: `;
  return {
    title: `Remove the ${words[of]} ${shownName(name)}`,
    lines: [
      ...wrapText(consequences[of], width).map((line) => line.trimStart()),
      '',
      theme.paint('muted', 'same as:  a file without it, with longhaul hub --apply'),
      '',
      `${label}[${fieldText(field, { width: Math.max(4, width - label.length - 2), theme, isFocused: true })}]`,
    ],
  };
}

export function notDeclaredText({ problems }: Of<'not-declared'>, { theme, width }: DialogLook): DialogText {
  const lines = problems.flatMap((problem) => wrapText(problem, width));
  const more = lines.length > shownProblems ? ['', `${lines.length - shownProblems} lines more`] : [];
  return {
    title: 'Not declared',
    lines: [
      ...lines.slice(0, shownProblems).map((line) => theme.paint('bad', line)),
      ...more,
      '',
      'Nothing was changed.',
    ],
  };
}
