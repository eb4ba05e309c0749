/** The rows of each tab of the history. */
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import type { AuditQuery } from '../../../src/model/audit-query.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { AuditRows } from '../../store/hub-data.ts';
import { hubNow } from '../../store/hub-time.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { arrayRows, type ListState, type Rows } from '../../store/list-state.ts';
import type { HistoryTab } from '../../store/ui-state.ts';
import { endedList, failureList } from '../transfers/transfer-lists.ts';
import { windowRows } from '../transfers/transfer-rows.ts';
import { auditTrail, transferAuditTrail } from './audit-lists.ts';
import { auditSearch } from './audit-search.ts';

export const historyLists: Readonly<Record<HistoryTab, ListKind<never>>> = {
  transfers: endedList,
  audit: auditTrail,
  failures: failureList,
};

export function historyRows(state: ConsoleState): Rows<Transfer | AuditEntry> {
  const { tab } = state.ui.history;
  return (tab === 'audit' ? auditRows(state) : endedRows(state)) as Rows<Transfer | AuditEntry>;
}

export function endedRows(state: ConsoleState): Rows<Transfer> {
  const { tab, transfers, failures } = state.ui.history;
  if (tab === 'transfers') return windowRows(state, { kind: endedList, show: 'ended', filter: transfers.filter });
  return windowRows(state, { kind: failureList, show: 'failed', filter: failures.filter });
}

/** What of the trail is shown: what a search finds, or the lines about the transfer that is open. */
export function auditQuery(state: ConsoleState): AuditQuery {
  const { ui } = state;
  if (ui.view === 'transfer') return { object: ui.transfer.id };
  return auditSearch(ui.history.audit.filter, hubNow(state)).query;
}

export function auditKind({ ui }: ConsoleState): ListKind<AuditEntry> {
  return ui.view === 'transfer' ? transferAuditTrail : auditTrail;
}

export function auditList({ ui }: ConsoleState): ListState {
  return ui.view === 'transfer' ? ui.transfer.list : ui.history.audit.list;
}

/** Only what the search of this moment has found; undefined while that is not known. */
export function shownAudit(state: ConsoleState): AuditRows | undefined {
  const { audit } = state.data;
  const query = auditQuery(state);
  return audit !== undefined && JSON.stringify(audit.query) === JSON.stringify(query) ? audit : undefined;
}

export function auditRows(state: ConsoleState): Rows<AuditEntry> {
  const audit = shownAudit(state);
  const kind = auditKind(state);
  const { idOf } = kind;
  if (audit === undefined) return arrayRows([], idOf);
  const { entries, offset, total } = audit;
  // The hub has done the search.
  if (state.ui.sorts[kind.name] !== undefined) return chosenRows(entries, { kind, filter: '', state });
  return {
    count: total,
    at: (index) => entries[index - offset],
    idOf,
    indexOf: (id) => {
      const found = entries.findIndex((entry) => idOf(entry) === id);
      return found === -1 ? -1 : found + offset;
    },
  };
}
