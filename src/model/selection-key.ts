/** What a backlog remembers of a selection. Apart from the schema, because the threads that move files load no schemas. */
import type { Selection } from './selection.ts';

/** The same words for the same selection; undefined, and one without rules and bounds, are everything. */
export function selectionKey(selection: Selection | undefined): string {
  const { rules = [], ...bounds } = selection ?? {};
  const { minSizeBytes, maxSizeBytes, minAgeSeconds, maxAgeSeconds, settleSeconds } = bounds as Partial<Selection>;
  const words = [
    rules.map(({ kind, pattern }) => [kind, pattern]),
    minSizeBytes,
    maxSizeBytes,
    minAgeSeconds,
    maxAgeSeconds,
    // Left out where there is none: backlogs of earlier versions know the words before it alone.
    ...(settleSeconds === undefined ? [] : [settleSeconds]),
  ];
  return JSON.stringify(words);
}
