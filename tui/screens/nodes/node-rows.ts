/** The nodes in their order: those in trouble are where they always are, since a list that jumps cannot be read. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { ListKind } from '../../store/list-kind.ts';
import type { Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';

export function nodeRows(
  state: ConsoleState,
  { kind, filter }: { readonly kind: ListKind<NodeRecord>; readonly filter: string },
): Rows<NodeRecord> {
  return chosenRows(nodesByName(state.data.nodes), { kind, filter, state });
}

export const nodesByName = remembered((nodes: readonly NodeRecord[]) =>
  nodes.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
);
