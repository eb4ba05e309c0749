/** What transfers would do, in a box: new, changed, same and extra, and what stands in the way. */
import type { Plan } from '../../../src/model/plan.ts';
import type { Count } from '../../../src/model/progress.ts';
import { shownMessage } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../../src/runtime/units.ts';
import type { PlanDialog } from '../../actions/plan-actions.ts';
import { formatCount, formatFiles } from '../../format/count.ts';
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
  const all = (of: (plan: Plan) => Count | undefined): Count => sum(plans.map((plan) => of(plan) ?? nothing));
  const copy = all(({ copy: count }) => count);
  const changed = all((plan) => plan.changed);
  const rows: Row[] = plans.every((plan) => plan.changed !== undefined)
    ? [
        countRow('NEW', { files: copy.files - changed.files, bytes: copy.bytes - changed.bytes }),
        countRow('CHANGED', changed),
      ]
    : [countRow('NEW OR CHANGED', copy)];
  rows.push(
    countRow(
      'SAME',
      all(({ skip }) => skip),
    ),
  );
  if (plans.every((plan) => plan.extra !== undefined))
    rows.push(
      countRow(
        'EXTRA',
        all((plan) => plan.extra),
      ),
    );
  if (plans.some(({ remove }) => remove !== undefined))
    rows.push(
      countRow(
        'TO REMOVE',
        all(({ remove }) => remove),
      ),
    );
  const needed = plans.reduce((total, { target }) => total + target.neededBytes, 0);
  const free = Math.min(...plans.map(({ target }) => target.freeBytes));
  rows.push(['ROOM', '', `${sizeText(needed)} needed, ${formatBytes(free)} free`]);
  const time = estimateText(plans);
  if (time !== undefined) rows.push(['TIME', '', time]);
  const [titles, counts] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) as [
    number,
    number,
  ];
  const refusals = plans.flatMap(({ refusal }) => (refusal === undefined ? [] : [shownMessage(refusal.message)]));
  return [
    ...rows.map(([title, files, text]) => `${title.padEnd(titles)}   ${files.padStart(counts)}  ${text}`),
    ...(needed > free ? [theme.paint('bad', 'it will not fit')] : []),
    ...refusals.map((reason) => theme.paint('bad', `refused: ${reason}`)),
    '',
  ];
}

/** What it is about, how many, how much: figures stand below each other. */
type Row = readonly [title: string, files: string, text: string];

function countRow(title: string, { files, bytes }: Count): Row {
  return [title, `${formatFiles(files)}${files === 1 ? ' ' : ''}`, sizeText(bytes)];
}

const sizeWidth = 8;

function sizeText(bytes: number): string {
  return formatBytes(bytes).padStart(sizeWidth);
}

const nothing: Count = { files: 0, bytes: 0 };

function sum(counts: readonly Count[]): Count {
  return counts.reduce(
    (total, { files, bytes }) => ({ files: total.files + files, bytes: total.bytes + bytes }),
    nothing,
  );
}

/** Of all of them, one after another. */
function estimateText(plans: readonly Plan[]): string | undefined {
  if (plans.some(({ estimate }) => estimate === undefined)) return undefined;
  const of = (end: 'fromSeconds' | 'toSeconds'): string =>
    formatDuration(plans.reduce((total, { estimate }) => total + (estimate?.[end] ?? 0), 0));
  const [from, to] = [of('fromSeconds'), of('toSeconds')];
  return from === to ? `about ${from}` : `${from} to ${to}`;
}
