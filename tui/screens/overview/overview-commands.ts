/** Keys of the overview. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { Command, Console } from '../../keys/command.ts';
import { listStart } from '../../store/list-state.ts';
import { openView } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import { openTransfer } from '../transfers/transfer-commands.ts';

function swapPane({ store }: Console): void {
  store.changeUi((ui) => ({
    ...ui,
    overview: { ...ui.overview, focus: ui.overview.focus === 'nodes' ? 'transfers' : 'nodes' },
  }));
}

/** A node opens in the list of nodes, with the cursor on it. */
function open(console: Console): void {
  const { store } = console;
  if (store.state.ui.overview.focus === 'transfers') {
    openTransfer(console);
    return;
  }
  store.changeUi((ui, state) => {
    const node = cursorRow(state) as NodeRecord | undefined;
    const opened = openView(ui, 'nodes');
    return node === undefined ? ui : { ...opened, nodes: { filter: '', list: { ...listStart, id: node.name } } };
  });
}

export const overviewCommands: readonly Command[] = [
  {
    id: 'overview.open',
    title: 'open what is under the cursor',
    group: 'Look',
    keys: ['enter'],
    where: ['overview'],
    hint: 'open',
    danger: 0,
    action: 'look',
    blocked: (state) => (cursorRow(state) === undefined ? 'there is nothing under the cursor' : undefined),
    run: open,
  },
  {
    id: 'overview.pane',
    title: 'other pane',
    group: 'Move',
    keys: ['tab', 'shift-tab'],
    where: ['overview'],
    hint: 'pane',
    danger: 0,
    action: 'look',
    run: swapPane,
  },
];
