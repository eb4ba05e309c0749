/** The mouse as terminals report it in their SGR form (mode 1006). */
export interface MouseReport {
  readonly kind: 'press' | 'wheel-up' | 'wheel-down';
  /** Cells from the top left corner, which is 0, 0. */
  readonly column: number;
  readonly row: number;
}

/** Buttons and the wheel, not each move. */
const on = '\u001b[?1000h\u001b[?1006h';
const off = '\u001b[?1006l\u001b[?1000l';

/** Whether the terminal reports the mouse. */
export class MouseMode {
  readonly #write: (text: string) => void;
  #isOn = false;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  switch(isOn: boolean): void {
    if (this.#isOn === isOn) return;
    this.#isOn = isOn;
    this.#write(isOn ? on : off);
  }
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
