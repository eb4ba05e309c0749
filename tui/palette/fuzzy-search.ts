/** Texts in which the letters of what was typed occur in their order, the likeliest first. */
import uFuzzy from '@leeoniya/ufuzzy';

/** Beyond as many that match they are not put in order: who types goes on typing. */
const mostOrdered = 2000;
/** Words in any order; more than that in the order in which they were typed. */
const mostPermuted = 3;

/** Letters of any script; between two letters of a word a few others may stand. */
const options: uFuzzy.Options = {
  unicode: true,
  interSplit: "[^\\p{L}\\d']+",
  intraSplit: '\\p{Ll}\\p{Lu}',
  intraBound: '\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}',
  intraChars: '[^\\s/:]',
  intraContr: "'\\p{L}{1,2}\\b",
  intraIns: 10,
};
let fuzzy: uFuzzy | undefined;

/** Indices of texts; undefined when nothing is typed that a text could hold. */
export function fuzzySearch(texts: readonly string[], typed: string): readonly number[] | undefined {
  // Made when something is first looked for: it takes as long as a frame.
  fuzzy ??= new uFuzzy(options);
  const [found, info, order] = fuzzy.search(texts as string[], typed, mostPermuted, mostOrdered);
  if (found === null) return undefined;
  return order === null ? found : order.map((place) => info.idx[place] ?? 0);
}
