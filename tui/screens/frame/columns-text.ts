/** The box in which columns are chosen: those that are shown have a mark, and stand in their order. */
import type { Dialog } from '../../store/dialog.ts';
import type { DialogLook, DialogText } from './dialog-text.ts';

export function columnsText(
  { columns, index }: Extract<Dialog, { kind: 'columns' }>,
  { theme, room }: DialogLook & { readonly room: number },
): DialogText {
  const top = Math.max(0, Math.min(index - Math.floor(room / 2), columns.length - room));
  return {
    title: 'Columns',
    lines: columns.slice(top, top + room).map(({ title, isShown }, at) => {
      const line = `${top + at === index ? '>' : ' '} [${isShown ? 'x' : ' '}] ${title}`;
      return theme.paint(isShown ? 'strong' : 'muted', line);
    }),
  };
}
