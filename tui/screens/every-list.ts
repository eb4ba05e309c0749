/** All lists of the console. */
import type { ListKind } from '../store/list-kind.ts';
import { adminLists } from './admin/admin-lists.ts';
import { answeredAlerts } from './alerts/alert-list.ts';
import { automationLists } from './automation/automation-lists.ts';
import { folderLists, hostList } from './browse/folder-lists.ts';
import { historyLists } from './history/history-rows.ts';
import { logOfNode } from './logs/log-lists.ts';
import { nodeList, overviewNodeList } from './nodes/node-columns.ts';
import { detailLists } from './transfer/detail-rows.ts';
import { overviewTransferList, transferList } from './transfers/transfer-lists.ts';

export const everyList: readonly ListKind<never>[] = [
  overviewNodeList,
  overviewTransferList,
  transferList,
  ...Object.values(historyLists),
  nodeList,
  answeredAlerts,
  logOfNode,
  hostList,
  ...folderLists,
  ...Object.values(automationLists),
  ...Object.values(adminLists),
  ...Object.values(detailLists),
];
