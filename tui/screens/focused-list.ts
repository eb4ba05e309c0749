/** The list that moving keys move and that `/` filters, on whatever screen: its rows, its height, and how it is written back. */

import { gutterWidth } from '../components/table-row.ts';
import type { ConsoleState } from '../store/console-store.ts';
import type { ListKind } from '../store/list-kind.ts';
import { type ListState, listView, type Rows } from '../store/list-state.ts';
import type { BrowsePane, FilteredList, UiState } from '../store/ui-state.ts';
import { adminLists } from './admin/admin-lists.ts';
import { adminRows } from './admin/admin-rows.ts';
import { alertKind } from './alerts/alert-list.ts';
import { alertRows } from './alerts/alert-rows.ts';
import { automationLayout } from './automation/automation-layout.ts';
import { automationLists } from './automation/automation-lists.ts';
import { automationRows } from './automation/automation-rows.ts';
import { browseLayout } from './browse/browse-layout.ts';
import { folderLists, hostList } from './browse/folder-lists.ts';
import { paneRows } from './browse/folder-rows.ts';
import { type Area, frameLayout } from './frame/frame-layout.ts';
import { historyLayout } from './history/history-layout.ts';
import { historyLists, historyRows } from './history/history-rows.ts';
import { listLayout } from './list-layout.ts';
import { logOfNode, logOfTransfer } from './logs/log-lists.ts';
import { writeLogs } from './logs/log-moves.ts';
import { type LogRow, logList, logRows } from './logs/log-rows.ts';
import { logsLayout } from './logs/logs-layout.ts';
import { nodeLayout } from './node/node-layout.ts';
import { nodeTabLists } from './node/node-tab-lists.ts';
import { nodeTabRows } from './node/node-tab-rows.ts';
import { nodeList, overviewNodeList } from './nodes/node-columns.ts';
import { nodeRows } from './nodes/node-rows.ts';
import { overviewLayout } from './overview/overview-layout.ts';
import { detailLists, detailRows } from './transfer/detail-rows.ts';
import { transferLayout } from './transfer/transfer-layout.ts';
import { overviewTransferList, transferList } from './transfers/transfer-lists.ts';
import { listedTransfers, overviewTransfers } from './transfers/transfer-rows.ts';

export interface FocusedList {
  readonly kind: ListKind<never>;
  readonly rows: Rows<unknown>;
  /** Lines of rows in sight. */
  readonly height: number;
  /** Cells of a row, but for its mark. */
  readonly width: number;
  readonly list: ListState;
  /** Undefined where the list cannot be filtered. */
  readonly filter: string | undefined;
  readonly write: (ui: UiState, change: Partial<FilteredList>) => UiState;
}

/** What borders and column titles leave to the rows. */
function inside({ width, height }: Area): Pick<FocusedList, 'width' | 'height'> {
  return { width: width - 2 - gutterWidth(false) - 1, height: height - 3 };
}

export function focusedList(state: ConsoleState): FocusedList | undefined {
  const { ui, size } = state;
  const { body } = frameLayout(size);
  switch (ui.view) {
    case 'overview': {
      const { focus } = ui.overview;
      const { list, filter } = ui.overview[focus];
      return {
        kind: focus === 'nodes' ? overviewNodeList : overviewTransferList,
        rows: focus === 'nodes' ? nodeRows(state, { kind: overviewNodeList, filter }) : overviewTransfers(state),
        ...inside(overviewLayout(body, ui)[focus]),
        list,
        filter,
        write: (from, change) => ({
          ...from,
          overview: { ...from.overview, [focus]: { ...from.overview[focus], ...change } },
        }),
      };
    }
    case 'transfers':
      return {
        kind: transferList,
        rows: listedTransfers(state),
        ...inside(listLayout(body).list),
        ...ui.transfers,
        write: (from, change) => ({ ...from, transfers: { ...from.transfers, ...change } }),
      };
    case 'nodes':
      return {
        kind: nodeList,
        rows: nodeRows(state, { kind: nodeList, filter: ui.nodes.filter }),
        ...inside(listLayout(body).list),
        ...ui.nodes,
        write: (from, change) => ({ ...from, nodes: { ...from.nodes, ...change } }),
      };
    case 'history': {
      const { tab } = ui.history;
      return {
        kind: historyLists[tab],
        rows: historyRows(state),
        ...inside(historyLayout(body, tab).list),
        ...ui.history[tab],
        write: (from, change) => ({
          ...from,
          history: { ...from.history, [tab]: { ...from.history[tab], ...change } },
        }),
      };
    }
    case 'logs':
      return logOf(state, logOfNode, logsLayout(body).list);
    case 'alerts':
      return {
        kind: alertKind(state),
        rows: alertRows(state),
        ...inside(body),
        ...ui.alerts,
        write: (from, change) => ({ ...from, alerts: { ...from.alerts, ...change } }),
      };
    case 'admin':
      return {
        kind: adminLists[ui.admin.tab],
        rows: adminRows(state),
        ...inside(body),
        list: ui.admin.list,
        filter: ui.admin.filter,
        write: (from, change) => ({ ...from, admin: { ...from.admin, ...change } }),
      };
    case 'automation':
      return {
        kind: automationLists[ui.automation.tab],
        rows: automationRows(state),
        ...inside(automationLayout(body).list),
        list: ui.automation.list,
        filter: ui.automation.filter,
        write: (from, change) => ({ ...from, automation: { ...from.automation, ...change } }),
      };
    case 'node': {
      const { tab, list, filter } = ui.node;
      const area = nodeLayout(body).list;
      if (tab === 'log') return logOf(state, logOfNode, area);
      return {
        kind: nodeTabLists[tab],
        rows: nodeTabRows(state),
        ...inside(area),
        list,
        filter,
        write: (from, change) => ({ ...from, node: { ...from.node, ...change } }),
      };
    }
    case 'transfer': {
      const { tab } = ui.transfer;
      const area = transferLayout(body, tab).list;
      if (tab === 'log') return logOf(state, logOfTransfer, area);
      return {
        kind: detailLists[tab],
        rows: detailRows(state),
        ...inside(area),
        list: ui.transfer.list,
        filter: undefined,
        write: (from, { list = from.transfer.list }) => ({ ...from, transfer: { ...from.transfer, list } }),
      };
    }
    case 'browse': {
      const { active, panes } = ui.browse;
      return {
        kind: panes[active].place === undefined ? hostList : folderLists[active],
        rows: paneRows(state, active),
        ...inside(browseLayout(body, ui).pane[active]),
        list: panes[active].list,
        filter: panes[active].filter,
        write: (from, change) => changePane(from, active, change),
      };
    }
    case 'new-transfer':
    case 'run-template':
    case 'help':
      return undefined;
    default:
      return ui.view satisfies never;
  }
}

function logOf(state: ConsoleState, kind: ListKind<LogRow>, area: Area): FocusedList {
  const rows = logRows(state);
  return {
    kind,
    rows,
    ...inside(area),
    list: logList(state, rows),
    filter: state.ui.logs.search,
    write: (from, change) => writeLogs(state, from, change),
  };
}

export function changePane(ui: UiState, index: 0 | 1, change: Partial<BrowsePane>): UiState {
  const changed = { ...ui.browse.panes[index], ...change };
  const panes = index === 0 ? ([changed, ui.browse.panes[1]] as const) : ([ui.browse.panes[0], changed] as const);
  return { ...ui, browse: { ...ui.browse, panes } };
}

/** The row under the cursor of the focused list. */
export function cursorRow(state: ConsoleState): unknown {
  const focused = focusedList(state);
  return focused?.rows.at(listView(focused.list, focused.rows, focused.height).index);
}
