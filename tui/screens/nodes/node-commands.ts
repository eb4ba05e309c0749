/** Keys of the list of nodes. */
import type { NodeRecord } from '../../../src/model/node-record.ts';
import type { Command } from '../../keys/command.ts';
import { listStart } from '../../store/list-state.ts';
import { openView } from '../../store/ui-state.ts';
import { entryPlace } from '../browse/browse-start.ts';
import { changePane, cursorRow } from '../focused-list.ts';

export const nodeCommands: readonly Command[] = [
  {
    id: 'node.browse',
    title: 'browse the node',
    group: 'Look',
    keys: ['enter'],
    where: ['nodes'],
    hint: 'browse',
    danger: 0,
    action: 'look',
    blocked: (state) => (cursorRow(state) === undefined ? 'no node is selected' : undefined),
    run: ({ store }) =>
      store.changeUi((ui, state) => {
        const node = cursorRow(state) as NodeRecord | undefined;
        if (node === undefined) return ui;
        const place = entryPlace(node);
        return changePane(openView(ui, 'browse'), ui.browse.active, { place, list: listStart, filter: '' });
      }),
  },
];
