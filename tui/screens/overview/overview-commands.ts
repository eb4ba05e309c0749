/** Keys of the overview. */
import type { Command, Console } from '../../keys/command.ts';
import { openNode } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import { selectedNode } from '../selected-node.ts';
import { openTransfer } from '../transfers/transfer-commands.ts';

function swapPane({ store }: Console): void {
  store.changeUi((ui) => ({
    ...ui,
    overview: { ...ui.overview, focus: ui.overview.focus === 'nodes' ? 'transfers' : 'nodes' },
  }));
}

function open(console: Console): void {
  const { store } = console;
  if (store.state.ui.overview.focus === 'transfers') {
    openTransfer(console);
    return;
  }
  store.changeUi((ui, state) => {
    const node = selectedNode(state);
    return node === undefined ? ui : openNode(ui, node.name);
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
