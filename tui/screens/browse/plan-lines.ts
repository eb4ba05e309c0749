/** The dry run below the panes: a line for each of what it counts, or two for all of it. */
import { shownMessage, shownName } from '../../../src/runtime/names.ts';
import { formatBytes, formatDuration } from '../../../src/runtime/units.ts';
import { formatCount } from '../../format/count.ts';
import { clockTime } from '../../format/instant.ts';
import { countRows, newOf, type PlanSums, planSums, roomRow, rowTexts } from '../../format/plan-rows.ts';
import type { ConsoleState } from '../../store/console-store.ts';
import { placeText } from '../../store/place.ts';
import { paintName } from '../../theme/paint-name.ts';
import type { Theme } from '../../theme/theme.ts';
import { countMarked } from './marks.ts';
import { planWanted } from './plan-wish.ts';
import { currentSend } from './send-requests.ts';

export interface PlanLook {
  readonly theme: Theme;
  readonly height: number;
}

/** `old`: of what was marked before, or of what is being looked at again. */
export type PlanStanding = 'none' | 'fresh' | 'old';

export function standingOf(state: ConsoleState): PlanStanding {
  const { made, since } = state.data.plan;
  if (made === undefined) return 'none';
  return since === undefined && made.of === planWanted(state) ? 'fresh' : 'old';
}

export function planNote({ data, now }: ConsoleState): string {
  const { made, since } = data.plan;
  if (since !== undefined) return `counting ${formatDuration(Math.max(0, Math.round((now - since) / 1000)))}`;
  return made === undefined ? '' : `as of ${clockTime(made.at + data.clockOffsetMs)}`;
}

export function planLines(state: ConsoleState, { theme, height }: PlanLook): readonly string[] {
  const send = currentSend(state);
  if (send.kind === 'blocked') return [theme.paint('muted', send.reason)];
  if (planWanted(state) === undefined) return [theme.paint('muted', 'nothing marked: = looks at the whole folder')];
  const { made } = state.data.plan;
  if (made === undefined) return [theme.paint('muted', `counting${theme.symbols.ellipsis}   Esc stops it`)];
  const plans = made.looks.flatMap((look) => (look.kind === 'made' ? [look.answer.plan] : []));
  const failures = made.looks.flatMap((look) => (look.kind === 'failed' ? [look.reason] : []));
  const problems = problemsOf(state, plans, failures);
  if (plans.length === 0) return failures.map((text) => theme.paint('bad', text));
  const sums = planSums(plans);
  const target = targetText(state, theme);
  if (height < 8) return shortLines(sums, { theme, target, problems });
  const problem = {
    title: 'PROBLEM',
    files: formatCount(problems.count),
    text: ' '.repeat(8),
    example: problems.first,
  };
  const texts = rowTexts([...countRows(sums), roomRow(sums), problem]);
  const problemText = texts.at(-1) ?? '';
  return [
    theme.paint('text', `${target}   ${sums.time ?? 'time not known'}   t sends`),
    ...texts.slice(0, -1).map((text) => paintName(theme, 'text', text)),
    theme.paint(problems.count === 0 ? 'text' : 'warn', problemText),
    ...(sums.hasRoom ? [] : [theme.paint('bad', 'it will not fit')]),
  ];
}

interface Short {
  readonly theme: Theme;
  readonly target: string;
  readonly problems: Problems;
}

function shortLines(sums: PlanSums, { theme, target, problems }: Short): readonly string[] {
  const { changed, copy, skip, extra, neededBytes, freeBytes, hasRoom, time } = sums;
  const counts = [
    changed === undefined ? `${formatCount(copy.files)} new or changed` : `${formatCount(newOf(sums).files)} new`,
    ...(changed === undefined ? [] : [`${formatCount(changed.files)} changed`]),
    `${formatCount(skip.files)} same`,
    ...(extra === undefined ? [] : [`${formatCount(extra.files)} extra`]),
    `${formatCount(problems.count)} ${problems.count === 1 ? 'problem' : 'problems'}`,
    formatBytes(neededBytes),
    ...(time === undefined ? [] : [time]),
  ];
  const room = hasRoom ? `free ${formatBytes(freeBytes)}` : `will not fit: ${formatBytes(freeBytes)} free`;
  return [
    theme.paint(problems.count === 0 ? 'text' : 'warn', counts.join('  ')),
    theme.paint(hasRoom ? 'text' : 'bad', `${target}   ${room}   t sends`),
  ];
}

function targetText({ ui: { browse } }: ConsoleState, theme: Theme): string {
  const { marks } = browse.panes[browse.active];
  const to = browse.panes[browse.active === 0 ? 1 : 0].place;
  const what = marks.size === 0 ? 'the whole folder' : `${formatCount(countMarked(marks))} marked`;
  return `${what} ${theme.symbols.arrow} ${to === undefined ? '' : shownName(placeText(to))}`;
}

type Plans = Parameters<typeof planSums>[0];

interface Problems {
  readonly count: number;
  readonly first: string;
}

/** What was not looked at, what would be refused, what would be left out: the worst first. */
function problemsOf({ data }: ConsoleState, plans: Plans, failures: readonly string[]): Problems {
  const looks = data.plan.made?.looks ?? [];
  const told = looks.flatMap((look) => (look.kind === 'made' ? look.answer.findings : []));
  const refusals = plans.flatMap(({ refusal }) => (refusal === undefined ? [] : [refusal]));
  const found = plans.flatMap(({ findings }) => Object.values(findings)).reduce((sum, count) => sum + count, 0);
  const [first = ''] = [...failures, ...[...refusals, ...told].map(({ message }) => shownMessage(message))];
  return { count: failures.length + refusals.length + found, first };
}
