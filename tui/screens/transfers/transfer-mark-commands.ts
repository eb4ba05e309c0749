/** Marking transfers: what is done with marks on is done to all that have one. */
import type { Transfer } from '../../../src/model/transfer.ts';
import { toast } from '../../actions/toast.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { moveCursor } from '../../store/list-state.ts';
import { focusedList } from '../focused-list.ts';
import { selectedTransfer } from '../selected-transfer.ts';
import { isOfTransfers, noTransfer } from './change-commands.ts';

const base = { group: 'Mark', where: ['transfers', 'history'], danger: 0, action: 'look' } as const;

function blocked(state: ConsoleState): string | undefined {
  return selectedTransfer(state) === undefined ? noTransfer : undefined;
}

function noMarks({ ui }: ConsoleState): string | undefined {
  return ui.marked.size === 0 ? 'nothing is marked' : undefined;
}

/** The next one is under the cursor then. */
function mark({ store }: Console): void {
  store.changeUi((ui, state) => {
    const transfer = selectedTransfer(state);
    const focused = focusedList(state);
    if (transfer === undefined || focused === undefined) return ui;
    const marked = new Map(ui.marked);
    if (!marked.delete(transfer.id)) marked.set(transfer.id, transfer);
    const { rows, height, list } = focused;
    return focused.write({ ...ui, marked }, { list: moveCursor(list, { rows, height, move: 'down' }) });
  });
}

function loaded(state: ConsoleState): readonly Transfer[] {
  const rows = focusedList(state)?.rows;
  if (rows === undefined) return [];
  return Array.from({ length: rows.count }, (_, index) => rows.at(index) as Transfer | undefined).filter(
    (transfer) => transfer !== undefined,
  );
}

/** Of a long list a part is known here: nobody is to think that the rest is marked, too. */
function markAll(console: Console): void {
  const { store } = console;
  const all = loaded(store.state);
  const count = focusedList(store.state)?.rows.count ?? 0;
  store.changeUi((ui) => ({ ...ui, marked: new Map([...ui.marked, ...all.map((one) => [one.id, one] as const)]) }));
  const rest = count > all.length ? `, of ${count}: a filter leads to the others` : '';
  toast(console, { text: `${all.length} marked${rest}`, role: rest === '' ? 'good' : 'warn' });
}

export const transferMarkCommands: readonly Command[] = [
  {
    ...base,
    id: 'transfers.mark',
    title: 'mark',
    keys: ['space'],
    hint: 'mark',
    isHinted: isOfTransfers,
    blocked,
    run: mark,
  },
  { ...base, id: 'transfers.mark-all', title: 'mark all that are shown', keys: ['a'], blocked, run: markAll },
  {
    ...base,
    id: 'transfers.mark-none',
    title: 'mark none',
    keys: ['u'],
    blocked: noMarks,
    run: ({ store }) => store.changeUi((ui) => ({ ...ui, marked: new Map() })),
  },
];
