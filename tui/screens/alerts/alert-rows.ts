/** What needs a person now, as the hub has found it: what nobody has answered first. */
import type { Alert } from '../../../src/model/alert.ts';
import { isAllowed } from '../../../src/model/principal.ts';
import { formatCount } from '../../format/count.ts';
import { personText } from '../../format/person.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { matchesFilter } from '../../store/filter.ts';
import { arrayRows, type Rows } from '../../store/list-state.ts';
import { remembered } from '../../store/remembered.ts';

const none: readonly Alert[] = [];
const idOf = ({ id }: Alert): string => id;

export function alertRows({ data, ui }: ConsoleState): Rows<Alert> {
  return rowsOf(data.alerts?.alerts ?? none, ui.alerts.filter);
}

const rowsOf = remembered((alerts: readonly Alert[], filter: string): Rows<Alert> => {
  const shown = filter === '' ? alerts : alerts.filter((alert) => matchesFilter(searched(alert), filter));
  return arrayRows(shown, idOf);
});

function searched({ about, text, isCritical, answer }: Alert): string {
  const said = answer === undefined ? 'open' : `${answer.kind} ${personText(answer.by)}`;
  return `${about} ${text} ${isCritical ? 'crit' : 'warn'} ${said}`;
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
