/** The node that is shown, or the one under the cursor of a screen that lists nodes. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { cursorRow } from './focused-list.ts';

export function selectedNode(state: ConsoleState): NodeRecord | undefined {
  const { ui, data } = state;
  if (ui.view === 'node') return data.nodes.find(({ name }) => name === ui.node.name);
  const isNodeList = ui.view === 'nodes' || (ui.view === 'overview' && ui.overview.focus === 'nodes');
  return isNodeList ? (cursorRow(state) as NodeRecord | undefined) : undefined;
}
