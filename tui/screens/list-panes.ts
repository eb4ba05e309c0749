/** Where on the screen the lists are, and which of them moving keys would move after a click there. */
import type { ConsoleState } from '../store/console-store.ts';
import type { UiState } from '../store/ui-state.ts';
import { automationLayout } from './automation/automation-layout.ts';
import { browseLayout } from './browse/browse-layout.ts';
import type { Area } from './frame/frame-layout.ts';
import { frameLayout } from './frame/frame-layout.ts';
import { historyLayout } from './history/history-layout.ts';
import { listLayout } from './list-layout.ts';
import { logsLayout } from './logs/logs-layout.ts';
import { nodeLayout } from './node/node-layout.ts';
import { overviewLayout } from './overview/overview-layout.ts';
import { transferLayout } from './transfer/transfer-layout.ts';

export interface ListPane extends Area {
  readonly column: number;
  readonly row: number;
  readonly focus: (ui: UiState) => UiState;
}

const asItIs = (ui: UiState): UiState => ui;

export function listPanes({ ui, size }: ConsoleState): readonly ListPane[] {
  const { hasTabs, body } = frameLayout(size);
  const row = hasTabs ? 2 : 1;
  const only = (area: Area, below = 0): readonly ListPane[] => [
    { ...area, column: 0, row: row + below, focus: asItIs },
  ];
  switch (ui.view) {
    case 'overview': {
      const { nodes, transfers } = overviewLayout(body, ui);
      const focus = (pane: UiState['overview']['focus']) => (from: UiState) => ({
        ...from,
        overview: { ...from.overview, focus: pane },
      });
      return [
        { ...nodes, column: 0, row, focus: focus('nodes') },
        { ...transfers, column: 0, row: row + nodes.height, focus: focus('transfers') },
      ];
    }
    case 'browse': {
      const { isTwoPanes, pane } = browseLayout(body, ui);
      const focus = (active: 0 | 1) => (from: UiState) => ({ ...from, browse: { ...from.browse, active } });
      if (!isTwoPanes) return only(pane[ui.browse.active]);
      return [
        { ...pane[0], column: 0, row, focus: focus(0) },
        { ...pane[1], column: pane[0].width, row, focus: focus(1) },
      ];
    }
    case 'transfers':
    case 'nodes':
      return only(listLayout(body).list);
    case 'history':
      return only(historyLayout(body, ui.history.tab).list);
    case 'logs':
      return only(logsLayout(body).list);
    case 'automation':
      return only(automationLayout(body).list);
    case 'alerts':
    case 'admin':
      return only(body);
    case 'node': {
      const { head, list } = nodeLayout(body);
      return only(list, head.height);
    }
    case 'transfer': {
      const { head, graph, list } = transferLayout(body, ui.transfer.tab);
      return only(list, head.height + graph.height);
    }
    case 'new-transfer':
    case 'run-template':
    case 'help':
      return [];
    default:
      return ui.view satisfies never;
  }
}
