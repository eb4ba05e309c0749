/** A key as people read it: `↵`, `Ctrl-d`, `F5`. */
import type { Symbols } from '../theme/symbols.ts';

export function keyLabel(key: string, symbols: Symbols): string {
  const names: Readonly<Record<string, string>> = {
    enter: symbols.enter,
    esc: 'Esc',
    tab: 'Tab',
    'shift-tab': 'S-Tab',
    space: 'Space',
    'ctrl-space': 'Ctrl-Space',
    up: symbols.up,
    down: symbols.down,
    left: 'Left',
    right: 'Right',
    home: 'Home',
    end: 'End',
    pageup: 'PgUp',
    pagedown: 'PgDn',
    backspace: 'Backspace',
  };
  if (names[key] !== undefined) return names[key];
  if (key.startsWith('ctrl-')) return `Ctrl-${key.slice(5)}`;
  return /^f\d+$/.test(key) ? key.toUpperCase() : key;
}
