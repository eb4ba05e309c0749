/** Keys of the list of nodes. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import { rootsPath } from '../../../src/model/folder-listing.ts';
import type { Command } from '../../keys/command.ts';
import { changePane, cursorRow } from '../../store/focused-list.ts';
import { listStart } from '../../store/list-state.ts';
import { openView } from '../../store/ui-state.ts';

export const nodeCommands: readonly Command[] = [
  {
    id: 'node.browse', title: 'browse the node', group: 'Look', keys: ['enter'], where: ['nodes'], hint: 'browse', danger: 0, action: 'look',
    blocked: (state) => (cursorRow(state) === undefined ? 'no node is selected' : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const node = cursorRow(state) as NodeRecord | undefined;
        if (node === undefined) return ui;
        const place = { node: node.name, path: rootsPath };
        return changePane(openView(ui, 'browse'), ui.browse.active, { place, list: listStart, filter: '' });
      }),
  },
];
