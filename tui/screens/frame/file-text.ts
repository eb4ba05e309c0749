/** The box about one file or folder: its whole name, and what is known of it. */
import type { Dialog } from '../../store/dialog.ts';
import { wrapText } from '../../text/wrap-text.ts';
import { paintName } from '../../theme/paint-name.ts';
import type { DialogLook, DialogText } from './dialog-text.ts';

export function fileText(
  { title, facts }: Extract<Dialog, { kind: 'file' }>,
  { theme, width }: DialogLook,
): DialogText {
  const labels = Math.max(...facts.map(({ name }) => name.length)) + 2;
  return {
    title,
    lines: facts.flatMap(({ name, value }) =>
      wrapText(value, width - labels).map(
        (text, index) =>
          theme.paint('muted', (index === 0 ? name : '').padEnd(labels)) + paintName(theme, 'text', text),
      ),
    ),
  };
}
