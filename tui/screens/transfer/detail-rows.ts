/** The rows of the tab of a transfer that is shown; those of its log are the view of logs' own. */
import type { ConsoleState } from '../../store/console-store.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { transferAuditTrail } from '../history/audit-lists.ts';
import { auditRows } from '../history/history-rows.ts';
import { logOfTransfer } from '../logs/log-lists.ts';
import { chainList, chainRows } from './chain-rows.ts';
import type { DetailTab } from './detail-tabs.ts';
import { failedFileList, fileList, notedFileList } from './file-lists.ts';
import { fileRows } from './file-rows.ts';
import { optionList, optionRows } from './option-rows.ts';
import { timeline, timelineRows } from './timeline-rows.ts';

export const detailLists: Readonly<Record<DetailTab, ListKind<never>>> = {
  files: fileList,
  failed: failedFileList,
  noted: notedFileList,
  timeline,
  log: logOfTransfer,
  options: optionList,
  audit: transferAuditTrail,
  chain: chainList,
};

export function detailRows(state: ConsoleState): Rows<unknown> {
  const { tab } = state.ui.transfer;
  switch (tab) {
    case 'files':
    case 'failed':
    case 'noted':
      return fileRows(state) as Rows<unknown>;
    case 'timeline':
      return timelineRows(state) as Rows<unknown>;
    case 'options':
      return optionRows(state) as Rows<unknown>;
    case 'audit':
      return auditRows(state) as Rows<unknown>;
    case 'chain':
      return chainRows(state) as Rows<unknown>;
    case 'log':
      return arrayRows<unknown>([], String);
    default:
      return tab satisfies never;
  }
}
