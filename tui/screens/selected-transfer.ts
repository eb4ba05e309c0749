/** The transfer that the keys of this moment act on: the one shown in detail, or the one under the cursor. */
import type { Transfer } from '../../src/model/transfer.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { cursorRow } from './focused-list.ts';

export function selectedTransfer(state: ConsoleState): Transfer | undefined {
  const { ui, data } = state;
  if (ui.view === 'transfer') return data.detail?.transfer.id === ui.transfer.id ? data.detail?.transfer : undefined;
  const isTransferList =
    ui.view === 'transfers' ||
    (ui.view === 'overview' && ui.overview.focus === 'transfers') ||
    (ui.view === 'history' && ui.history.tab !== 'audit');
  return isTransferList ? (cursorRow(state) as Transfer | undefined) : undefined;
}
