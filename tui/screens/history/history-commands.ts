/** Keys of the history: its tabs, and the way from a row to its transfer. */
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import { TransferId } from '../../../src/runtime/identifier.ts';
import { toast } from '../../actions/toast.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { hubNow } from '../../store/hub-time.ts';
import { listStart } from '../../store/list-state.ts';
import { historyTabs, openDetail } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import { selectedTransfer } from '../selected-transfer.ts';
import { nextSince } from './since.ts';

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

/** The next range, as a word of the filter: it is seen there, and written over there. */
function turnSince(console: Console): void {
  const { store } = console;
  const { tab } = store.state.ui.history;
  const { text, title } = nextSince(store.state.ui.history[tab].filter, hubNow(store.state));
  store.changeUi((ui) => ({
    ...ui,
    history: { ...ui.history, [tab]: { ...ui.history[tab], filter: text, list: listStart } },
  }));
  toast(console, { text: title, role: 'good' });
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
    id: 'history.since',
    title: 'since when: today, 24 hours, 7 days, all',
    keys: ['T'],
    hint: 'since',
    run: (console) => turnSince(console),
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
