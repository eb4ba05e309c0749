/** The nodes in their order: those in trouble are where they always are, since a list that jumps cannot be read. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';
import { type Sort, sortLiveRows } from '../../store/sorting.ts';
import { nodeSorts } from './node-sorts.ts';

const nameOf = ({ name }: NodeRecord): string => name;

export function nodeRows({ data, ui, now }: ConsoleState, filter: string): Rows<NodeRecord> {
  return rowsOf(data.nodes, filter, ui.sorts.nodes, now);
}

const rowsOf = remembered(
  (nodes: readonly NodeRecord[], filter: string, sort: Sort | undefined, now: number): Rows<NodeRecord> => {
    const shown = nodes
      .filter((node) => matchesFilter([node.name, node.presence, node.version ?? ''].join(' '), filter))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
    return arrayRows(sortLiveRows(shown, { sort, keys: nodeSorts, idOf: nameOf, now }), nameOf);
  },
);
