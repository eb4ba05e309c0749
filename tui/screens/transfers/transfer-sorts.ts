/** What transfers can be sorted by. */
import type { Transfer } from '../../../src/model/transfer.ts';
import { bytesPerSecond, doneShare } from '../../format/transfer-words.ts';
import type { SortKey } from '../../store/sorting.ts';

export const transferSorts: readonly SortKey<Transfer>[] = [
  { title: 'ID', by: ({ id }) => id },
  { title: 'NAME', by: ({ name }) => name },
  { title: 'FROM TO', by: ({ source, destination }) => `${source.node} ${destination.node}` },
  { title: 'PROGRESS', by: doneShare },
  { title: 'RATE', by: bytesPerSecond },
  { title: 'STATE', by: ({ state }) => state.kind },
];

export const endedSorts: readonly SortKey<Transfer>[] = [
  { title: 'ENDED', by: ({ endedAt = 0 }) => endedAt },
  { title: 'ID', by: ({ id }) => id },
  { title: 'NAME', by: ({ name }) => name },
  { title: 'STATE', by: ({ state }) => state.kind },
  { title: 'COPIED', by: ({ totals }) => totals?.copied.bytes ?? 0 },
  { title: 'TOOK', by: ({ totals }) => totals?.durationMs ?? 0 },
];
