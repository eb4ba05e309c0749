/** The columns of the alerts. */
import type { Alert } from '../../../src/model/alert.ts';
import { shownName } from '../../../src/runtime/names.ts';
import type { Column } from '../../components/table-layout.ts';
import { alertText, answerText } from '../../format/alert-words.ts';
import { shortDate } from '../../format/instant.ts';
import type { Word } from '../../format/transfer-words.ts';

function levelWord({ isCritical, answer }: Alert): Word {
  if (answer !== undefined) return { text: answer.kind === 'snoozed' ? 'snooze' : '   ack', role: 'muted' };
  return isCritical ? { text: '! CRIT', role: 'bad' } : { text: '  WARN', role: 'warn' };
}

const open: readonly Column<Alert>[] = [
  { title: 'LEVEL', width: 6, align: 'left', priority: 1, cell: levelWord },
  {
    title: 'WHAT',
    width: 12,
    flex: 1,
    align: 'left',
    cut: 'middle',
    priority: 1,
    cell: ({ about }) => shownName(about),
  },
  {
    title: 'WHY',
    width: 34,
    flex: 5,
    align: 'left',
    priority: 1,
    cell: (alert, { now }) => ({ text: alertText(alert, now), role: alert.answer === undefined ? 'text' : 'muted' }),
  },
  {
    title: 'SINCE',
    width: 11,
    align: 'left',
    priority: 3,
    cell: ({ at }) => ({ text: at === undefined ? '-' : shortDate(at), role: 'muted' }),
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
  },
];

/** Who has answered takes room only where somebody has. */
export function alertColumns(hasAnswers: boolean): readonly Column<Alert>[] {
  return hasAnswers ? answered : open;
}
