/** Keys of a node's own screen: its tabs, and the way from a row to what it stands for. */
import type { NodeLink } from '../../../src/model/node-detail.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import type { Command, Console } from '../../keys/command.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { listStart } from '../../store/list-state.ts';
import { openDetail, openNode, type UiState } from '../../store/ui-state.ts';
import { cursorRow } from '../focused-list.ts';
import { readAnew } from '../logs/logs-state.ts';
import { nodeTabs } from './node-tabs.ts';

const base = { group: 'Look', where: ['node'], danger: 0, action: 'look' } as const;

function turn({ store }: Console, step: 1 | -1): void {
  store.changeUi((ui) => {
    const index = nodeTabs.indexOf(ui.node.tab) + step + nodeTabs.length;
    const tab = nodeTabs[index % nodeTabs.length] ?? 'health';
    const turned = { ...ui, node: { ...ui.node, tab, list: listStart, filter: '' } };
    const { name: node } = ui.node;
    // The log is read anew: another view may have led somewhere else in it.
    return tab === 'log' && node !== undefined
      ? { ...turned, logs: readAnew(ui.logs, { node, only: undefined, level: undefined, search: '' }) }
      : turned;
  });
}

/** Where the row under the cursor leads. */
function there(state: ConsoleState): ((ui: UiState) => UiState) | undefined {
  const row = cursorRow(state);
  if (row === undefined) return undefined;
  switch (state.ui.node.tab) {
    case 'backlog':
      return (ui) => openDetail(ui, (row as Transfer).id);
    case 'links': {
      const { peer } = row as NodeLink;
      const isOther = peer !== state.ui.node.name && state.data.nodes.some(({ name }) => name === peer);
      return isOther ? (ui) => openNode(ui, peer) : undefined;
    }
    default:
      return undefined;
  }
}

export const nodeScreenCommands: readonly Command[] = [
  {
    ...base,
    id: 'node.follow',
    title: 'open the transfer of the backlog, or the node at the other end of the link',
    keys: ['enter'],
    hint: 'open',
    blocked: (state) => (there(state) === undefined ? 'this row leads nowhere' : undefined),
    run: ({ store }) => store.changeUi((ui, state) => there(state)?.(ui) ?? ui),
  },
  {
    ...base,
    id: 'node.next-tab',
    title: 'next tab: health, links, disks, backlog, config, log',
    keys: [']'],
    hint: 'tab',
    run: (console) => turn(console, 1),
  },
  { ...base, id: 'node.previous-tab', title: 'tab before', keys: ['['], run: (console) => turn(console, -1) },
];
