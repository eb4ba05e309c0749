/** Keys of the history: its tabs, and the way from a row to its transfer. */
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import { TransferId } from '../../../src/runtime/identifier.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { historyTabs, openDetail } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import { selectedTransfer } from '../selected-transfer.ts';

const base = { group: 'Look', where: ['history'], danger: 0, action: 'look' } as const;

function turn({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => {
    const index = historyTabs.indexOf(ui.history.tab) + step + historyTabs.length;
    return { ...ui, history: { ...ui.history, tab: historyTabs[index % historyTabs.length] ?? 'transfers' } };
  });
}

/** Of an audit record, the transfer that it is about. */
function transferUnderCursor(state: ConsoleState): TransferId | undefined {
  if (state.ui.history.tab !== 'audit') return selectedTransfer(state)?.id;
  return TransferId.safeParse((cursorRow(state) as AuditEntry | undefined)?.object).data;
}

export const historyCommands: readonly Command[] = [
  {
    ...base,
    id: 'history.open',
    title: 'open the transfer',
    keys: ['enter'],
    hint: 'open',
    blocked: (state) =>
      transferUnderCursor(state) === undefined ? 'there is no transfer under the cursor' : undefined,
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const id = transferUnderCursor(state);
        return id === undefined ? ui : openDetail(ui, id);
      }),
  },
  {
    ...base,
    id: 'history.next-tab',
    title: 'next tab: transfers, audit, failures',
    keys: [']'],
    hint: 'tab',
    run: (console) => turn(console, 1),
  },
  { ...base, id: 'history.previous-tab', title: 'tab before', keys: ['['], run: (console) => turn(console, -1) },
];
