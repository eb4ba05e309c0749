/** Rates over time as columns of block characters: one string a row, the highest first, the newest at the right edge. */
import type { Symbols } from '../theme/symbols.ts';

export interface ColumnGraph {
  readonly rows: readonly string[];
  /** The value at the top of the highest row. */
  readonly top: number;
}

export interface GraphOptions {
  readonly width: number;
  readonly height: number;
  readonly symbols: Symbols;
}

export function columnGraph(values: readonly number[], { width, height, symbols }: GraphOptions): ColumnGraph {
  const columns = resample(values, width);
  const top = niceTop(Math.max(0, ...columns));
  const levels = symbols.columnParts;
  const rows: string[] = [];
  for (let row = height - 1; row >= 0; row -= 1) {
    let line = '';
    for (const value of columns) {
      const cells = top === 0 ? 0 : (value / top) * height - row;
      const level = Math.min(levels.length, Math.round(cells * levels.length));
      // The lowest row shows the faintest trickle: a rate that is not zero must not look like zero.
      const shown = row === 0 && value > 0 ? Math.max(1, level) : level;
      line += shown <= 0 ? ' ' : levels[shown - 1];
    }
    rows.push(' '.repeat(Math.max(0, width - columns.length)) + line);
  }
  return { rows, top };
}

/** As many values as fit, each the highest of those it stands for: a short peak stays visible. */
function resample(values: readonly number[], width: number): readonly number[] {
  if (values.length <= width) return values;
  return Array.from({ length: width }, (_, column) => {
    const from = Math.floor((column * values.length) / width);
    const to = Math.max(from + 1, Math.floor(((column + 1) * values.length) / width));
    return Math.max(...values.slice(from, to));
  });
}

/** The next of 1, 1.5, 2, 3, 4, 6, 8 times a power of ten: axes with figures that people can read. */
export function niceTop(highest: number): number {
  if (highest <= 0) return 0;
  const power = 10 ** Math.floor(Math.log10(highest));
  const step = [1, 1.5, 2, 3, 4, 6, 8, 10].find((factor) => factor * power >= highest) ?? 10;
  return step * power;
}
