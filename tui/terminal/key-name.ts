/** What a key is called in the key table: `j`, `G`, `up`, `enter`, `ctrl-d`, `shift-tab`, `f5`, `space`. */
import type { Key } from 'ink';
import { functionKeyBase } from './key-sequence.ts';

export interface KeyPress {
  readonly name: string;
  /** What it would write into a text field; empty for keys that write nothing. */
  readonly text: string;
}

export function keyPress(input: string, key: Key): KeyPress {
  const named = namedKey(key);
  if (named !== undefined) return { name: named, text: '' };
  const code = input.codePointAt(0) ?? 0;
  if (code > functionKeyBase && code <= functionKeyBase + 12) return { name: `f${code - functionKeyBase}`, text: '' };
  if (key.ctrl) return { name: input === ' ' ? 'ctrl-space' : `ctrl-${input}`, text: '' };
  if (key.meta) return { name: `alt-${input}`, text: '' };
  if (input === ' ') return { name: 'space', text: ' ' };
  return { name: input, text: input };
}

function namedKey(key: Key): string | undefined {
  if (key.tab) return key.shift ? 'shift-tab' : 'tab';
  if (key.upArrow) return 'up';
  if (key.downArrow) return 'down';
  if (key.leftArrow) return 'left';
  if (key.rightArrow) return 'right';
  if (key.pageUp) return 'pageup';
  if (key.pageDown) return 'pagedown';
  if (key.home) return 'home';
  if (key.end) return 'end';
  if (key.return) return 'enter';
  if (key.escape) return 'esc';
  if (key.backspace) return 'backspace';
  return key.delete ? 'delete' : undefined;
}
