/** What people take for one character each. */
let segmenter: Intl.Segmenter | undefined;

export function graphemesOf(text: string): readonly string[] {
  // Made when it is first wanted: it takes milliseconds, which every start would wait for.
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
