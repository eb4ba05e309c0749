/** The list that moving keys move and that `/` filters, on whatever screen: its rows, its height, and how it is written back. */

import type { ConsoleState } from '../store/console-store.ts';
import { type ListState, listView, type Rows } from '../store/list-state.ts';
import type { BrowsePane, FilteredList, UiState } from '../store/ui-state.ts';
import { adminRows } from './admin/admin-rows.ts';
import { alertRows } from './alerts/alert-rows.ts';
import { automationLayout } from './automation/automation-layout.ts';
import { automationRows } from './automation/automation-rows.ts';
import { browseLayout } from './browse/browse-layout.ts';
import { paneRows } from './browse/folder-rows.ts';
import { frameLayout } from './frame/frame-layout.ts';
import { historyLayout } from './history/history-layout.ts';
import { historyRows } from './history/history-rows.ts';
import { listLayout } from './list-layout.ts';
import { writeLogs } from './logs/log-moves.ts';
import { logList, logRows } from './logs/log-rows.ts';
import { logsLayout } from './logs/logs-layout.ts';
import { nodeRows } from './nodes/node-rows.ts';
import { overviewLayout } from './overview/overview-layout.ts';
import { detailRows } from './transfer/detail-rows.ts';
import { transferLayout } from './transfer/transfer-layout.ts';
import { listedTransfers, overviewTransfers } from './transfers/transfer-rows.ts';

export interface FocusedList {
  readonly rows: Rows<unknown>;
  /** Lines of rows in sight. */
  readonly height: number;
  readonly list: ListState;
  /** Undefined where the list cannot be filtered. */
  readonly filter: string | undefined;
  readonly write: (ui: UiState, change: Partial<FilteredList>) => UiState;
}

/** Borders and column titles. */
const around = 3;

export function focusedList(state: ConsoleState): FocusedList | undefined {
  const { ui, size } = state;
  const { body } = frameLayout(size);
  switch (ui.view) {
    case 'overview': {
      const { focus } = ui.overview;
      const { list, filter } = ui.overview[focus];
      return {
        rows: focus === 'nodes' ? nodeRows(state, filter) : overviewTransfers(state),
        height: overviewLayout(body, focus)[focus].height - around,
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
        rows: listedTransfers(state),
        height: listLayout(body).list.height - around,
        ...ui.transfers,
        write: (from, change) => ({ ...from, transfers: { ...from.transfers, ...change } }),
      };
    case 'nodes':
      return {
        rows: nodeRows(state, ui.nodes.filter),
        height: listLayout(body).list.height - around,
        ...ui.nodes,
        write: (from, change) => ({ ...from, nodes: { ...from.nodes, ...change } }),
      };
    case 'history': {
      const { tab } = ui.history;
      return {
        rows: historyRows(state),
        height: historyLayout(body, tab).list.height - around,
        ...ui.history[tab],
        write: (from, change) => ({
          ...from,
          history: { ...from.history, [tab]: { ...from.history[tab], ...change } },
        }),
      };
    }
    case 'logs':
      return logOf(state, logsLayout(body).list.height - around);
    case 'alerts':
      return {
        rows: alertRows(state),
        height: body.height - around,
        ...ui.alerts,
        write: (from, change) => ({ ...from, alerts: { ...from.alerts, ...change } }),
      };
    case 'admin':
      return {
        rows: adminRows(state),
        height: body.height - around,
        list: ui.admin.list,
        filter: ui.admin.filter,
        write: (from, change) => ({ ...from, admin: { ...from.admin, ...change } }),
      };
    case 'automation':
      return {
        rows: automationRows(state),
        height: automationLayout(body).list.height - around,
        list: ui.automation.list,
        filter: ui.automation.filter,
        write: (from, change) => ({ ...from, automation: { ...from.automation, ...change } }),
      };
    case 'transfer': {
      const height = transferLayout(body, ui.transfer.tab).list.height - around;
      if (ui.transfer.tab === 'log') return logOf(state, height);
      return {
        rows: detailRows(state),
        height,
        list: ui.transfer.list,
        filter: undefined,
        write: (from, { list = from.transfer.list }) => ({ ...from, transfer: { ...from.transfer, list } }),
      };
    }
    case 'browse': {
      const { active, panes } = ui.browse;
      return {
        rows: paneRows(state, active),
        height: browseLayout(body).pane[active].height - around,
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

function logOf(state: ConsoleState, height: number): FocusedList {
  const rows = logRows(state);
  return {
    rows,
    height,
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
