/** A cell in its colour, and what is escaped in it (`\x0a`, `\u202e`) in that of a warning: it is not what it looks like. */
import type { Role, Theme } from './theme.ts';

const escapes = /((?:\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\u\{[0-9a-f]+\})+)/;

export function paintName(theme: Theme, role: Role, text: string): string {
  if (!text.includes('\\')) return theme.paint(role, text);
  // Every second part is an escape.
  return text
    .split(escapes)
    .map((part, index) => (part === '' ? '' : theme.paint(index % 2 === 1 ? 'warn' : role, part)))
    .join('');
}
