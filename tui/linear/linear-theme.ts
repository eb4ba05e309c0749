/** For screen readers: no colours, no frames, no bars; what a sign stands for is a word. */
import { asciiSymbols, type Symbols } from '../theme/symbols.ts';
import type { Theme } from '../theme/theme.ts';

const linearSymbols: Symbols = {
  ...asciiSymbols,
  barFull: '',
  barParts: [''],
  barEmpty: '',
  ellipsis: '...',
  arrow: 'to',
  between: 'and',
  up: 'Up',
  down: 'Down',
  crumb: 'then',
  linkUp: 'connected,',
  linkTrying: 'not connected,',
  linkDown: 'not connected,',
};

export const linearTheme: Theme = { symbols: linearSymbols, paint: (_, text) => text, isLinear: true };

/** Columns of spaces are read out as pauses, or one by one. */
export function closed(text: string): string {
  return text.replace(/ {2,}/g, '  ').trim();
}
