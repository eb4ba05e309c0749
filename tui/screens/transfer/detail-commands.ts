/** Keys of a transfer's detail: its tabs, and what is done about single files. Pausing and cancelling are those of every transfer. */
import { pathBytes } from '../../../src/model/path-text.ts';
import type { TransferRequest } from '../../../src/model/transfer.ts';
import { isEnded } from '../../../src/model/transfer-state.ts';
import { matchText } from '../../../src/runtime/names.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { openDetail, type UiState } from '../../store/ui-state.ts';
import { patternOf } from '../browse/send-requests.ts';
import { cursorRow } from '../focused-list.ts';
import { ofTransfer } from '../logs/logs-state.ts';
import { selectedTransfer } from '../selected-transfer.ts';
import type { ChainRow } from './chain-rows.ts';
import { type DetailTab, detailTabs } from './detail-tabs.ts';
import type { FileRow } from './file-rows.ts';

const base = { group: 'Look', where: ['transfer'], danger: 0, action: 'look' } as const;
const fileTabs: readonly DetailTab[] = ['files', 'failed', 'noted'];

function showTab(ui: UiState, state: ConsoleState, tab: DetailTab): UiState {
  const turned = { ...ui, transfer: { ...ui.transfer, tab, list: listStart } };
  const transfer = selectedTransfer(state);
  // The log is read anew: another view may have led somewhere else in it.
  return tab === 'log' && transfer !== undefined ? { ...turned, logs: ofTransfer(ui.logs, transfer) } : turned;
}

function turn({ store }: Console, tabs: readonly DetailTab[], step: 1 | -1): void {
  store.changeUi((ui, state) => showTab(ui, state, beside(ui, tabs, step)));
}

function beside({ transfer: { tab } }: UiState, tabs: readonly DetailTab[], step: 1 | -1): DetailTab {
  const index = tabs.indexOf(tab) + step + tabs.length;
  return tabs[index % tabs.length] ?? 'files';
}

/** Whose log it is in is known with the transfer. */
function notLoaded(step: 1 | -1) {
  return (state: ConsoleState): string | undefined =>
    beside(state.ui, detailTabs, step) === 'log' && selectedTransfer(state) === undefined
      ? 'the transfer is not loaded yet'
      : undefined;
}

function chained(state: ConsoleState): ChainRow['id'] {
  return state.ui.transfer.tab === 'chain' ? (cursorRow(state) as ChainRow | undefined)?.id : undefined;
}

/** The file under the cursor alone, on the same way; undefined where there is no failed one. */
function requestOfFile(state: ConsoleState): TransferRequest | undefined {
  const transfer = selectedTransfer(state);
  const row = state.ui.transfer.tab === 'failed' ? (cursorRow(state) as FileRow | undefined) : undefined;
  if (transfer === undefined || row === undefined) return undefined;
  const { source, destination, options, owner, name } = transfer;
  const pattern = patternOf(matchText(pathBytes(row.file.path)));
  const selection = { rules: [{ kind: 'include' as const, pattern }] };
  return {
    name: `${name}, one file`.slice(-200),
    source,
    destination,
    options: { ...options, deleteExtras: false, selection },
    ...(owner !== undefined && { via: owner }),
  };
}

function notOneFile(state: ConsoleState): string | undefined {
  const transfer = selectedTransfer(state);
  if (requestOfFile(state) === undefined) return 'no failed file is selected';
  return transfer !== undefined && isEnded(transfer.state) ? undefined : 'it has not ended: r retries all once it has';
}

export const detailCommands: readonly Command[] = [
  {
    ...base,
    id: 'detail.next-tab',
    title: 'next tab: files, failed, noted, timeline, log, options, audit, chain',
    keys: [']'],
    hint: 'tab',
    blocked: notLoaded(1),
    run: (console) => turn(console, detailTabs, 1),
  },
  {
    ...base,
    id: 'detail.previous-tab',
    title: 'tab before',
    keys: ['['],
    blocked: notLoaded(-1),
    run: (console) => turn(console, detailTabs, -1),
  },
  {
    ...base,
    id: 'files.failed',
    title: 'failed files, what was noted, or all',
    keys: ['f'],
    hint: 'failed, noted',
    run: (console) => turn(console, fileTabs, 1),
  },
  {
    ...base,
    id: 'files.again',
    title: 'failed file under the cursor again, by a transfer of its own (asks)',
    group: 'Do',
    keys: ['t'],
    danger: 0,
    action: 'transfer',
    blocked: notOneFile,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const request = requestOfFile(state);
        return request === undefined
          ? ui
          : { ...ui, dialog: { kind: 'send', requests: [request], bytes: undefined, vias: [] } };
      }),
  },
  {
    ...base,
    id: 'chain.open',
    title: 'open the transfer of the chain',
    keys: ['enter'],
    blocked: (state) => (chained(state) === undefined ? 'there is no other transfer under the cursor' : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const id = chained(state);
        return id === undefined ? ui : openDetail(ui, id);
      }),
  },
];
