/** The box that says what this console is and uses, and what is wrong in its files. */
import { shownName } from '../../../src/runtime/names.ts';
import type { Dialog } from '../../store/dialog.ts';
import { wrapText } from '../../text/wrap-text.ts';
import type { DialogLook, DialogText } from './dialog-text.ts';

export function infoText(
  { facts, problems }: Extract<Dialog, { kind: 'info' }>,
  { theme, width }: DialogLook,
): DialogText {
  const widest = Math.max(...facts.map(({ name }) => name.length)) + 2;
  const lines = facts.flatMap(({ name, value }) =>
    wrapText(shownName(value), width - widest).map(
      (text, index) => `${theme.paint('muted', (index === 0 ? name : '').padEnd(widest))}${text}`,
    ),
  );
  const wrong = problems.flatMap((problem) => wrapText(problem, width)).map((text) => theme.paint('warn', text));
  return { title: 'Info', lines: [...lines, ...(wrong.length === 0 ? [] : ['']), ...wrong] };
}
