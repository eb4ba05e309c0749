/** The transfers that the keys of this moment act on: those that are marked, or the one shown in detail or under the cursor. */
import type { Transfer } from '../../src/model/transfer.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { cursorRow } from './focused-list.ts';

/** Marks count where they are seen. As they were last told of. */
export function selectedTransfers(state: ConsoleState): readonly Transfer[] {
  const { marked, view, history } = state.ui;
  const hasMarks = view === 'transfers' || (view === 'history' && history.tab !== 'audit');
  if (hasMarks && marked.size > 0) return [...marked.values()].map((transfer) => latest(transfer, state));
  const one = selectedTransfer(state);
  return one === undefined ? [] : [one];
}

function latest(transfer: Transfer, { data }: ConsoleState): Transfer {
  const isIt = ({ id }: Transfer): boolean => id === transfer.id;
  return data.transfers?.transfers.find(isIt) ?? data.active.find(isIt) ?? transfer;
}

export function selectedTransfer(state: ConsoleState): Transfer | undefined {
  const { ui, data } = state;
  if (ui.view === 'transfer') return data.detail?.transfer.id === ui.transfer.id ? data.detail?.transfer : undefined;
  const isTransferList =
    ui.view === 'transfers' ||
    (ui.view === 'overview' && ui.overview.focus === 'transfers') ||
    (ui.view === 'history' && ui.history.tab !== 'audit');
  return isTransferList ? (cursorRow(state) as Transfer | undefined) : undefined;
}
