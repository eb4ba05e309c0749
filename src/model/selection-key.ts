/** What a backlog remembers of a selection. Apart from the schema, because the threads that move files load no schemas. */
import type { Selection } from './selection.ts';

/** The same words for the same selection; undefined, and one without rules and bounds, are everything. */
export function selectionKey(selection: Selection | undefined): string {
  const { rules = [], ...bounds } = selection ?? {};
  const { minSizeBytes, maxSizeBytes, minAgeSeconds, maxAgeSeconds } = bounds as Partial<Selection>;
  const words = [
    rules.map(({ kind, pattern }) => [kind, pattern]),
    minSizeBytes,
    maxSizeBytes,
    minAgeSeconds,
    maxAgeSeconds,
  ];
  return JSON.stringify(words);
}
