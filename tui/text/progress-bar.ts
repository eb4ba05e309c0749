/** `█████▌···`: a share of a whole in so many cells, in eighths of a cell where the terminal has the glyphs. */
import type { Symbols } from '../theme/symbols.ts';

export function progressBar(share: number, width: number, symbols: Symbols): string {
  if (width <= 0) return '';
  const { barFull, barParts, barEmpty } = symbols;
  const steps = barParts.length + 1;
  const filled = Math.round(Math.min(1, Math.max(0, share)) * width * steps);
  const full = Math.floor(filled / steps);
  const part = filled % steps;
  const bar = barFull.repeat(full) + (part === 0 ? '' : barParts[part - 1]);
  return bar + barEmpty.repeat(width - full - (part === 0 ? 0 : 1));
}

/** ` 62%`; never 100 before the end and never 0 once something moved. */
export function percentText(share: number): string {
  const percent = Math.round(share * 100);
  const honest = share < 1 ? Math.min(99, Math.max(share > 0 ? 1 : 0, percent)) : 100;
  return `${String(honest).padStart(3)}%`;
}
