/** Colour sequences (SGR) as states: which style is on after one more of them, and how to come from one style to another. */

/** The parameters that switch it on, in a fixed order; empty when nothing is on. */
export type Style = string;

export const plain: Style = '';

/** The parameter that switches off what these have switched on. */
const slots: ReadonlyMap<string, string> = new Map([
  ['1', '22'],
  ['2', '22'],
  ['3', '23'],
  ['4', '24'],
  ['5', '25'],
  ['7', '27'],
  ['8', '28'],
  ['9', '29'],
]);

const known = new Map<string, Style>();

/** `parameters` is what stands between `ESC [` and `m`. */
export function styleAfter(style: Style, parameters: string): Style {
  const key = `${style} ${parameters}`;
  let after = known.get(key);
  if (after === undefined) {
    after = settle([...codesOf(style), ...codesOf(parameters)]);
    // As many as there are styles on the screen: a few dozen.
    known.set(key, after);
  }
  return after;
}

export function switchStyle(from: Style, to: Style): string {
  if (from === to) return '';
  if (to === plain) return '\u001b[m';
  return from === plain ? `\u001b[${to}m` : `\u001b[0;${to}m`;
}

/** A colour of its own takes several parameters, which belong together. */
function codesOf(parameters: string): readonly string[] {
  return parameters === '' ? [] : (parameters.match(/[34]8;(?:5;\d+|2;\d+;\d+;\d+)|\d+/g) ?? []);
}

function settle(codes: readonly string[]): Style {
  const on = new Map<string, string>();
  for (const code of codes) {
    const number = Number.parseInt(code, 10);
    if (number === 0) on.clear();
    else if (slots.has(code)) on.set(code, code);
    else if (number === 39 || number === 49) on.delete(code);
    else if (isForeground(number)) on.set('39', code);
    else if (isBackground(number)) on.set('49', code);
    else for (const [one, off] of slots) if (off === code) on.delete(one);
  }
  return [...on.keys()]
    .toSorted()
    .map((slot) => on.get(slot))
    .join(';');
}

function isForeground(code: number): boolean {
  return (code >= 30 && code <= 38) || (code >= 90 && code <= 97);
}

function isBackground(code: number): boolean {
  return (code >= 40 && code <= 48) || (code >= 100 && code <= 107);
}
