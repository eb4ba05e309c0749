/** The transfers that a list shows, in its order. */
import type { Transfer } from '../../../src/model/transfer.ts';
import { isEnded } from '../../../src/model/transfer-state.ts';
import type { TransferFilter } from '../../../src/protocol/console-link.ts';
import { isRunning } from '../../format/transfer-words.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';
import { overviewTransferList, transferList } from './transfer-lists.ts';

/** Running ones first, then those that wait, then those that ended last: an ended transfer stays in sight. */
export function overviewTransfers(state: ConsoleState): Rows<Transfer> {
  const { data, ui } = state;
  const all = overviewOrder(data.active, data.ended);
  return chosenRows(all, { kind: overviewTransferList, filter: ui.overview.transfers.filter, state });
}

const overviewOrder = remembered((listed: readonly Transfer[], ended: readonly Transfer[]) => {
  const active = listed.filter(({ state }) => !isEnded(state));
  const known = new Set<string>(active.map(({ id }) => id));
  return [
    ...active.filter(isRunning),
    ...active.filter((transfer) => !isRunning(transfer)),
    ...ended.filter(({ id }) => !known.has(id)),
  ];
});

/** Every transfer the hub keeps, newest first; of a long list only the window around the cursor is known. */
export function listedTransfers(state: ConsoleState): Rows<Transfer> {
  return windowRows(state, { ...state.ui.transfers, kind: transferList });
}

export interface ShownTransfers {
  readonly kind: ListKind<Transfer>;
  readonly show: TransferFilter;
  readonly filter: string;
}

export function windowRows(state: ConsoleState, { kind, show, filter }: ShownTransfers): Rows<Transfer> {
  const { data, ui } = state;
  const { idOf } = kind;
  const window = data.transfers?.filter === show ? data.transfers : undefined;
  if (window === undefined) return arrayRows([], idOf);
  if (filter !== '' || ui.sorts[kind.name] !== undefined) return chosenRows(window.transfers, { kind, filter, state });
  return {
    count: window.total,
    at: (index) => window.transfers[index - window.offset],
    idOf,
    indexOf: (id) => {
      const found = window.transfers.findIndex((transfer) => transfer.id === id);
      return found === -1 ? -1 : found + window.offset;
    },
  };
}
