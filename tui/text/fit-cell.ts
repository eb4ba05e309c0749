/** A text in exactly so many cells: cut where it is too long, padded where it is too short. */
import cliTruncate from 'cli-truncate';
import stringWidth from './string-width.ts';

export interface CellFit {
  readonly width: number;
  readonly align: 'left' | 'right';
  /** Where a long text loses characters; `name` keeps the extension of a file name. */
  readonly cut: 'end' | 'middle' | 'name';
  readonly ellipsis: string;
}

const maxRemembered = 4096;
const remembered = new Map<string, string>();

export function fitCell(text: string, fit: CellFit): string {
  const { width, align, cut, ellipsis } = fit;
  if (width <= 0) return '';
  const key = `${width}${align}${cut}${ellipsis}\0${text}`;
  const known = remembered.get(key);
  if (known !== undefined) return known;
  const kept = stringWidth(text) <= width ? text : cutText(text, fit);
  // A cut before a wide character leaves one cell short: the padding is measured after the cut.
  const padding = ' '.repeat(Math.max(0, width - stringWidth(kept)));
  const fitted = align === 'left' ? kept + padding : padding + kept;
  if (remembered.size >= maxRemembered) remembered.clear();
  remembered.set(key, fitted);
  return fitted;
}

function cutText(text: string, { width, cut, ellipsis }: CellFit): string {
  const options = { truncationCharacter: ellipsis };
  if (cut !== 'name') return cliTruncate(text, width, { ...options, position: cut });
  const extension = /\.[^./]{1,8}$/.exec(text.replace(/\/$/, ''))?.[0] ?? '';
  const tail = stringWidth(extension);
  if (tail === 0 || tail + 4 > width) return cliTruncate(text, width, options);
  return cliTruncate(text.slice(0, text.length - extension.length), width - tail, options) + extension;
}
