/** Texts as screens write them: any letters on whose width terminals agree, in colours that are switched off again. */
import fc from 'fast-check';

const letters = ['a', 'b', '7', ' ', '  ', '·', '█', '▌', '…', '日', '本', 'ｱ', '한', 'é', 'e\u0301', 'ש', '🎬', '☎'];
const word = fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((parts) => parts.join(''));
const styles = [
  ['1', '22'],
  ['2', '22'],
  ['7', '27'],
  ['36', '39'],
  ['91', '39'],
  ['38;5;80', '39'],
  ['38;2;1;2;3', '39'],
  ['44', '49'],
  ['48;5;20', '49'],
  ['36;1', '22;39'],
] as const;

export const paintedText = fc
  .array(
    fc.oneof(
      word,
      fc.tuple(fc.constantFrom(...styles), word).map(([[on, off], text]) => `\u001b[${on}m${text}\u001b[${off}m`),
      fc
        .tuple(fc.constantFrom(...styles), fc.constantFrom(...styles), word, word)
        .filter(([[, one], [, other]]) => one !== other)
        .map(
          ([[on, off], [on2, off2], one, two]) =>
            `\u001b[${on}m${one}\u001b[${on2}m${two}\u001b[${off2}m\u001b[${off}m`,
        ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(''));
