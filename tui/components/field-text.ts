/** A line of text being edited, as it is shown: its part around the cursor, names escaped, the cursor inverse. */
import { shownName } from '../../src/runtime/names.ts';
import type { TextField } from '../store/text-field.ts';
import { graphemesOf } from '../text/graphemes.ts';
import stringWidth from '../text/string-width.ts';
import type { Theme } from '../theme/theme.ts';

export interface FieldLook {
  /** Cells. */
  readonly width: number;
  readonly theme: Theme;
  readonly isFocused: boolean;
}

export function fieldText({ text, cursor }: TextField, { width, theme, isFocused }: FieldLook): string {
  const letters = graphemesOf(text).map(shownName);
  const widths = letters.map(stringWidth);
  let start = 0;
  // The cursor needs a cell of its own, also behind the last letter.
  let used = widths.slice(0, cursor).reduce((sum, cells) => sum + cells, 0) + Math.max(1, widths[cursor] ?? 1);
  while (used > width && start < cursor) {
    used -= widths[start] ?? 0;
    start += 1;
  }
  let shown = '';
  let cells = 0;
  for (let index = start; index <= letters.length; index += 1) {
    const letter = letters[index] ?? ' ';
    const letterCells = Math.max(1, widths[index] ?? 1);
    if (cells + letterCells > width) break;
    shown += isFocused && index === cursor ? theme.paint('cursor', letter) : letter;
    cells += letterCells;
  }
  return shown + ' '.repeat(Math.max(0, width - cells));
}
