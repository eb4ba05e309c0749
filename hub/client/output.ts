/** Results on standard output: aligned columns for people, JSON Lines for scripts. Messages go to standard error. */
import { once } from 'node:events';
import stringWidth from 'string-width';
import { Fault } from '../../src/runtime/fault.ts';

/** Waits while the reader is behind, so that a long list is never held in memory. */
export async function print(text: string): Promise<void> {
  if (process.stdout.write(text)) return;
  try {
    await once(process.stdout, 'drain');
  } catch (cause) {
    throw new Fault('interrupted', 'the reader of the output has gone', { cause });
  }
}

export async function printJson(values: readonly unknown[]): Promise<void> {
  if (values.length > 0) await print(`${values.map((value) => JSON.stringify(value)).join('\n')}\n`);
}

/** A line for people. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

export interface Column<Row> {
  readonly title: string;
  /** Free of control characters. */
  readonly cell: (row: Row) => string;
  readonly align?: 'right';
}

/** One line a row, the columns two spaces apart and as wide as their widest cell. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ cell }) => cell(row)))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => stringWidth(line[index] ?? ''))));
  const format = (line: readonly string[]): string =>
    line
      .map((cell, index) => {
        const space = ' '.repeat((widths[index] ?? 0) - stringWidth(cell));
        return columns[index]?.align === 'right' ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return `${lines.map(format).join('\n')}\n`;
}

/** Names and values below each other. */
export function sheet(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return `${rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`.trimEnd()).join('\n')}\n`;
}
