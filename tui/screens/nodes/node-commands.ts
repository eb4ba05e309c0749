/** Keys of the list of nodes. */
import type { Command } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { openNode, openView } from '../../store/ui-state.ts';
import { entryPlace } from '../browse/browse-start.ts';
import { changePane } from '../focused-list.ts';
import { selectedNode } from '../selected-node.ts';

function noNode(state: ConsoleState): string | undefined {
  return selectedNode(state) === undefined ? 'no node is selected' : undefined;
}

const base = { group: 'Look', danger: 0, action: 'look', blocked: noNode } as const;

export const nodeCommands: readonly Command[] = [
  {
    ...base,
    id: 'node.open',
    title: 'open the node',
    keys: ['enter'],
    where: ['nodes'],
    hint: 'open',
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const node = selectedNode(state);
        return node === undefined ? ui : openNode(ui, node.name);
      }),
  },
  {
    ...base,
    id: 'node.browse',
    title: 'browse the node',
    keys: ['o'],
    where: ['nodes', 'node'],
    hint: 'browse',
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const node = selectedNode(state);
        if (node === undefined) return ui;
        const place = entryPlace(node);
        return changePane(openView(ui, 'browse'), ui.browse.active, { place, list: listStart, filter: '' });
      }),
  },
];
