/** What nodes can be sorted by. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { SortKey } from '../../store/sorting.ts';

export const nodeSorts: readonly SortKey<NodeRecord>[] = [
  { title: 'NODE', by: ({ name }) => name },
  { title: 'STATE', by: ({ presence }) => presence },
  { title: 'CPU', by: ({ health }) => health?.cpu ?? -1 },
  { title: 'BACKLOG', by: ({ pendingFiles }) => pendingFiles },
  { title: 'OUT', by: ({ rateOut }) => rateOut },
  { title: 'IN', by: ({ rateIn }) => rateIn },
];
