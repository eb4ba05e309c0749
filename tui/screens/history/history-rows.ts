/** The rows of each tab of the history. */
import type { AuditEntry } from '../../../src/model/audit-entry.ts';
import type { AuditQuery } from '../../../src/model/audit-query.ts';
import type { Transfer } from '../../../src/model/transfer.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { AuditRows } from '../../store/hub-data.ts';
import { hubNow } from '../../store/hub-time.ts';
import { arrayRows, type ListState, type Rows } from '../../store/list-state.ts';
import { windowRows } from '../transfers/transfer-rows.ts';
import { endedSorts } from '../transfers/transfer-sorts.ts';
import { auditSearch } from './audit-search.ts';

export function historyRows(state: ConsoleState): Rows<Transfer | AuditEntry> {
  const { tab } = state.ui.history;
  return (tab === 'audit' ? auditRows(state) : endedRows(state)) as Rows<Transfer | AuditEntry>;
}

export function endedRows(state: ConsoleState): Rows<Transfer> {
  const { tab, transfers, failures } = state.ui.history;
  const order = { sort: state.ui.sorts.ended, keys: endedSorts };
  if (tab === 'transfers') return windowRows(state, { ...order, show: 'ended', filter: transfers.filter });
  return windowRows(state, { ...order, show: 'failed', filter: failures.filter });
}

const numberOf = ({ number }: AuditEntry): string => String(number);

/** What of the trail is shown: what a search finds, or the lines about the transfer that is open. */
export function auditQuery(state: ConsoleState): AuditQuery {
  const { ui } = state;
  if (ui.view === 'transfer') return { object: ui.transfer.id };
  return auditSearch(ui.history.audit.filter, hubNow(state)).query;
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
  if (audit === undefined) return arrayRows([], numberOf);
  const { entries, offset, total } = audit;
  return {
    count: total,
    at: (index) => entries[index - offset],
    idOf: numberOf,
    indexOf: (id) => {
      const found = entries.findIndex((entry) => numberOf(entry) === id);
      return found === -1 ? -1 : found + offset;
    },
  };
}
