/** The transfers that a list shows, in its order. */

import type { Transfer } from '../../../src/model/transfer.ts';
import { isEnded } from '../../../src/model/transfer-state.ts';
import type { TransferFilter } from '../../../src/protocol/console-link.ts';
import { isRunning } from '../../format/transfer-words.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import type { HubData, TransferRows } from '../../store/hub-data.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';
import { type Sort, type SortKey, type SortOptions, sortLiveRows } from '../../store/sorting.ts';
import { transferSorts } from './transfer-sorts.ts';

const idOf = ({ id }: Transfer): string => id;

function matches(transfer: Transfer, filter: string): boolean {
  const { id, name, source, destination, state, createdBy, startedBy } = transfer;
  return matchesFilter(
    [
      id,
      name,
      source.node,
      source.path,
      destination.node,
      destination.path,
      state.kind,
      createdBy,
      ...(startedBy === undefined ? [] : [starterWord('template', startedBy.template)]),
      ...(startedBy?.trigger === undefined ? [] : [starterWord('trigger', startedBy.trigger)]),
    ].join(' '),
    filter,
  );
}

/** Quoted, so that it finds no other whose name begins alike. */
export function starterWord(kind: 'template' | 'trigger', name: string): string {
  return `"${kind}:${name}"`;
}

/** Running ones first, then those that wait, then those that ended last: an ended transfer stays in sight. */
export function overviewTransfers({ data, ui, now }: ConsoleState): Rows<Transfer> {
  return overviewRows(data, ui.overview.transfers.filter, ui.sorts.overview, now);
}

const overviewRows = remembered(
  (data: HubData, filter: string, sort: Sort | undefined, now: number): Rows<Transfer> => {
    const active = data.active.filter(({ state }) => !isEnded(state));
    const known = new Set<string>(active.map(idOf));
    const ordered = [
      ...active.filter(isRunning),
      ...active.filter((transfer) => !isRunning(transfer)),
      ...data.ended.filter(({ id }) => !known.has(id)),
    ];
    const shown = filter === '' ? ordered : ordered.filter((transfer) => matches(transfer, filter));
    return arrayRows(sortLiveRows(shown, { sort, keys: transferSorts, idOf, now }), idOf);
  },
);

/** Every transfer the hub keeps, newest first; of a long list only the window around the cursor is known. */
export function listedTransfers(state: ConsoleState): Rows<Transfer> {
  return windowRows(state, { ...state.ui.transfers, sort: state.ui.sorts.transfers, keys: transferSorts });
}

export interface ShownTransfers extends SortOptions<Transfer> {
  readonly show: TransferFilter;
  readonly filter: string;
}

export function windowRows({ data, now }: ConsoleState, shownOnes: ShownTransfers): Rows<Transfer> {
  const { show, filter, sort, keys } = shownOnes;
  const window = data.transfers?.filter === show ? data.transfers : undefined;
  if (window === undefined) return arrayRows([], idOf);
  if (filter !== '' || sort !== undefined) return chosenRows(window, filter, sort, keys, now);
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

const chosenRows = remembered(
  (
    { transfers }: TransferRows,
    filter: string,
    sort: Sort | undefined,
    keys: readonly SortKey<Transfer>[],
    now: number,
  ): Rows<Transfer> => {
    const shown = transfers.filter((transfer) => matches(transfer, filter));
    return arrayRows(sortLiveRows(shown, { sort, keys, idOf, now }), idOf);
  },
);
