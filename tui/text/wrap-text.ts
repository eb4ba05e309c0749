/** A text cut into pieces of at most so many cells. */
import { graphemesOf } from './graphemes.ts';
import stringWidth from './string-width.ts';

export function wrapText(text: string, width: number): readonly string[] {
  if (width < 2) return [text];
  const pieces: string[] = [];
  let piece = '';
  let cells = 0;
  for (const letter of graphemesOf(text)) {
    const letterCells = stringWidth(letter);
    if (cells + letterCells > width) {
      pieces.push(piece);
      piece = '';
      cells = 0;
    }
    piece += letter;
    cells += letterCells;
  }
  return piece === '' && pieces.length > 0 ? pieces : [...pieces, piece];
}
