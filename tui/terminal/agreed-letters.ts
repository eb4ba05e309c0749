/**
 * What leaves for the terminal, in letters whose width it cannot see otherwise than we do: a border stands where it was
 * reckoned. Terminals do not agree about flags, skin tones, hearts and syllables of several signs: those of today take such a
 * cluster as one letter, tmux and most others add up its code points. What stands for such a cluster has the same width both
 * ways, and is underlined: it is not what the name says to the letter. Marks, copies and transfers have the name itself.
 */
import { graphemesOf } from '../text/graphemes.ts';
import stringWidth from '../text/string-width.ts';

export type Letters = (text: string) => string;

/** ASCII, Latin, Greek, Cyrillic, our own symbols, kana, Chinese and Korean: one code point, one width. */
const agreed =
  /^[\0-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u2190-\u23ff\u2500-\u25ff\u2800-\u28ff\u3000-\u3029\u3030-\u3096\u30a0-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff9d]*$/;
/** With the letter before them, which they may change. */
const runs = /[ -~]?[^\0-\x7f]+/g;
const firstFlagLetter = 0x1f1e6;
const lastFlagLetter = 0x1f1ff;
const mostRemembered = 2048;
const remembered = new Map<string, string>();

/** For a terminal that is told UTF-8. */
export function agreedLetters(text: string): string {
  return agreed.test(text) ? text : text.replace(runs, agreedRun);
}

/** For a locale without UTF-8, where the bytes of other letters are anything, control characters too: `?` for each cell. */
export function asciiLetters(text: string): string {
  return text.replace(runs, (run) => graphemesOf(run).map(asciiCluster).join(''));
}

function asciiCluster(cluster: string): string {
  const first = cluster.charAt(0);
  const kept = first <= '~' ? first : '';
  return kept + '?'.repeat(Math.max(0, stringWidth(cluster) - kept.length));
}

function agreedRun(run: string): string {
  if (agreed.test(run)) return run;
  const known = remembered.get(run);
  if (known !== undefined) return known;
  const shown = graphemesOf(run).map(agreedCluster).join('');
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(run, shown);
  return shown;
}

/** The same in code points, where `agreedLetters` writes others. */
export function spelledLetters(text: string): string {
  return text.replace(runs, (run) =>
    graphemesOf(run)
      .map((cluster) => (agreedCluster(cluster) === cluster ? cluster : [...cluster].map(spelled).join('')))
      .join(''),
  );
}

function spelled(point: string): string {
  return point <= '~' ? point : `\\u{${(point.codePointAt(0) ?? 0).toString(16)}}`;
}

function agreedCluster(cluster: string): string {
  const points = [...cluster];
  const width = stringWidth(cluster);
  const flag = points.map(flagLetter).join('');
  if (flag !== '') return underlined(flag.slice(0, width).padEnd(width));
  if (points.length === 1 || sumOf(points) === width) return cluster;
  for (let count = points.length - 1; count > 0; count -= 1) {
    const start = points.slice(0, count);
    const text = start.join('');
    const cells = stringWidth(text);
    if (cells <= width && sumOf(start) === cells) return underlined(text + ' '.repeat(width - cells));
  }
  return underlined('?'.repeat(width));
}

/** `D` of the first half of 🇩🇪. */
function flagLetter(point: string): string {
  const code = point.codePointAt(0) ?? 0;
  return code >= firstFlagLetter && code <= lastFlagLetter ? String.fromCharCode(code - firstFlagLetter + 0x41) : '';
}

function sumOf(points: readonly string[]): number {
  return points.reduce((sum, point) => sum + stringWidth(point), 0);
}

function underlined(text: string): string {
  return `\u001b[4m${text}\u001b[24m`;
}
