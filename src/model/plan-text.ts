/** A plan for people. */
import { shownMessage } from '../runtime/names.ts';
import { formatBytes, formatDuration } from '../runtime/units.ts';
import type { Plan, TimeRange } from './plan.ts';
import type { Count } from './progress.ts';

export function planText(plan: Plan): string {
  const { copy, skip, makeFolders, remove, refusal, renamed, findings, target, estimate } = plan;
  const rows = [
    ['to copy', counted(copy)],
    ['unchanged', counted(skip)],
    ['folders to make', `${makeFolders}`],
  ];
  if (renamed !== undefined) rows.push(['other names', `${renamed.files} files`]);
  if (remove !== undefined) rows.push(['to remove', counted(remove)]);
  if (refusal !== undefined) rows.push(['', `refused: ${shownMessage(refusal.message)}`]);
  for (const [kind, count] of Object.entries(findings)) if (count > 0) rows.push([kind, `${count}`]);
  rows.push(['room at the target', roomText(target)], ['time', estimateText(estimate)]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  const lines = rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
  return ['dry run, nothing was changed', ...lines, ...renamedLines(renamed)].join('\n');
}

function renamedLines(renamed: Plan['renamed']): string[] {
  const { files, first } = renamed ?? { files: 0, first: [] };
  const more = files > first.length ? [`  and ${files - first.length} more`] : [];
  return [...first.map(({ from, to }) => `  ${from} -> ${to}`), ...more];
}

function counted({ files, bytes }: Count): string {
  return `${files} files, ${formatBytes(bytes)}`;
}

function roomText({ neededBytes, freeBytes, hasRoom }: Plan['target']): string {
  const text = `${formatBytes(neededBytes)} needed at most, ${formatBytes(freeBytes)} free`;
  return hasRoom ? text : `${text}: it will not fit`;
}

function estimateText(estimate: TimeRange | undefined): string {
  if (estimate === undefined)
    return 'not known: no earlier run to go by and no limit, or one that changes with the clock';
  const [from, to] = [formatDuration(estimate.fromSeconds), formatDuration(estimate.toSeconds)];
  return from === to ? `about ${from}` : `${from} to ${to}`;
}
