/**
 * Terminal input cut into keys. Over SSH what was typed in a hurry arrives glued together (`jjk\r` in one read) or torn
 * apart (half an escape sequence); a paste arrives between two marks. Pure: text in, keys and the unfinished rest out.
 */
import { graphemesOf } from '../text/graphemes.ts';

export interface CutInput {
  /** One grapheme, one control character, one whole escape sequence or one whole paste each. */
  readonly keys: readonly string[];
  readonly rest: string;
}

const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';

/** CSI, SS3 and the Linux console's `ESC [ [ A`, complete. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const sequence = /^\u001b(?:\[\[[A-E]|\[[0-?]*[ -/]*[@-~]|O[0-9;]*[A-Za-z])/;
/** The same, so far: more is to come. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const unfinished = /^\u001b(?:\[\[?|\[[0-?]*[ -/]*|O[0-9;]*)?$/;

export function cutKeys(input: string): CutInput {
  const keys: string[] = [];
  let at = 0;
  while (at < input.length) {
    const text = input.slice(at);
    if (text.startsWith(pasteStart)) {
      const end = text.indexOf(pasteEnd);
      if (end === -1) return { keys, rest: text };
      keys.push(text.slice(0, end + pasteEnd.length));
      at += end + pasteEnd.length;
    } else if (text.startsWith('\u001b')) {
      const key = escaped(text);
      if (key === undefined) return { keys, rest: text };
      keys.push(functionKey(key) ?? key);
      at += key.length;
    } else {
      const end = text.indexOf('\u001b');
      const plain = end === -1 ? text : text.slice(0, end);
      // CR LF is one grapheme, and it is two keys: Enter, and a line feed nobody typed.
      for (const one of graphemesOf(plain)) keys.push(one === '\r\n' ? '\r' : one);
      at += plain.length;
    }
  }
  return { keys, rest: '' };
}

function escaped(text: string): string | undefined {
  const whole = sequence.exec(text)?.[0];
  if (whole !== undefined) return whole;
  if (unfinished.test(text)) return undefined;
  // Alt with a character, or Esc followed by another escape sequence.
  const next = text.codePointAt(1) ?? 0;
  return next === 0x1b ? '\u001b' : `\u001b${String.fromCodePoint(next)}`;
}

const functionSequences: Readonly<Record<string, number>> = {
  '\u001bOP': 1,
  '\u001bOQ': 2,
  '\u001bOR': 3,
  '\u001bOS': 4,
  '\u001b[11~': 1,
  '\u001b[12~': 2,
  '\u001b[13~': 3,
  '\u001b[14~': 4,
  '\u001b[[A': 1,
  '\u001b[[B': 2,
  '\u001b[[C': 3,
  '\u001b[[D': 4,
  '\u001b[[E': 5,
  '\u001b[15~': 5,
  '\u001b[17~': 6,
  '\u001b[18~': 7,
  '\u001b[19~': 8,
  '\u001b[20~': 9,
  '\u001b[21~': 10,
  '\u001b[23~': 11,
  '\u001b[24~': 12,
};

/** Ink tells nothing of function keys: each travels through it as one private-use character. */
export const functionKeyBase = 0xf0000;

function functionKey(key: string): string | undefined {
  const number = functionSequences[key];
  return number === undefined ? undefined : String.fromCodePoint(functionKeyBase + number);
}
