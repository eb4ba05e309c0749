/** What transfers would do, in a box: new, changed, same and extra, and what stands in the way. */
import type { Plan } from '../../../src/model/plan.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import { formatDuration } from '../../../src/runtime/units.ts';
import type { PlanDialog } from '../../actions/plan-actions.ts';
import { formatCount } from '../../format/count.ts';
import { countRows, planSums, roomRow, rowTexts } from '../../format/plan-rows.ts';
import { routeText } from '../../format/route.ts';
import { wrapText } from '../../text/wrap-text.ts';
import type { Theme } from '../../theme/theme.ts';
import type { DialogText } from './dialog-text.ts';

const shownFindings = 5;

export interface PlanLookAt {
  readonly theme: Theme;
  readonly width: number;
  /** Our clock. */
  readonly now: number;
}

export function planText({ requests, looks, startedAt }: PlanDialog, { theme, width, now }: PlanLookAt): DialogText {
  const [first] = requests;
  const plans = looks.flatMap((look) => (look.kind === 'made' ? [look.answer.plan] : []));
  const failures = looks.flatMap((look) => (look.kind === 'failed' ? [look.reason] : []));
  const findings = looks.flatMap((look) => (look.kind === 'made' ? look.answer.findings : []));
  const isLooking = looks.length < requests.length;
  const waited = formatDuration(Math.max(0, Math.round((now - startedAt) / 1000)));
  const which = requests.length === 1 ? '' : ` ${formatCount(looks.length + 1)} of ${formatCount(requests.length)}`;
  const more = findings.length - shownFindings;
  return {
    title: 'Dry run: nothing is changed',
    lines: [
      ...(first === undefined ? [] : [routeText(first, { width, symbols: theme.symbols })]),
      ...(requests.length > 1 ? [`and ${formatCount(requests.length - 1)} more`] : []),
      '',
      ...(plans.length === 0 ? [] : countLines(plans, theme)),
      ...(isLooking ? [theme.paint('muted', `looking at both sides${which}, ${waited}`)] : []),
      ...failures.flatMap((reason) => wrapText(reason, width)).map((line) => theme.paint('bad', line)),
      ...findings.slice(0, shownFindings).map(({ message }) => theme.paint('warn', `! ${shownMessage(message)}`)),
      ...(more > 0 ? [theme.paint('warn', `${theme.symbols.ellipsis} ${formatCount(more)} more`)] : []),
    ],
  };
}

function countLines(plans: readonly Plan[], theme: Theme): readonly string[] {
  const sums = planSums(plans);
  const time = sums.time === undefined ? [] : [{ title: 'TIME', files: '', text: sums.time, example: '' }];
  const rows = [...countRows(sums).map((row) => ({ ...row, example: '' })), roomRow(sums), ...time];
  const refusals = plans.flatMap(({ refusal }) => (refusal === undefined ? [] : [shownMessage(refusal.message)]));
  return [
    ...rowTexts(rows),
    ...(sums.hasRoom ? [] : [theme.paint('bad', 'it will not fit')]),
    ...refusals.map((reason) => theme.paint('bad', `refused: ${reason}`)),
    '',
  ];
}
