/** The list of alerts. */
import type { Alert } from '../../../src/model/alert.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { alertText, answerText } from '../../format/alert-words.ts';
import { shortDate } from '../../format/instant.ts';
import { personText } from '../../format/person.ts';
import type { Word } from '../../format/transfer-words.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import type { FilterFields } from '../../store/filter.ts';
import type { ListKind } from '../../store/list-kind.ts';
import { textColumn } from '../named-list.ts';

function levelWord({ isCritical, answer }: Alert): Word {
  if (answer !== undefined) return { text: answer.kind === 'snoozed' ? 'snooze' : '   ack', role: 'muted' };
  return isCritical ? { text: '! CRIT', role: 'bad' } : { text: '  WARN', role: 'warn' };
}

const open: readonly Column<Alert>[] = [
  {
    title: 'LEVEL',
    width: 6,
    align: 'left',
    priority: 1,
    cell: levelWord,
    value: (alert) => levelWord(alert).text.trim(),
  },
  textColumn({ title: 'WHAT', width: 12, flex: 1, cut: 'middle', priority: 1, value: ({ about }) => about }),
  {
    title: 'WHY',
    width: 34,
    flex: 5,
    align: 'left',
    priority: 1,
    cell: (alert, { now }) => ({ text: alertText(alert, now), role: alert.answer === undefined ? 'text' : 'muted' }),
    value: ({ text }) => shownMessage(text),
  },
  {
    title: 'SINCE',
    width: 11,
    align: 'left',
    priority: 3,
    cell: ({ at }) => ({ text: at === undefined ? '-' : shortDate(at), role: 'muted' }),
    value: ({ at }) => (at === undefined ? undefined : new Date(at)),
  },
];
const answered: readonly Column<Alert>[] = [
  ...open,
  {
    title: 'ANSWERED BY',
    width: 18,
    flex: 1,
    align: 'left',
    priority: 2,
    cell: ({ answer }, { now }) => ({ text: answer === undefined ? '' : answerText(answer, now), role: 'muted' }),
    value: ({ answer }) => answer && personText(answer.by),
  },
];

function listed(columns: readonly Column<Alert>[]): ListKind<Alert> {
  return { name: 'alerts', copies: ['WHAT', 'WHY'], columns, idOf: ({ id }) => id, words, fields };
}

const fields: FilterFields<Alert> = {
  level: { kind: 'text', of: ({ isCritical }) => (isCritical ? 'crit' : 'warn') },
  state: { kind: 'text', of: ({ answer }) => answer?.kind ?? 'open' },
  who: { kind: 'text', of: ({ answer }) => answer?.by ?? '' },
  host: { kind: 'text', of: ({ place }) => (place.kind === 'node' ? place.name : '') },
  since: { kind: 'time', of: ({ at }) => at },
};

function words({ about, text, isCritical, answer }: Alert): string {
  const said = answer === undefined ? 'open' : `${answer.kind} ${personText(answer.by)}`;
  return `${about} ${text} ${isCritical ? 'crit' : 'warn'} ${said}`;
}

const openAlerts = listed(open);
/** With all columns that it can have. */
export const answeredAlerts = listed(answered);

/** Who has answered takes room only where somebody has. */
export function alertKind({ data: { alerts } }: ConsoleState): ListKind<Alert> {
  return alerts !== undefined && alerts.total > alerts.open ? answeredAlerts : openAlerts;
}
