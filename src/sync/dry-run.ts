/** `--dry-run`: what a run would do, for people on standard output, or as JSON Lines: findings, then the plan. */
import { Buffer } from 'node:buffer';
import { makePlan } from '../engine/plan/make-plan.ts';
import { latestPace, type TimeRange } from '../engine/plan/pace.ts';
import type { Plan } from '../engine/plan/plan.ts';
import type { RunOptions } from '../engine/run/run-options.ts';
import type { Count } from '../model/progress.ts';
import type { RateLimit } from '../model/rate-limit.ts';
import { formatBytes, formatDuration } from '../runtime/units.ts';
import type { SyncSettings } from './flags.ts';
import type { Places } from './places.ts';

export interface DryRunOptions {
  readonly voice: Pick<SyncSettings, 'json' | 'quiet'>;
  readonly options: RunOptions;
  readonly bwlimit: RateLimit | undefined;
  readonly places: Places;
  readonly auditFile: string;
  readonly signal: AbortSignal;
}

export async function dryRun({ voice, options, bwlimit, places, auditFile, signal }: DryRunOptions): Promise<void> {
  const { json, quiet } = voice;
  const write = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
  const plan = await makePlan({
    sourceRoot: Buffer.from(places.source),
    onlyName: places.onlyName === undefined ? undefined : Buffer.from(places.onlyName),
    destinationRoot: places.destination,
    options,
    bwlimit,
    pace: latestPace(auditFile),
    onFinding: (finding) => {
      if (json) write({ event: 'finding', ...finding });
      else if (!quiet) process.stderr.write(`note: ${finding.message} (${finding.finding})\n`);
    },
    signal,
  });
  if (json) write({ event: 'plan', ...plan });
  else process.stdout.write(`${planText(plan)}\n`);
}

function planText({ copy, skip, makeFolders, remove, refusal, findings, target, estimate }: Plan): string {
  const rows = [
    ['to copy', counted(copy)],
    ['unchanged', counted(skip)],
    ['folders to make', `${makeFolders}`],
  ];
  if (remove !== undefined) rows.push(['to remove', counted(remove)]);
  if (refusal !== undefined) rows.push(['', `refused: ${refusal.message}`]);
  for (const [kind, count] of Object.entries(findings)) if (count > 0) rows.push([kind, `${count}`]);
  rows.push(['room at the target', roomText(target)], ['time', estimateText(estimate)]);
  const width = Math.max(...rows.map(([left = '']) => left.length));
  const lines = rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}  ${right}`);
  return ['dry run, nothing was changed', ...lines].join('\n');
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
