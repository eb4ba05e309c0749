/** What needs a person now, as the hub has found it: what nobody has answered first. */
import type { Alert } from '../../../src/model/alert.ts';
import { isAllowed } from '../../../src/model/principal.ts';
import { formatCount } from '../../format/count.ts';
import { chosenRows } from '../../store/chosen-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { Rows } from '../../store/list-state.ts';
import { alertKind } from './alert-list.ts';

const none: readonly Alert[] = [];

export function alertRows(state: ConsoleState): Rows<Alert> {
  const { data, ui } = state;
  return chosenRows(data.alerts?.alerts ?? none, { kind: alertKind(state), filter: ui.alerts.filter, state });
}

/** How many there are, what is left out, and for whom. */
export function alertNote({ data }: ConsoleState): string {
  const { alerts, me } = data;
  if (alerts === undefined) return '';
  const answered = alerts.total - alerts.open;
  const parts = [
    `${formatCount(alerts.open)} open${answered > 0 ? `, ${formatCount(answered)} answered` : ''}`,
    alerts.total > alerts.alerts.length && `the first ${formatCount(alerts.alerts.length)} are listed`,
    me !== undefined && !isAllowed(me.role, 'administer') && 'certificates are for admins',
  ];
  return parts.filter((part) => part !== false).join('; ');
}
