/** The mouse as terminals report it in their SGR form (mode 1006). */
export interface MouseReport {
  readonly kind: 'press' | 'wheel-up' | 'wheel-down';
  /** Cells from the top left corner, which is 0, 0. */
  readonly column: number;
  readonly row: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: reports begin with one
const report = /^\u001b\[<(\d+);(\d+);(\d+)([Mm])$/;
const kinds: ReadonlyMap<number, MouseReport['kind']> = new Map([
  [0, 'press'],
  [64, 'wheel-up'],
  [65, 'wheel-down'],
]);

/** `other` are releases, further buttons, and presses with Ctrl, Alt or Shift; undefined is no report of a mouse. */
export function mouseReport(key: string): MouseReport | 'other' | undefined {
  const [, button, column, row, end] = report.exec(key) ?? [];
  if (button === undefined) return undefined;
  const kind = end === 'M' ? kinds.get(Number(button)) : undefined;
  return kind === undefined ? 'other' : { kind, column: Number(column) - 1, row: Number(row) - 1 };
}
