/** A line of text being edited, in graphemes, so that a cursor never stands inside one. */
import { graphemesOf } from '../text/graphemes.ts';

export interface TextField {
  readonly text: string;
  /** Counted in graphemes. */
  readonly cursor: number;
}

export const emptyField: TextField = { text: '', cursor: 0 };

export function fieldOf(text: string): TextField {
  return { text, cursor: graphemesOf(text).length };
}

/** The field after a key, or undefined when the key does not edit. `text` is what the key writes. */
export function editField(
  field: TextField,
  key: { readonly name: string; readonly text: string },
): TextField | undefined {
  const letters = graphemesOf(field.text);
  const { cursor } = field;
  const at = (position: number): TextField => ({
    text: field.text,
    cursor: Math.max(0, Math.min(letters.length, position)),
  });
  const without = (from: number, to: number): TextField => ({
    text: [...letters.slice(0, from), ...letters.slice(to)].join(''),
    cursor: from,
  });
  switch (key.name) {
    case 'left':
      return at(cursor - 1);
    case 'right':
      return at(cursor + 1);
    case 'home':
    case 'ctrl-a':
      return at(0);
    case 'end':
    case 'ctrl-e':
      return at(letters.length);
    case 'backspace':
      return cursor === 0 ? field : without(cursor - 1, cursor);
    case 'delete':
      return cursor === letters.length ? field : without(cursor, cursor + 1);
    case 'ctrl-u':
      return without(0, cursor);
    case 'ctrl-k':
      return without(cursor, letters.length);
    case 'ctrl-w':
      return without(wordStart(letters, cursor), cursor);
    default:
      return key.text === '' ? undefined : insertText(field, key.text);
  }
}

/** Pasted line breaks become spaces: a field is one line. */
export function insertText(field: TextField, pasted: string): TextField {
  const text = pasted.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(/\p{Cc}/gu, '');
  const letters = graphemesOf(field.text);
  const before = letters.slice(0, field.cursor).join('') + text;
  return { text: before + letters.slice(field.cursor).join(''), cursor: graphemesOf(before).length };
}

function wordStart(letters: readonly string[], cursor: number): number {
  let start = cursor;
  while (start > 0 && letters[start - 1] === ' ') start -= 1;
  while (start > 0 && letters[start - 1] !== ' ' && letters[start - 1] !== '/') start -= 1;
  return start === cursor && start > 0 ? start - 1 : start;
}
