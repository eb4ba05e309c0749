/** Since when the history is shown: a word of its filter, `since:24h`, which the key turns and anybody may write. */
const dayMs = 24 * 3_600_000;

interface Range {
  readonly word: string | undefined;
  readonly title: string;
}

/** `now` is the hub's clock; a day is one in UTC. */
export function nextSince(filter: string, now: number): { readonly text: string; readonly title: string } {
  const today = new Date(Math.floor(now / dayMs) * dayMs).toISOString().slice(0, 10);
  const ranges: readonly Range[] = [
    { word: undefined, title: 'all of it' },
    { word: `since:${today}`, title: 'since midnight, UTC' },
    { word: 'since:24h', title: 'of the last 24 hours' },
    { word: 'since:7d', title: 'of the last 7 days' },
  ];
  const words = filter.split(/\s+/).filter((word) => word !== '');
  const index = ranges.findIndex(({ word }) => word !== undefined && words.includes(word));
  const next = ranges[(Math.max(0, index) + 1) % ranges.length] ?? { word: undefined, title: '' };
  const others = words.filter((word) => !word.startsWith('since:'));
  return { text: [next.word, ...others].filter((word) => word !== undefined).join(' '), title: next.title };
}
