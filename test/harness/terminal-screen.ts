/** What a terminal shows: bytes in, rows of text out. Waits for what is to be seen, never for a time. */

import { setTimeout as delay } from 'node:timers/promises';
import xterm from '@xterm/headless';
import stringWidth from 'string-width';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** As terminals of today have it, emoji in two cells: the emulator's own table is that of Unicode 6. */
const todaysWidths: xterm.IUnicodeVersionProvider = {
  version: 'today',
  wcwidth,
  charProperties: (codepoint, preceding) => {
    const width = wcwidth(codepoint);
    const widthBefore = (preceding >> 1) & 3;
    // What has no width of its own joins what stands before it.
    const isJoined = width === 0 && widthBefore !== 0;
    return ((isJoined ? widthBefore : width) << 1) | (isJoined ? 1 : 0);
  },
};

function wcwidth(codepoint: number): 0 | 1 | 2 {
  return Math.min(2, stringWidth(String.fromCodePoint(codepoint))) as 0 | 1 | 2;
}

export class TerminalScreen {
  readonly #terminal: xterm.Terminal;
  /** Everything that was written, for what leaves no trace on the screen. */
  raw = '';

  constructor({ columns, rows }: Size) {
    this.#terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
    this.#terminal.unicode.register(todaysWidths);
    this.#terminal.unicode.activeVersion = todaysWidths.version;
  }

  /** Answers of the terminal to what programs ask of it. */
  onAnswer(listener: (text: string) => void): void {
    this.#terminal.onData(listener);
  }

  async write(text: string): Promise<void> {
    this.raw += text;
    await new Promise<void>((resolve) => this.#terminal.write(text, resolve));
  }

  resize({ columns, rows }: Size): void {
    this.#terminal.resize(columns, rows);
  }

  get isAlternate(): boolean {
    return this.#terminal.buffer.active.type === 'alternate';
  }

  get isCursorShown(): boolean {
    return this.raw.lastIndexOf('\u001b[?25h') >= this.raw.lastIndexOf('\u001b[?25l');
  }

  /** What a program has asked the terminal to report. */
  get reports(): { readonly mouse: boolean; readonly pastes: boolean; readonly focus: boolean } {
    const { mouseTrackingMode, bracketedPasteMode, sendFocusMode } = this.#terminal.modes;
    return { mouse: mouseTrackingMode !== 'none', pastes: bracketedPasteMode, focus: sendFocusMode };
  }

  get rows(): readonly string[] {
    const { active } = this.#terminal.buffer;
    return Array.from(
      { length: this.#terminal.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    );
  }

  get text(): string {
    return this.rows.join('\n');
  }

  /** What each cell of the row shows; the second half of a wide character is empty. */
  cells(row: number): readonly string[] {
    const { active } = this.#terminal.buffer;
    const line = active.getLine(active.viewportY + row);
    return Array.from({ length: this.#terminal.cols }, (_, column) => {
      const cell = line?.getCell(column);
      return cell?.getWidth() === 0 ? '' : cell?.getChars() || ' ';
    });
  }

  /** What each cell of the row looks like: what is in it, its colours and whether it is bold, dim, inverse, underlined. */
  looks(row: number): readonly string[] {
    const { active } = this.#terminal.buffer;
    const line = active.getLine(active.viewportY + row);
    return Array.from({ length: this.#terminal.cols }, (_, column) => {
      const cell = line?.getCell(column);
      if (cell === undefined) return ' ';
      const flags = [
        cell.isBold(),
        cell.isDim(),
        cell.isInverse(),
        cell.isUnderline(),
        cell.isFgDefault(),
        cell.isBgDefault(),
      ];
      return [
        cell.getChars() || ' ',
        cell.getWidth(),
        cell.getFgColor(),
        cell.getBgColor(),
        ...flags.map(Boolean),
      ].join();
    });
  }

  /** Rows that are the rest of a line too long for the terminal. */
  get wrappedRows(): readonly number[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.#terminal.rows }, (_, row) => row).filter(
      (row) => active.getLine(active.viewportY + row)?.isWrapped === true,
    );
  }

  /** The column of each cell in which this text begins, in terminal cells, not in characters. */
  cellOf(row: number, text: string): number {
    const line = this.#terminal.buffer.active.getLine(this.#terminal.buffer.active.viewportY + row);
    for (let column = 0; column < this.#terminal.cols; column += 1) {
      if (line?.translateToString(false, column).startsWith(text)) return column;
    }
    return -1;
  }

  /** Whether the row has inverse cells. */
  isInverse(row: number): boolean {
    const line = this.#terminal.buffer.active.getLine(this.#terminal.buffer.active.viewportY + row);
    return Array.from({ length: this.#terminal.cols }, (_, column) => line?.getCell(column)?.isInverse() ?? 0).some(
      (flag) => flag !== 0,
    );
  }

  /** Whether every cell of the row with something in it is dim. */
  isDim(row: number): boolean {
    const line = this.#terminal.buffer.active.getLine(this.#terminal.buffer.active.viewportY + row);
    const cells = Array.from({ length: this.#terminal.cols }, (_, column) => line?.getCell(column));
    return cells.every((cell) => cell === undefined || cell.getChars().trim() === '' || cell.isDim() !== 0);
  }

  /** Whether the cell in which this text begins is dim. */
  cellIsDim(row: number, text: string): boolean {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.viewportY + row)?.getCell(this.cellOf(row, text));
    return cell !== undefined && cell.isDim() !== 0;
  }

  /** The colours in use beside the terminal's own. */
  get colours(): ReadonlySet<number> {
    const colours = new Set<number>();
    const { active } = this.#terminal.buffer;
    for (let row = 0; row < this.#terminal.rows; row += 1) {
      for (let column = 0; column < this.#terminal.cols; column += 1) {
        const cell = active.getLine(active.viewportY + row)?.getCell(column);
        if (cell?.isFgPalette()) colours.add(cell.getFgColor());
      }
    }
    return colours;
  }

  async see(wanted: RegExp | string, withinMs = 60_000): Promise<string> {
    return await this.until(
      `to see ${String(wanted)}`,
      () => (typeof wanted === 'string' ? this.text.includes(wanted) : wanted.test(this.text)),
      withinMs,
    );
  }

  async until(what: string, holds: () => boolean, withinMs = 60_000): Promise<string> {
    const deadline = performance.now() + withinMs;
    while (!holds()) {
      if (performance.now() > deadline)
        throw new Error(`waited ${withinMs / 1000} s in vain ${what}; the screen shows:\n${this.text}`);
      await delay(15);
    }
    return this.text;
  }
}
