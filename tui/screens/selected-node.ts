/** The node under the cursor, on a screen that lists nodes. */
import type { NodeRecord } from '../../src/model/node-record.ts';
import type { ConsoleState } from '../store/console-store.ts';
import { cursorRow } from './focused-list.ts';

export function selectedNode(state: ConsoleState): NodeRecord | undefined {
  const { ui } = state;
  const isNodeList = ui.view === 'nodes' || (ui.view === 'overview' && ui.overview.focus === 'nodes');
  return isNodeList ? (cursorRow(state) as NodeRecord | undefined) : undefined;
}
